import { formatDuration } from '../time/duration.ts';
import type { Interval } from '../statistic/interval.ts';
import type { Figure } from './figure.ts';
import type { Row, Statistic, Unit } from './kpi.ts';

/** Formats a value for people; a dash if there is none. */
export function formatValue(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '–';
  if (unit === 'seconds') return formatDuration(value * 1000);
  if (unit === 'count') return value.toFixed(1);
  // Close to 100 % the second decimal matters: 99.98 % is not 100 %.
  if (value <= 0.99 || value >= 1) return `${(value * 100).toFixed(1)} %`;
  const text = (value * 100).toFixed(2);
  return text === '100.00' ? '> 99.99 %' : `${text} %`;
}

/** Describes the time that a figure leaves out; undefined if it leaves nothing out. */
export function sayUnknown(seconds: number | undefined): string | undefined {
  return seconds === undefined
    ? undefined
    : `${formatDuration(seconds * 1000)} with unknown effect missing`;
}

/** Formats a 95 % interval; a dash if there is none. */
export function formatInterval(interval: Interval | undefined, unit: Unit): string {
  if (!interval) return '–';
  return `${formatValue(interval.low, unit)} – ${formatValue(interval.high, unit)}`;
}

/** Formats the 90th percentile, which too few rows do not give. */
export function formatP90(
  { p90, n }: { p90?: Figure['p90'] | undefined; n: number },
  unit: Unit,
  statistic: Statistic,
): string {
  if (statistic !== 'median' || n === 0) return '–';
  return p90 ? formatValue(p90.value, unit) : 'too few';
}

/** Name of the leading figure, by statistic. */
export const statisticNames: Record<Statistic, string> = {
  median: 'median',
  share: 'share',
  mean: 'mean',
  rate: 'rate',
  spacing: 'mean',
};

/** Describes the outcome of a row: its value, or why it has none. */
export function describeOutcome(outcome: Row['outcome'], unit: Unit): string {
  if ('missing' in outcome) return `missing: ${outcome.missing}`;
  if ('excluded' in outcome) return `excluded: ${outcome.excluded}`;
  const value =
    'value' in outcome
      ? formatValue(outcome.value, unit)
      : `${outcome.events} in ${formatDuration(outcome.exposure * 1000)}`;
  return [value, sayUnknown(outcome.unknown)].filter((part) => part !== undefined).join(', ');
}
