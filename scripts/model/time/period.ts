import { day, hour, minute, week, type Duration } from './duration.ts';
import type { Instant } from './instant.ts';
import { findInstant, toWall } from './zone.ts';

/** A period as laws count it: calendar months and days, then time that elapses. */
export interface Period {
  months: number;
  days: number;
  elapsed: Duration;
}

/** Longest period in months: a century. */
const maxMonths = 1200;

/** Parses `4h`, `72h`, `14d`, `1mo`; returns undefined for anything else. */
export function parsePeriod(text: string): Period | undefined {
  if (!/^(?:\d{1,4}(?:mo|[mhdw])){1,5}$/.test(text)) return undefined;
  const period: Period = { months: 0, days: 0, elapsed: 0 };
  for (const [, digits, unit] of text.matchAll(/(\d+)(mo|[mhdw])/g)) {
    const count = Number(digits);
    if (unit === 'mo') period.months += count;
    else if (unit === 'w') period.days += count * (week / day);
    else if (unit === 'd') period.days += count;
    else period.elapsed += count * (unit === 'h' ? hour : minute);
  }
  const { months, days, elapsed } = period;
  return months <= maxMonths && months + days + elapsed > 0 ? period : undefined;
}

/**
 * Adds a period to a time. Months and days keep the wall-clock time of the zone; a day that the last
 * month does not have becomes its last day. A repeated wall-clock time is the first of the two, and
 * a skipped one the later of the two that it can mean. Hours and minutes elapse.
 */
export function addPeriod(at: Instant, { months, days, elapsed }: Period, zone: string): Instant {
  if (months === 0 && days === 0) return at + elapsed;
  const wall = toWall(at, zone);
  const midnight = Math.floor(wall / day) * day;
  const moved = addMonths(midnight, months) + days * day + (wall - midnight);
  return findLater(moved, zone) + elapsed;
}

/** Adds months to a midnight in wall-clock time; a day that the month does not have becomes its last day. */
export function addMonths(midnight: number, months: number): number {
  const date = new Date(midnight);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last));
}

/** Returns the first time at which clocks show a wall-clock time; the later reading of a skipped one. */
function findLater(wall: number, zone: string): Instant {
  const at = findInstant(wall, zone);
  // At a skipped time, `at` is the change: the clocks showed `before` and go on from a later time.
  const before = toWall(at - 1, zone) + 1;
  return toWall(at, zone) > wall ? at + (wall - before) : at;
}
