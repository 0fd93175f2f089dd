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
import { Failure, type Context } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

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
  async run(context, [wanted], { ics }): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const teams = chooseTeams(register, typeof wanted === 'string' ? wanted : undefined);
    if (ics === true) return exportCalendars(context, register, teams);
    const { now } = context;
    return {
      status: 0,
      data: () => ({
        at: formatInstant(now),
        teams: teams.map((team) => describe(team, register, now)),
      }),
      text: () => (teams.length === 0 ? '' : format(teams, register, now)),
      notes: teams.length === 0 ? ['No team has a rotation.'] : [],
    };
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
): Promise<CommandResult> {
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
    // The text is printed with a line feed, and the calendar ends with one of its own.
    const text = exportOnCall(edition, team).replace(/\n$/, '');
    return { status: 0, data: undefined, text };
  }
  if (!context.dryRun) await mkdir(out, { recursive: true });
  const notes: string[] = [];
  for (const team of teams) {
    const path = join(out, `on-call-${team.id}.ics`);
    if (!context.dryRun) await writeFileAtomic(path, exportOnCall(edition, team));
    notes.push(`${context.dryRun ? 'would write' : 'wrote'} ${path}`);
  }
  return { status: 0, data: undefined, text: '', notes };
}
