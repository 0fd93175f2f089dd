import { type Dimension, type Figure, type KpiResult } from '../../model/kpis/compute.ts';
import { formatValue, sayUnknown } from '../../model/kpis/format.ts';
import { type Span, type Unit } from '../../model/kpis/kpi.ts';
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
      ...result,
      ...(groups && { groups: groups.map(({ group, figure }) => ({ group, ...figure })) }),
    })),
  };
}

/** Formats KPIs as a table for a terminal, followed by what is unknown. */
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
