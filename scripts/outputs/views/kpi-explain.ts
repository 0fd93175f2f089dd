import type { KpiResult, KpiTrend } from '../../model/kpis/compute.ts';
import {
  describeOutcome,
  formatInterval,
  formatValue,
  statisticNames,
} from '../../model/kpis/format.ts';
import type { Span } from '../../model/kpis/kpi.ts';
import { formatInstant } from '../../model/time/instant.ts';
import { describeFigure, listNotes } from './kpi.ts';
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
  trend: KpiTrend | undefined,
  source: FigureSource,
) {
  return {
    ...describeFigure(figure),
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
  trend: KpiTrend | undefined,
  { commit = 'no commit', dirty }: FigureSource,
): string {
  const { title, unit, statistic, n, missing, excluded, value, interval, method, rows } = result;
  const spread = interval ? ` (95 % interval ${formatInterval(interval, unit)})` : '';
  const notes = listNotes(result);
  return [
    `${title}: ${statisticNames[statistic]} ${formatValue(value, unit)}${spread}, from ${n} ${n === 1 ? 'row' : 'rows'}; ${missing} missing, ${excluded} excluded`,
    ...(notes.length > 0 ? [`  ${notes.join('; ')}`] : []),
    ...formatSpread(result),
    ...tallyReasons(rows).map(
      ({ outcome, reason, rows: count }) => `  ${outcome}, ${count}: ${reason}`,
    ),
    '',
    definition,
    ...(method ? [methods[method]] : []),
    ...(trend ? [formatTrend(trend)] : []),
    `Computed from ${commit}${dirty ? ', with uncommitted changes' : ''}.`,
    '',
    formatTable(
      [{ heading: 'value', figures: true }, { heading: 'row' }],
      rows.map(({ id, outcome }) => [describeOutcome(outcome, unit), id]),
    ),
  ].join('\n');
}

/** Formats what a median leaves out: the 90th percentile and the mean. */
function formatSpread({ statistic, unit, n, p90, mean }: KpiResult): string[] {
  if (statistic !== 'median' || n === 0) return [];
  const tail = p90
    ? `P90 ${formatValue(p90.value, unit)} (95 % interval ${formatInterval(p90.interval, unit)})`
    : 'P90: too few rows (36 are needed)';
  return [`  ${tail}; mean ${formatValue(mean, unit)}`];
}

function formatTrend({ direction, change, low, high, p, points }: KpiTrend): string {
  const found =
    direction === 'none' ? `no change that these ${points} incidents can show` : direction;
  const percent = (part = 0): string =>
    `${part < 0 ? '−' : '+'}${Math.abs(part * 100).toFixed(1)} %`;
  const size =
    change === undefined
      ? ''
      : `; ${percent(change)} a month (95 % interval ${percent(low)} to ${percent(high)}; Sen, 1968, of logarithms)`;
  return `Trend: ${found}${size} (Kendall’s S over ${points} incidents, p ${p.toFixed(3)}).`;
}

const methods = {
  'order-statistics':
    'Interval: between two of the values themselves (order statistics; David and Nagaraja, 2003).',
  wilson: 'Interval: Wilson’s score interval of a share (1927).',
  'quasi-poisson':
    'Interval: Garwood’s of a count (1936), widened if weeks vary more than chance (quasi-Poisson).',
  poisson: 'Interval: Garwood’s of a count (1936).',
};

/** Counts the rows without a value by reason, the most frequent first. */
export function tallyReasons(
  rows: KpiResult['rows'],
): { outcome: 'missing' | 'excluded'; reason: string; rows: number }[] {
  const tally = new Map<string, ReturnType<typeof tallyReasons>[number]>();
  for (const { outcome } of rows) {
    if ('value' in outcome || 'events' in outcome) continue;
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
