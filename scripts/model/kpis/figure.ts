import { boundCount, boundSum } from '../statistic/count.ts';
import { wilson, type Interval } from '../statistic/interval.ts';
import { boundQuantile } from '../statistic/order.ts';
import { mean, quantile, sortNumbers } from '../statistic/summary.ts';
import type { Kpi, Row, Statistic } from './kpi.ts';

/** A figure with all numbers needed to interpret it. */
export interface Figure {
  /** Number of rows with a value. */
  n: number;
  missing: number;
  excluded: number;
  /** Seconds with an unknown effect, over all rows, which the figure leaves out. */
  unknown?: number;
  /** The figure that leads, by the KPI's statistic; undefined without data, and never 0 then. */
  value?: number;
  /** 95 % interval of `value`; undefined for too few rows, and if the rows are no sample. */
  interval?: Interval;
  method?: 'order-statistics' | 'wilson' | 'quasi-poisson' | 'poisson';
  /** Arithmetic mean. It has no interval: none for skewed durations covers what it says. */
  mean?: number;
  median?: number;
  /** 90th percentile and its interval; undefined for fewer rows than its interval needs. */
  p90?: { value: number; interval: Interval };
  /** The worst row, if each row is a service. */
  worst?: { id: string; value: number };
  /** Sum over rows, in seconds: of time affected, or of time lost. */
  sum?: number;
  /** Number of events, and the exposure in which they were counted, in seconds. */
  events?: number;
  exposure?: number;
}

type Outcome<Key extends string> = Extract<Row['outcome'], Record<Key, unknown>>;

/** Computes a figure from the rows of a KPI. */
export function summarise(rows: readonly Row[], kpi: Pick<Kpi, 'statistic' | 'better'>): Figure {
  const counted = { n: 0, missing: 0, excluded: 0 };
  let unknown = 0;
  for (const { outcome } of rows) {
    if ('missing' in outcome) counted.missing++;
    else if ('excluded' in outcome) counted.excluded++;
    else counted.n++;
    if (!('excluded' in outcome)) unknown += outcome.unknown ?? 0;
  }
  return {
    ...counted,
    ...(unknown > 0 && { unknown }),
    ...(counted.n > 0 && statistics[kpi.statistic](rows, kpi.better)),
  };
}

/** How each statistic summarises rows, at least one of which has a value. */
const statistics: Record<
  Statistic,
  (rows: readonly Row[], better: Kpi['better']) => Partial<Figure>
> = {
  median(rows) {
    const sorted = sortNumbers(pick(rows, 'value').map(({ value }) => value));
    const [average, median] = [mean(sorted), quantile(sorted, 0.5)];
    const interval = boundQuantile(sorted, 0.5);
    const p90 = boundQuantile(sorted, 0.9);
    return {
      ...(median !== undefined && { value: median, median }),
      ...(interval && { interval, method: 'order-statistics' }),
      ...(average !== undefined && { mean: average }),
      ...(p90 && { p90: { value: quantile(sorted, 0.9) ?? 0, interval: p90 } }),
    };
  },
  share(rows) {
    const values = pick(rows, 'value');
    const successes = values.filter(({ value }) => value === 1).length;
    const share = successes / values.length;
    const interval = wilson(successes, values.length);
    return { value: share, mean: share, ...(interval && { interval, method: 'wilson' }) };
  },
  mean(rows, better) {
    const values = pick(rows, 'value');
    const total = values.reduce((sum, { weight = 1 }) => sum + weight, 0);
    const average = values.reduce((sum, { value, weight = 1 }) => sum + value * weight, 0) / total;
    const amounts = values.flatMap(({ amount }) => amount ?? []);
    return {
      value: average,
      mean: average,
      ...(amounts.length > 0 && {
        worst: findWorst(rows, better),
        sum: amounts.reduce((sum, amount) => sum + amount, 0),
      }),
    };
  },
  rate(rows) {
    const { events, exposure } = addEvents(rows);
    const weeks = exposure / week;
    const whole = pick(rows, 'events').filter((row) => row.exposure >= shortestWeek);
    const sum = boundSum(
      events,
      whole.map((row) => row.events),
    );
    return {
      value: events / weeks,
      ...(sum && {
        interval: { low: sum.low / weeks, high: sum.high / weeks },
        method: 'quasi-poisson',
      }),
      events,
      exposure,
    };
  },
  spacing(rows) {
    const { events, exposure } = addEvents(rows);
    if (events === 0) return { events, exposure };
    const { low, high } = boundCount(events);
    return {
      value: exposure / events,
      interval: { low: exposure / high, high: exposure / low },
      method: 'poisson',
      events,
      exposure,
    };
  },
};

/** Length of a week, in seconds. */
const week = 7 * 86_400;

/** Length of a week in which the clocks change, in seconds. What is shorter is a part of a week. */
const shortestWeek = week - 2 * 3600;

/** Lists the outcomes that have a key. */
function pick<Key extends 'value' | 'events'>(rows: readonly Row[], key: Key): Outcome<Key>[] {
  return rows.flatMap(({ outcome }) => (key in outcome ? [outcome as Outcome<Key>] : []));
}

function addEvents(rows: readonly Row[]): { events: number; exposure: number } {
  const sum = { events: 0, exposure: 0 };
  for (const { events, exposure } of pick(rows, 'events')) {
    sum.events += events;
    sum.exposure += exposure;
  }
  return sum;
}

function findWorst(rows: readonly Row[], better: Kpi['better']): { id: string; value: number } {
  const sign = better === 'higher' ? 1 : -1;
  let worst = { id: '', value: sign * Infinity };
  for (const { id, outcome } of rows) {
    if ('value' in outcome && sign * outcome.value < sign * worst.value)
      worst = { id, value: outcome.value };
  }
  return worst;
}
