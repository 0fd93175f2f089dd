import { day, hour } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import { addMonths, addPeriod, type Period } from '../time/period.ts';
import { findInstant, toWall } from '../time/zone.ts';
import type { Duties, Limit } from './duties.ts';

/** A limit of a deadline with its times, or the reason why it does not apply. */
export interface CountedLimit extends Pick<Limit, 'after' | 'within'> {
  start?: Instant;
  end?: Instant;
  latest?: Instant;
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
  /** End by Regulation 1182/71 if that is later. Nobody should rely on it. */
  latest?: Instant;
}

/** Adds the period of a limit to its start. */
export function countLimit(limit: Limit, start: Instant, duties: Duties): CountedLimit {
  const { after, within, period } = limit;
  return {
    after,
    within,
    start,
    end: addPeriod(start, period, duties.zone),
    ...(duties.isUnionLaw && { latest: findLatestEnd(start, period, duties) }),
  };
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
  return { due: findInstant(findWorkingDay(first, holidays) + 12 * hour, zone), why };
}

/** Returns a day, as its midnight in wall-clock time, or the next working day if it is free. */
function findWorkingDay(midnight: number, holidays: ReadonlySet<number>): number {
  let next = midnight;
  while (explainFreeDay(next, holidays) !== undefined) next += day;
  return next;
}

function explainFreeDay(midnight: number, holidays: ReadonlySet<number>): string | undefined {
  // 1970-01-01 was a Thursday.
  const weekday = (((midnight / day + 4) % 7) + 7) % 7;
  if (weekday === 6) return 'a Saturday';
  if (weekday === 0) return 'a Sunday';
  return holidays.has(midnight) ? 'a holiday' : undefined;
}

/**
 * Returns the end of a period as Regulation 1182/71 counts it, which is never earlier than the end that
 * a clock uses. The hour or day of the event is not counted (Art. 3(1)); days and months end with the
 * last hour of their last day (Art. 3(2)), or of the next working day (Art. 3(4)).
 */
function findLatestEnd(
  start: Instant,
  { months, days, elapsed }: Period,
  { zone, holidays }: Duties,
): Instant {
  const wall = toWall(start, zone);
  if (months === 0 && days === 0) return start + (hour - (wall % hour)) + elapsed;
  const last = addMonths(Math.floor(wall / day) * day, months) + days * day;
  return findInstant(findWorkingDay(last, holidays) + day, zone) + elapsed;
}
