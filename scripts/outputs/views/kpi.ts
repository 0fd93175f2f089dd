import type { Dimension, KpiResult } from '../../model/kpis/compute.ts';
import type { Figure } from '../../model/kpis/figure.ts';
import {
  formatInterval,
  formatP90,
  formatValue,
  sayUnknown,
  statisticNames,
} from '../../model/kpis/format.ts';
import type { Span } from '../../model/kpis/kpi.ts';
import { formatInstant } from '../../model/time/instant.ts';
import { type Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { formatTable } from './table.ts';

/** Describes KPIs as JSON, without their rows, which `kpi explain` shows. */
export function describe(results: readonly KpiResult[], { from, to }: Span, by?: Dimension) {
  return {
    period: { from: formatInstant(from), to: formatInstant(to) },
    ...(by && { by }),
    kpis: results.map(({ rows: _rows, groups, ...result }) => ({
      ...describeFigure(result),
      ...(groups && {
        groups: groups.map(({ group, figure }) => ({ group, ...describeFigure(figure) })),
      }),
    })),
  };
}

/** Describes a figure as JSON: the 90th percentile beside its interval. */
export function describeFigure<T extends Figure>({ p90, ...figure }: T) {
  return { ...figure, ...(p90 && { p90: p90.value, p90_interval: p90.interval }) };
}

/** Formats KPIs as a table for a terminal, followed by what they depend on and what is unknown. */
export function format(
  results: readonly KpiResult[],
  span: Span,
  register: Register,
  by?: Dimension,
): string {
  const { timezone } = register.settings.organisation;
  const columns = [
    { heading: 'KPI' },
    ...(by ? [{ heading: by }] : []),
    { heading: 'value', figures: true },
    { heading: 'is a' },
    { heading: '95 % interval', figures: true },
    { heading: 'P90', figures: true },
    { heading: 'n', figures: true },
    { heading: 'missing', figures: true },
    { heading: 'excluded', figures: true },
  ];
  const rows = results.flatMap(({ title, groups, ...result }) => [
    [title, ...(by ? ['all'] : []), ...formatFigure(result, result)],
    ...(groups ?? []).map((item) => ['', item.group, ...formatFigure(item.figure, result)]),
  ]);
  const notes = results.flatMap((result) =>
    listNotes(result).map((note) => `${result.title}: ${note}.`),
  );
  return [
    `${formatInZone(span.from, timezone)} to ${formatInZone(span.to, timezone)} (${timezone})`,
    '',
    formatTable(columns, rows),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

function formatFigure(
  figure: Figure,
  { unit, statistic }: Pick<KpiResult, 'unit' | 'statistic'>,
): string[] {
  const { value, interval, n, missing, excluded } = figure;
  return [
    formatValue(value, unit),
    value === undefined ? '' : statisticNames[statistic],
    formatInterval(interval, unit),
    formatP90(figure, unit, statistic),
    String(n),
    String(missing),
    String(excluded),
  ];
}

/** Lists what belongs beside a figure: the settings behind it, its worst row and sum, and what is unknown. */
export function listNotes(result: Pick<KpiResult, 'unit' | 'basis'> & Figure): string[] {
  const { unit, basis, worst, sum, unknown } = result;
  return [
    basis,
    worst && `worst ${worst.id}, ${formatValue(worst.value, unit)}`,
    sum === undefined ? undefined : `${formatValue(sum, 'seconds')} in all`,
    sayUnknown(unknown),
  ].filter((note) => note !== undefined);
}
