import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { computeKpis, findTrend, listKpis } from '../model/kpis/compute.ts';
import type { Register } from '../model/register/register.ts';
import { suggest } from '../model/text/suggest.ts';
import { describe, format } from '../outputs/views/kpi-explain.ts';
import { Failure } from '../session/context.ts';
import { readSourceCommit } from '../session/history.ts';
import { readKpiDefinition } from '../session/kpi-page.ts';
import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';
import { periodOption, readSpan } from './kpi.ts';

export const kpiExplain = defineCommand({
  name: 'kpi explain',
  summary: 'Show the definition of a KPI and the rows behind it',
  arguments: [{ name: '<kpi>', description: 'name of the KPI: mttr, availability …' }],
  options: [periodOption, knownAtOption],
  examples: [
    {
      line: 'sitrep kpi explain mttr --period 2026-Q1',
      does: 'list every incident behind the median',
    },
    { line: 'sitrep kpi explain availability --json', does: 'list the rows behind a KPI, as JSON' },
  ],
  async run(given, [wanted], { period, knownAt }): Promise<CommandResult> {
    const context = await openAsKnown(given, knownAt);
    const { register } = await openToTell(context);
    const name = requireKpi(register, wanted);
    const span = readSpan(register, period, context.now);
    const [result] = computeKpis(register, { span, now: context.now, names: [name] });
    if (!result) throw new Failure(`Cannot compute ${name}.`);
    const definition = readKpiDefinition(name, register);
    const trend = findTrend(result.rows, result);
    const source = await readSourceCommit(context);
    return {
      status: 0,
      data: () => ({
        ...describe(result, span, definition, trend, source),
        left_out: register.leftOut.length,
      }),
      text: () => format(result, definition, trend, source),
    };
  },
});

function requireKpi(register: Register, wanted: string): string {
  const names = listKpis(register).map(({ name }) => name);
  if (names.includes(wanted)) return wanted;
  const near = suggest(wanted, names);
  throw new Failure(
    `There is no KPI ${wanted}.`,
    near ? `Did you mean ${near}?` : `There are: ${names.join(', ')}.`,
  );
}
