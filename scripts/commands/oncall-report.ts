import { measureLoad } from '../model/oncall/on-call-load.ts';
import type { Command } from './command.ts';
import { periodOption, readSpan } from './kpi.ts';
import { chooseTeams } from '../inputs/terminal/teams.ts';
import { openToTell } from '../session/open.ts';
import { describe, format } from '../outputs/views/oncall-report.ts';
import type { CommandResult } from '../session/result.ts';

export const oncallReport: Command = {
  name: 'oncall report',
  summary: 'Report on-call load: hours, nights, weekends, interruptions',
  arguments: [{ name: '[team]', description: 'id of a team; every team if left out' }],
  options: [periodOption],
  examples: [
    { line: 'sitrep oncall report --period 2026-Q1', does: 'the load of a quarter' },
    { line: 'sitrep oncall report ticketing --json', does: 'one team, with every interruption' },
  ],
  async run(context, [wanted], { period }): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const span = readSpan(register, period, context.now);
    const teams = new Set(
      chooseTeams(register, typeof wanted === 'string' ? wanted : undefined).map(({ id }) => id),
    );
    const measured = measureLoad(register, span, context.now);
    const loads = measured.loads.filter(({ team }) => teams.has(team));
    const unattended = measured.unattended.filter(({ team }) => teams.has(team));
    return {
      status: 0,
      data: () => describe(span, loads, unattended),
      text: () => format(span, loads, unattended, register),
    };
  },
};
