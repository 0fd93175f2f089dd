import {
  computeKpis,
  dimensions,
  type Dimension,
  type Figure,
  type KpiResult,
} from '../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../model/kpis/format.ts';
import { parsePeriod } from '../model/kpis/period.ts';
import type { Span, Unit } from '../model/kpis/kpi.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import type { Register } from '../model/register/register.ts';
import { formatInZone } from '../model/time/zone.ts';
import { Failure, type Command, type ExitStatus } from './command.ts';
import { openToTell } from '../session/open.ts';
import { formatTable } from '../outputs/views/table.ts';

export const periodOption = {
  flags: '--period <period>',
  description:
    '2026, 2026-Q1, 2026-H1, 2026-03, 2026-W07, a day, or two days joined by ..; everything when left out',
};

export const kpi: Command = {
  name: 'kpi',
  summary: 'Measure: every KPI with its spread, and what is missing from it',
  options: [
    periodOption,
    { flags: '--by <dimension>', description: 'group the figures', choices: dimensions },
  ],
  examples: [
    { line: 'sitrep kpi --period 2026-Q1', does: 'the figures of a quarter' },
    { line: 'sitrep kpi --by severity', does: 'each figure by severity' },
    { line: 'sitrep kpi explain mttr', does: 'the rows behind one figure' },
  ],
  async run(context, _values, { period, by }): Promise<ExitStatus> {
    const { register } = await openToTell(context);
    const span = readSpan(register, period, context.now);
    const dimension = dimensions.find((known) => known === by);
    const results = computeKpis(register, {
      span,
      now: context.now,
      ...(dimension && { by: dimension }),
    });
    context.print(
      context.json
        ? JSON.stringify(
            { ...describe(results, span, dimension), leftOut: register.leftOut.length },
            null,
            2,
          )
        : format(results, span, register, dimension),
    );
    return 0;
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

/** Instants as RFC 3339, figures as they are; rows are for `kpi explain`. */
export function describe(results: readonly KpiResult[], { from, to }: Span, by?: Dimension) {
  return {
    period: { from: formatInstant(from), to: formatInstant(to) },
    ...(by && { by }),
    kpis: results.map(({ rows: _rows, groups, ...result }) => ({
      ...result,
      ...(groups && { groups: groups.map(({ group, figure }) => ({ group, ...figure })) }),
    })),
  };
}

function format(
  results: readonly KpiResult[],
  span: Span,
  register: Register,
  by?: Dimension,
): string {
  const { timezone } = register.settings.organisation;
  const columns = [
    { heading: 'KPI' },
    ...(by ? [{ heading: by }] : []),
    { heading: 'mean', figures: true },
    { heading: '95 % interval', figures: true },
    { heading: 'median', figures: true },
    { heading: 'P90', figures: true },
    { heading: 'n', figures: true },
    { heading: 'missing', figures: true },
    { heading: 'excluded', figures: true },
  ];
  const rows = results.flatMap(({ title, unit, groups, ...figure }) => [
    [title, ...(by ? ['all'] : []), ...formatFigure(figure, unit)],
    ...(groups ?? []).map((item) => ['', item.group, ...formatFigure(item.figure, unit)]),
  ]);
  const notes = results.flatMap(({ title, unknown }) =>
    unknown === undefined ? [] : `${title}: ${sayUnknown(unknown) ?? ''}.`,
  );
  return [
    `${formatInZone(span.from, timezone)} to ${formatInZone(span.to, timezone)} (${timezone})`,
    '',
    formatTable(columns, rows),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

function formatFigure(figure: Figure, unit: Unit): string[] {
  const { mean, median, p90, interval, n, missing, excluded } = figure;
  return [
    formatValue(mean, unit),
    interval ? `${formatValue(interval.low, unit)} – ${formatValue(interval.high, unit)}` : '–',
    formatValue(median, unit),
    formatValue(p90, unit),
    String(n),
    String(missing),
    String(excluded),
  ];
}
