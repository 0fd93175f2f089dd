import { measureLoad } from '../model/oncall/on-call-load.ts';
import { defineCommand } from './command.ts';
import { periodOption, readSpan } from './kpi.ts';
import { chooseTeams } from '../inputs/terminal/teams.ts';
import { openToTell } from '../session/open.ts';
import { describe, format } from '../outputs/views/oncall-report.ts';
import type { CommandResult } from '../session/result.ts';

export const oncallReport = defineCommand({
  name: 'oncall report',
  summary: 'Report on-call load: hours, nights, weekends, interruptions',
  arguments: [{ name: '[team]', description: 'id of a team; every team by default' }],
  options: [periodOption],
  examples: [
    { line: 'sitrep oncall report --period 2026-Q1', does: 'report the load of a quarter' },
    {
      line: 'sitrep oncall report ticketing --json',
      does: 'report one team, with every interruption',
    },
  ],
  async run(context, [wanted], { period }): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const span = readSpan(register, period, context.now);
    const teams = new Set(chooseTeams(register, wanted).map(({ id }) => id));
    const measured = measureLoad(register, span, context.now);
    const loads = measured.loads.filter(({ team }) => teams.has(team));
    const unattended = measured.unattended.filter(({ team }) => teams.has(team));
    return {
      status: 0,
      data: () => describe(span, loads, unattended),
      text: () => format(span, loads, unattended, register),
    };
  },
});
