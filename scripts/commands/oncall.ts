import { chooseTeams } from '../inputs/terminal/teams.ts';
import { cutEdition } from '../model/edition/cut.ts';
import type { Register, Team } from '../model/register/register.ts';
import { formatInstant } from '../model/time/instant.ts';
import { exportOnCall } from '../outputs/exporters/on-call.ts';
import { describe, format } from '../outputs/views/oncall.ts';
import { Failure, type Context } from '../session/context.ts';
import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { writeResults } from '../session/results.ts';
import { defineCommand } from './command.ts';

export const oncall = defineCommand({
  name: 'oncall',
  summary: 'Show who is on call, until when, and who is next',
  arguments: [
    { name: '[team]', description: 'id of a team; every team with a rotation by default' },
  ],
  options: [
    {
      flags: '--ics',
      description: 'print the calendar of a team; with --out, write one file per team',
    },
    { flags: '--out <folder>', description: 'folder for the calendars' },
  ],
  examples: [
    { line: 'sitrep oncall', does: 'show who is on call now in each team' },
    {
      line: 'sitrep oncall ticketing --at 2026-12-24T20:00:00+01:00',
      does: 'show who is on call on Christmas Eve',
    },
    { line: 'sitrep oncall ticketing --ics > on-call.ics', does: 'export its calendar' },
    { line: 'sitrep oncall --ics --out calendars', does: 'export a calendar for each team' },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { now } = context;
    const { register } = await openToTell(context);
    const teams = chooseTeams(register, wanted);
    if (options.ics === true) {
      return exportCalendars(context, register, teams, options.out);
    }
    const isNone = teams.length === 0;
    return {
      status: 0,
      data: {
        at: formatInstant(now),
        teams: teams.map((team) => describe(team, register, now)),
      },
      text: isNone ? '' : format(teams, register, now),
      ...(isNone && { notes: ['No team has a rotation.'] }),
    };
  },
});

async function exportCalendars(
  context: Context,
  register: Register,
  teams: readonly Team[],
  out: string | undefined,
): Promise<CommandResult> {
  const { json, now, dryRun } = context;
  if (json) {
    throw new Failure('--ics and --json contradict each other.', 'Leave one out.');
  }
  const edition = cutEdition(register, 'internal', now);
  if (out === undefined) {
    const [team] = teams;
    if (!team || teams.length > 1) {
      throw new Failure(
        `There are ${teams.length} calendars, one per team.`,
        'Name a team, or a folder with --out.',
      );
    }
    // Printing adds a line feed, and the calendar already ends with one.
    return { status: 0, data: undefined, text: exportOnCall(edition, team.id).replace(/\n$/, '') };
  }
  const files = teams.map((team) => ({
    name: `on-call-${team.id}.ics`,
    text: exportOnCall(edition, team.id),
  }));
  const written = await writeResults(context, out, files);
  const verb = dryRun ? 'would write' : 'wrote';
  return { status: 0, data: undefined, text: '', notes: written.map((path) => `${verb} ${path}`) };
}
