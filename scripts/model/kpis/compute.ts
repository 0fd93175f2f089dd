import { compareText } from '../text/compare-text.ts';
import type { Instant } from '../time/instant.ts';
import type { Incident, Records } from '../register/register.ts';
import { measureTrend, type Trend } from '../statistic/trend.ts';
import { summarise, type Figure } from './figure.ts';
import { kpis } from './index.ts';
import {
  measurePair,
  type Context,
  type Kpi,
  type Row,
  type Span,
  type Statistic,
  type Unit,
} from './kpi.ts';
import { monthOf } from './period.ts';
import { explainExclusion, findDetection, findFirsts } from './population.ts';

export const dimensions = ['severity', 'service', 'team', 'category', 'month'] as const;
export type Dimension = (typeof dimensions)[number];

/** A trend in the rows of a KPI. */
export interface KpiTrend extends Pick<Trend, 'direction' | 'p' | 'points'> {
  /** For durations: change per month, 0.1 for 10 % more, with the ends of its 95 % interval. */
  change?: number;
  low?: number;
  high?: number;
}

export interface KpiResult extends Figure {
  name: string;
  title: string;
  unit: Unit;
  better: 'lower' | 'higher';
  statistic: Statistic;
  /** The settings that the figure depends on, in words. */
  basis?: string;
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
  const own = Object.entries(settings.kpi.pairs).map(([name, { name: title, from, to }]): Kpi => ({
    name,
    title,
    unit: 'seconds',
    better: 'lower',
    statistic: 'median',
    subject: 'incident',
    measure: (incident) => measurePair(incident, from, to),
  }));
  return [...kpis, ...own];
}

function computeKpi(kpi: Kpi, context: Context, span: Span, by: Dimension | undefined): KpiResult {
  const { name, title, unit, better, statistic } = kpi;
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
    statistic,
    ...(kpi.describeBasis && { basis: kpi.describeBasis(context.register.settings) }),
    rows,
    ...summarise(rows, kpi),
    ...(groups && {
      groups: groups.map(([group, list]) => ({ group, figure: summarise(list, kpi) })),
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

/**
 * Tests the rows of incidents for a trend over time: of durations, with their change per month; of
 * shares, only its direction.
 *
 * @returns undefined for fewer than ten incidents with a value, and for other rows
 */
export function findTrend(
  rows: readonly Row[],
  { statistic }: Pick<Kpi, 'statistic'>,
): KpiTrend | undefined {
  if (statistic !== 'median' && statistic !== 'share') return undefined;
  const points = rows.flatMap(({ incident, outcome }) => {
    const at = incident && findDetection(incident);
    if (at === undefined || !('value' in outcome)) return [];
    // A duration of 0 has no logarithm: it counts as a second.
    const y = statistic === 'median' ? Math.log(Math.max(1, outcome.value)) : outcome.value;
    return [{ x: at / month, y }];
  });
  const trend = measureTrend(points);
  if (!trend) return undefined;
  const { direction, p, slope, low, high } = trend;
  const [change, least, most] = [slope, low, high].map((log) => Math.expm1(log));
  return {
    direction,
    p,
    points: trend.points,
    ...(statistic === 'median' && { change, low: least, high: most }),
  };
}

/** Mean length of a month of the Gregorian calendar, in milliseconds. */
const month = (365.2425 / 12) * 86_400_000;

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
