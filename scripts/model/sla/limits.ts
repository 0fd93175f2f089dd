import { day, hour } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import { addPeriod } from '../time/period.ts';
import { findInstant, toWall } from '../time/zone.ts';
import type { Duties, Limit } from './duties.ts';

/** A limit of a deadline with its times, or the reason why it does not apply. */
export interface CountedLimit extends Pick<Limit, 'after' | 'within'> {
  start?: Instant;
  end?: Instant;
  leftOut?: string;
}

/** How the due time of a regulatory clock came about. */
export interface Derivation {
  /** Time zone in which days, months and free days are counted. */
  zone: string;
  limits: readonly CountedLimit[];
  /** The due time that no longer applies, since the incident was still open then. */
  openAt?: Instant;
  /** The limit on a free day that moved, and why the day is free. */
  moved?: { from: Instant; why: string };
  due: Instant;
}

/** Adds the period of a limit to its start. */
export function countLimit(limit: Limit, start: Instant, { zone }: Duties): CountedLimit {
  const { after, within, period } = limit;
  return { after, within, start, end: addPeriod(start, period, zone) };
}

/**
 * Moves a limit that ends on a Saturday, a Sunday or a holiday to noon of the next working day;
 * returns undefined if it ends on a working day.
 */
export function moveFromFreeDay(
  limit: Instant,
  { zone, holidays }: Duties,
): { due: Instant; why: string } | undefined {
  const first = Math.floor(toWall(limit, zone) / day) * day;
  const why = explainFreeDay(first, holidays);
  if (why === undefined) return undefined;
  let next = first + day;
  while (explainFreeDay(next, holidays) !== undefined) next += day;
  return { due: findInstant(next + 12 * hour, zone), why };
}

function explainFreeDay(midnight: number, holidays: ReadonlySet<number>): string | undefined {
  // 1970-01-01 was a Thursday.
  const weekday = (((midnight / day + 4) % 7) + 7) % 7;
  if (weekday === 6) return 'a Saturday';
  if (weekday === 0) return 'a Sunday';
  return holidays.has(midnight) ? 'a holiday' : undefined;
}
