import { formatDuration } from '../time/duration.ts';
import type { Unit } from './kpi.ts';

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
