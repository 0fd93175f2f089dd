import { compareText } from '../text/compare-text.ts';
import type { Instant } from '../time/instant.ts';
import type { Incident, Records } from '../register/register.ts';
import { bootstrapMean, wilson, type Interval } from '../statistic/interval.ts';
import { mean, quantile, sortNumbers } from '../statistic/summary.ts';
import { measureTrend, type Trend } from '../statistic/trend.ts';
import { kpis } from './index.ts';
import { measurePair, type Context, type Kpi, type Row, type Span, type Unit } from './kpi.ts';
import { monthOf } from './period.ts';
import { explainExclusion, findDetection, findFirsts } from './population.ts';

export const dimensions = ['severity', 'service', 'team', 'category', 'month'] as const;
export type Dimension = (typeof dimensions)[number];

/** A figure with all numbers needed to interpret it. */
export interface Figure {
  /** Number of rows with a value. */
  n: number;
  missing: number;
  excluded: number;
  /** Seconds with an unknown effect, over all rows, which the figure leaves out. */
  unknown?: number;
  /** All undefined if n is 0: a figure without data is never shown as 0. */
  mean?: number;
  median?: number;
  p90?: number;
  /** 95 % interval: Wilson's for a share of yes and no, the bootstrap's for any other mean. */
  interval?: Interval;
  method?: 'wilson' | 'bootstrap';
}

export interface KpiResult extends Figure {
  name: string;
  title: string;
  unit: Unit;
  better: 'lower' | 'higher';
  rows: Row[];
  groups?: { group: string; figure: Figure }[];
}

/** Computes all KPIs, or the named ones, over the incidents detected in a period. */
export function computeKpis(
  register: Records,
  options: { span: Span; now: Instant; by?: Dimension; names?: readonly string[] },
): KpiResult[] {
  const { span, now, by, names } = options;
  const context = { register, now, firstOfProblem: findFirsts(register) };
  return listKpis(register)
    .filter(({ name }) => names?.includes(name) ?? true)
    .map((kpi) => computeKpi(kpi, context, span, by));
}

/** Lists the standard KPIs, and those for the milestone pairs of the settings. */
export function listKpis({ settings }: Pick<Records, 'settings'>): Kpi[] {
  const own = Object.entries(settings.kpi).map(([name, { name: title, from, to }]): Kpi => ({
    name,
    title,
    unit: 'seconds',
    better: 'lower',
    subject: 'incident',
    measure: (incident) => measurePair(incident, from, to),
  }));
  return [...kpis, ...own];
}

function computeKpi(kpi: Kpi, context: Context, span: Span, by: Dimension | undefined): KpiResult {
  const { name, title, unit, better, graded } = kpi;
  const rows =
    kpi.subject === 'register'
      ? kpi.rows(context.register, span, context)
      : measureIncidents(kpi, context, span);
  const groups = by && groupRows(rows, by, context.register);
  return {
    name,
    title,
    unit,
    better,
    rows,
    ...summarise(rows, unit, graded),
    ...(groups && {
      groups: groups.map(([group, list]) => ({ group, figure: summarise(list, unit, graded) })),
    }),
  };
}

function measureIncidents(
  kpi: Extract<Kpi, { subject: 'incident' }>,
  context: Context,
  { from, to }: Span,
): Row[] {
  const rows: Row[] = [];
  for (const incident of context.register.incidents.values()) {
    const at = findDetection(incident);
    if (at === undefined || at < from || at >= to) continue;
    const excluded = explainExclusion(incident);
    const outcome = excluded === undefined ? kpi.measure(incident, context) : { excluded };
    if (outcome) rows.push({ id: incident.id, incident, outcome });
  }
  return rows;
}

/** Computes a figure from rows; `graded` is that of the KPI. */
function summarise(rows: readonly Row[], unit: Unit, graded = false): Figure {
  const values: number[] = [];
  const weights: number[] = [];
  let [missing, excluded, unknown] = [0, 0, 0];
  for (const { outcome } of rows) {
    if (!('excluded' in outcome)) unknown += outcome.unknown ?? 0;
    if ('value' in outcome) {
      values.push(outcome.value);
      weights.push(outcome.weight ?? 1);
    } else if ('missing' in outcome) missing++;
    else excluded++;
  }
  const counted = { n: values.length, missing, excluded, ...(unknown > 0 && { unknown }) };
  if (values.length === 0) return counted;
  const sorted = sortNumbers(values);
  const isYesOrNo =
    unit === 'share' && !graded && values.every((value) => value === 0 || value === 1);
  const isWeighted = weights.some((weight) => weight !== 1);
  const center = isWeighted ? weighMean(values, weights) : mean(sorted);
  const interval = isYesOrNo
    ? wilson(values.filter((value) => value === 1).length, values.length)
    : bootstrapMean(values, isWeighted ? weights : undefined);
  return {
    ...counted,
    ...(center !== undefined && { mean: center }),
    // The median of yes and no adds nothing to their share, and that of weighted answers is
    // misleading.
    ...(!isYesOrNo &&
      !isWeighted && { median: quantile(sorted, 0.5) ?? 0, p90: quantile(sorted, 0.9) ?? 0 }),
    ...(interval && { interval, method: isYesOrNo ? ('wilson' as const) : ('bootstrap' as const) }),
  };
}

/**
 * Computes the trend of the monthly means of incidents, with the month as the step; a month without
 * a value is no point.
 *
 * @returns undefined for fewer than ten months with a value, and for rows that are not of incidents
 */
export function findTrend(rows: readonly Row[], unit: Unit, register: Records): Trend | undefined {
  const ofIncidents = rows.filter(({ incident }) => incident !== undefined);
  return measureTrend(
    groupRows(ofIncidents, 'month', register).flatMap(([month, list]) => {
      const { mean: y } = summarise(list, unit);
      const [year, number] = month.split('-').map(Number);
      return y === undefined || year === undefined || number === undefined
        ? []
        : [{ x: year * 12 + number, y }];
    }),
  );
}

function weighMean(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total;
}

/**
 * Groups rows by one dimension, in the order of the groups' names. An incident of two services is
 * in both groups.
 */
function groupRows(rows: readonly Row[], by: Dimension, register: Records): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const group of nameGroups(row, by, register)) {
      const known = groups.get(group);
      if (known) known.push(row);
      else groups.set(group, [row]);
    }
  }
  return [...groups].sort(([a], [b]) => compareText(a, b));
}

function nameGroups({ incident, service }: Row, by: Dimension, register: Records): string[] {
  const services = service === undefined ? (incident?.services ?? []) : [service];
  if (by === 'service') return services.length > 0 ? services : ['none'];
  if (by === 'team') {
    const teams = new Set(services.map((id) => register.services.get(id)?.team ?? 'none'));
    return teams.size > 0 ? [...teams] : ['none'];
  }
  if (!incident) return ['none'];
  if (by === 'severity') return [incident.severity ?? 'not triaged'];
  if (by === 'category') return [incident.category];
  return [nameMonth(incident, register)];
}

function nameMonth(incident: Incident, { settings }: Records): string {
  const at = findDetection(incident);
  return at === undefined ? 'none' : monthOf(at, settings.organisation.timezone);
}
