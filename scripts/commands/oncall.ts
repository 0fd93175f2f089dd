import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cutEdition } from '../model/edition/cut.ts';
import { exportOnCall } from '../outputs/exporters/on-call.ts';
import { writeFileAtomic } from '../edges/disk/write.ts';
import { formatInstant } from '../model/time/instant.ts';
import type { Register, Team } from '../model/register/register.ts';
import { suggest } from '../model/text/suggest.ts';
import { type Command } from './command.ts';
import { openToTell } from '../session/open.ts';
import { describe, format } from '../outputs/views/oncall.ts';
import { Failure, type Context, type ExitStatus } from '../session/context.ts';

export const oncall: Command = {
  name: 'oncall',
  summary: 'Tell who is on call, until when, and who is next',
  arguments: [
    { name: '[team]', description: 'id of a team; every team with a rotation if left out' },
  ],
  options: [
    {
      flags: '--ics',
      description: 'print the calendar of a team; with --out write one file a team',
    },
  ],
  examples: [
    { line: 'sitrep oncall', does: 'who is on call now, team by team' },
    {
      line: 'sitrep oncall ticketing --at 2026-12-24T20:00:00+01:00',
      does: 'who will be on call on Christmas Eve',
    },
    { line: 'sitrep oncall ticketing --ics > on-call.ics', does: 'its calendar' },
    { line: 'sitrep oncall --ics --out calendars', does: 'a calendar for each team' },
  ],
  async run(context, [wanted], { ics }): Promise<ExitStatus> {
    const { register } = await openToTell(context);
    const teams = chooseTeams(register, typeof wanted === 'string' ? wanted : undefined);
    if (ics === true) return exportCalendars(context, register, teams);
    if (context.json) {
      const described = teams.map((team) => describe(team, register, context.now));
      context.print(JSON.stringify({ at: formatInstant(context.now), teams: described }, null, 2));
      return 0;
    }
    if (teams.length === 0) context.tell('No team has a rotation.');
    else context.print(format(teams, register, context.now));
    return 0;
  },
};

/** The team that is named, or all that have a rotation. */
export function chooseTeams(register: Register, wanted: string | undefined): Team[] {
  if (wanted === undefined) return [...register.teams.values()].filter(({ rotation }) => rotation);
  const team = register.teams.get(wanted);
  if (!team) {
    const near = suggest(wanted, register.teams.keys());
    throw new Failure(
      `There is no team ${wanted}.`,
      near ? `Did you mean ${near}?` : 'Teams stand in catalog/teams/.',
    );
  }
  if (!team.rotation) {
    throw new Failure(
      `${wanted} has no rotation.`,
      `Add \`rotation\` to ${team.path}; the handbook says how.`,
    );
  }
  return [team];
}

async function exportCalendars(
  context: Context,
  register: Register,
  teams: readonly Team[],
): Promise<ExitStatus> {
  if (context.json)
    throw new Failure('--ics prints a calendar and --json prints JSON.', 'Take one.');
  const edition = cutEdition(register, 'internal', context.now);
  const { out } = context;
  if (out === undefined) {
    const [team] = teams;
    if (!team || teams.length > 1) {
      throw new Failure(
        `There is a calendar for each of ${teams.length} teams.`,
        'Name a team, or a folder with --out.',
      );
    }
    // `print` ends the text with a line feed, and the calendar ends with one of its own.
    context.print(exportOnCall(edition, team.id).replace(/\n$/, ''));
    return 0;
  }
  if (!context.dryRun) await mkdir(out, { recursive: true });
  for (const team of teams) {
    const path = join(out, `on-call-${team.id}.ics`);
    if (!context.dryRun) await writeFileAtomic(path, exportOnCall(edition, team.id));
    context.tell(`${context.dryRun ? 'would write' : 'wrote'} ${path}`);
  }
  return 0;
}
