import { knownAtOption, openAsKnown } from '../session/as-known.ts';
import { computeKpis, dimensions } from '../model/kpis/compute.ts';
import { findRecordedSpan, parsePeriod } from '../model/kpis/period.ts';
import type { Span } from '../model/kpis/kpi.ts';
import { type Instant } from '../model/time/instant.ts';
import type { Register } from '../model/register/register.ts';
import { defineCommand } from './command.ts';
import { openToTell } from '../session/open.ts';
import { describe, format } from '../outputs/views/kpi.ts';
import { Failure } from '../session/context.ts';
import type { Option } from '../session/options.ts';
import type { CommandResult } from '../session/result.ts';

export const periodOption = {
  flags: '--period <period>',
  description:
    '2026, 2026-Q1, 2026-H1, 2026-03, 2026-W07, a day, or two days joined by `..`; everything by default',
} as const satisfies Option;

export const kpi = defineCommand({
  name: 'kpi',
  summary: 'Calculate KPIs, with their spread and missing data',
  options: [
    periodOption,
    { flags: '--by <dimension>', description: 'group the values', choices: dimensions },
    knownAtOption,
  ],
  examples: [
    { line: 'sitrep kpi --period 2026-Q1', does: 'the KPIs of a quarter' },
    { line: 'sitrep kpi --by severity', does: 'each KPI by severity' },
    { line: 'sitrep kpi explain mttr', does: 'the rows behind one KPI' },
  ],
  async run(given, _values, { period, by, knownAt }): Promise<CommandResult> {
    const context = await openAsKnown(given, knownAt);
    const { register } = await openToTell(context);
    const span = readSpan(register, period, context.now);
    const results = computeKpis(register, {
      span,
      now: context.now,
      ...(by && { by }),
    });
    return {
      status: 0,
      data: () => ({
        ...describe(results, span, by),
        left_out: register.leftOut.length,
      }),
      text: () => format(results, span, register, by),
    };
  },
});

/**
 * Parses a period, or returns the span from the first incident to now if none is given.
 *
 * @throws {Failure} if it is not a period
 */
export function readSpan(register: Register, period: string | undefined, now: Instant): Span {
  if (period !== undefined) {
    const span = parsePeriod(period, register.settings.organisation.timezone);
    if (span) return span;
    throw new Failure(
      `Cannot read --period ${period} as a period.`,
      'Write 2026-Q1, 2026-03, 2026-W07, or 2026-01-01..2026-01-31.',
    );
  }
  return findRecordedSpan(register, now);
}
