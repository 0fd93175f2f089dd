import { computeKpis, dimensions } from '../model/kpis/compute.ts';
import { parsePeriod } from '../model/kpis/period.ts';
import type { Span } from '../model/kpis/kpi.ts';
import { type Instant } from '../model/time/instant.ts';
import type { Register } from '../model/register/register.ts';
import { type Command } from './command.ts';
import { openToTell } from '../session/open.ts';
import { describe, format } from '../outputs/views/kpi.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';

export const periodOption = {
  flags: '--period <period>',
  description:
    '2026, 2026-Q1, 2026-H1, 2026-03, 2026-W07, a day, or two days joined by ..; everything by default',
};

export const kpi: Command = {
  name: 'kpi',
  summary: 'Calculate KPIs, with their spread and missing data',
  options: [
    periodOption,
    { flags: '--by <dimension>', description: 'group the figures', choices: dimensions },
  ],
  examples: [
    { line: 'sitrep kpi --period 2026-Q1', does: 'the figures of a quarter' },
    { line: 'sitrep kpi --by severity', does: 'each figure by severity' },
    { line: 'sitrep kpi explain mttr', does: 'the rows behind one figure' },
  ],
  async run(context, _values, { period, by }): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const span = readSpan(register, period, context.now);
    const dimension = dimensions.find((known) => known === by);
    const results = computeKpis(register, {
      span,
      now: context.now,
      ...(dimension && { by: dimension }),
    });
    return {
      status: 0,
      data: () => ({
        ...describe(results, span, dimension),
        left_out: register.leftOut.length,
      }),
      text: () => format(results, span, register, dimension),
    };
  },
};

/** The span of a period, or of everything on record up to now. */
export function readSpan(
  register: Register,
  period: string | boolean | undefined,
  now: Instant,
): Span {
  if (typeof period === 'string') {
    const span = parsePeriod(period, register.settings.organisation.timezone);
    if (span) return span;
    throw new Failure(
      `--period ${period} is no period.`,
      'Write 2026-Q1, 2026-03, 2026-W07, or 2026-01-01..2026-01-31.',
    );
  }
  let from = now;
  for (const { firstAt } of register.incidents.values()) from = Math.min(from, firstAt ?? now);
  return { from, to: now };
}
