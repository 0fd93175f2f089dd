import { type KpiResult } from '../../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../../model/kpis/format.ts';
import { type Span, type Unit } from '../../model/kpis/kpi.ts';
import { type Trend } from '../../model/statistic/trend.ts';
import { formatInstant } from '../../model/time/instant.ts';
import { formatTable } from './table.ts';

/** Commit that the figure was computed from. */
interface FigureSource {
  commit?: string;
  dirty: boolean;
}

/** Describes a KPI's figure as JSON, with its definition and every row behind it. */
export function describe(
  { rows, groups: _groups, ...figure }: KpiResult,
  { from, to }: Span,
  definition: string,
  trend: Trend | undefined,
  source: FigureSource,
) {
  return {
    ...figure,
    period: { from: formatInstant(from), to: formatInstant(to) },
    definition,
    reasons: tallyReasons(rows),
    ...(trend && { trend }),
    ...source,
    rows: rows.map(({ id, outcome }) => ({ id, ...outcome })),
  };
}

/** Formats a KPI's figure for a terminal, with its definition and every row behind it. */
export function format(
  result: KpiResult,
  definition: string,
  trend: Trend | undefined,
  { commit = 'no commit', dirty }: FigureSource,
): string {
  const { title, unit, n, missing, excluded, unknown, mean, interval, rows } = result;
  const spread = interval
    ? ` (95 % interval ${formatValue(interval.low, unit)} – ${formatValue(interval.high, unit)})`
    : '';
  return [
    `${title}: ${formatValue(mean, unit)}${spread}, from ${n} ${n === 1 ? 'row' : 'rows'}; ${listFigure(`${missing} missing`, `${excluded} excluded`, sayUnknown(unknown))}`,
    ...tallyReasons(rows).map(
      ({ outcome, reason, rows: count }) => `  ${outcome}, ${count}: ${reason}`,
    ),
    '',
    definition,
    ...(result.method ? [methods[result.method]] : []),
    ...(result.median === undefined ? [] : [quantiles]),
    ...(trend ? [formatTrend(trend, unit)] : []),
    `Computed from ${commit}${dirty ? ', with uncommitted changes' : ''}.`,
    '',
    formatTable(
      [{ heading: 'value', figures: true }, { heading: 'row' }],
      rows.map(({ id, outcome }) => [describeOutcome(outcome, unit), id]),
    ),
  ].join('\n');
}

function formatTrend({ slope, low, high, points }: Trend, unit: Unit): string {
  const direction = low > 0 ? 'rising' : high < 0 ? 'falling' : 'not significant';
  const [change, least, most] = [slope, low, high].map((value) => formatValue(value, unit));
  return `Trend: ${direction}; ${change} a month (95 % interval ${least} – ${most}; Theil and Sen, 1968, over ${points} months).`;
}

const methods = {
  wilson: 'Interval: Wilson’s score interval of a share (1927).',
  bootstrap:
    'Interval: bootstrap percentiles of the mean (Efron and Tibshirani, 1993; 2,000 resamples, a fixed seed),' +
    '\n  from 100 rows on by their Cornish–Fisher expansion (Hall, 1992) if that is as accurate.',
};

const quantiles = 'Median and P90: definition 7 of Hyndman and Fan (1996).';

/** Counts the rows without a value by reason, the most frequent first. */
export function tallyReasons(
  rows: KpiResult['rows'],
): { outcome: 'missing' | 'excluded'; reason: string; rows: number }[] {
  const tally = new Map<string, ReturnType<typeof tallyReasons>[number]>();
  for (const { outcome } of rows) {
    if ('value' in outcome) continue;
    const [kind, reason] =
      'missing' in outcome
        ? (['missing', outcome.missing] as const)
        : (['excluded', outcome.excluded] as const);
    const known = tally.get(`${kind}: ${reason}`);
    if (known) known.rows++;
    else tally.set(`${kind}: ${reason}`, { outcome: kind, reason, rows: 1 });
  }
  return [...tally.values()].sort((a, b) => b.rows - a.rows);
}

function describeOutcome(outcome: KpiResult['rows'][number]['outcome'], unit: Unit): string {
  if ('missing' in outcome) return `missing: ${outcome.missing}`;
  if ('excluded' in outcome) return `excluded: ${outcome.excluded}`;
  return listFigure(formatValue(outcome.value, unit), sayUnknown(outcome.unknown));
}

/** Joins the parts of a line that are defined. */
export function listFigure(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}
