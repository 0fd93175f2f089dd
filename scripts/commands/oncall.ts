import { chooseTeams } from '../inputs/terminal/teams.ts';
import { cutEdition } from '../model/edition/cut.ts';
import type { Register, Team } from '../model/register/register.ts';
import { formatInstant } from '../model/time/instant.ts';
import { exportOnCall } from '../outputs/exporters/on-call.ts';
import { describe, format } from '../outputs/views/oncall.ts';
import { Failure, type Context } from '../session/context.ts';
import { openToTell } from '../session/open.ts';
import { readText } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';
import { writeResults } from '../session/results.ts';
import type { Command } from './command.ts';

export const oncall: Command = {
  name: 'oncall',
  summary: 'Show who is on call, until when, and who is next',
  arguments: [
    { name: '[team]', description: 'id of a team; every team with a rotation if left out' },
  ],
  options: [
    {
      flags: '--ics',
      description: 'print the calendar of a team; with --out write a file for each team',
    },
    { flags: '--out <folder>', description: 'folder for the calendars' },
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
  async run(context, [wanted], options): Promise<CommandResult> {
    const { now } = context;
    const { register } = await openToTell(context);
    const teams = chooseTeams(register, typeof wanted === 'string' ? wanted : undefined);
    if (options['ics'] === true) {
      return exportCalendars(context, register, teams, readText(options, 'out'));
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
};

async function exportCalendars(
  context: Context,
  register: Register,
  teams: readonly Team[],
  out: string | undefined,
): Promise<CommandResult> {
  const { json, now, dryRun } = context;
  if (json) {
    throw new Failure('--ics prints a calendar, and --json prints JSON.', 'Leave one out.');
  }
  const edition = cutEdition(register, 'internal', now);
  if (out === undefined) {
    const [team] = teams;
    if (!team || teams.length > 1) {
      throw new Failure(
        `There is a calendar for each of ${teams.length} teams.`,
        'Name a team, or a folder with --out.',
      );
    }
    // A text gets a line feed when it is printed, and the calendar ends with one of its own.
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
