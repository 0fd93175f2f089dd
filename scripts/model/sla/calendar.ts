import { weekdays } from '../time/weekdays.ts';
import { day, type Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { Calendar } from '../../../schemas/generated/records.ts';
import { findInstant, toWall } from '../time/zone.ts';

/** A span of open hours: from `from` up to, but not including, `to`. */
export interface Span {
  from: Instant;
  to: Instant;
}

/** Working time in which a clock counts. */
export interface WorkingTime {
  /** Returns how much of the time between two instants is open. */
  measure(from: Instant, to: Instant): Duration;
  /**
   * Returns the instant by which this much open time has passed; undefined if the calendar never
   * has that much.
   */
  advance(from: Instant, duration: Duration): Instant | undefined;
}

/** Day and night, every day. */
export const always: WorkingTime = {
  measure: (from, to) => Math.max(0, to - from),
  advance: (from, duration) => from + duration,
};

/** Number of consecutive closed days after which a calendar counts as closed for good. */
const longest = 400;
/** Maximum number of days until a clock is due: about a century. */
const farthest = 36_500;

const opened = new WeakMap<Calendar, WorkingTime>();

/**
 * Builds the working time of a calendar.
 *
 * A span of hours opens when the clocks of its time zone first show its beginning or a later time,
 * and closes when they then first show its end. So a span is an hour shorter or longer on the
 * nights in which the clocks change, and one that begins in a skipped hour opens at the change. A
 * span that ends at or before its beginning goes past midnight; it belongs to the day on which it
 * begins, and is closed if that day is a holiday. Overlapping spans count once.
 */
export function openCalendar(calendar: Calendar | undefined): WorkingTime {
  if (!calendar) return always;
  let time = opened.get(calendar);
  if (!time) opened.set(calendar, (time = readCalendar(calendar)));
  return time;
}

function readCalendar({ timezone, hours, holidays = [] }: Calendar): WorkingTime {
  const week = weekdays.map((name) => (hours[name] ?? []).map(readSpan));
  const closed = new Set(holidays.map((text) => Date.parse(`${text}T00:00:00Z`)));
  const days = new Map<number, Span[]>();

  /**
   * Lists the open hours that begin on a day (its midnight in wall-clock time), in order and
   * without overlaps.
   */
  function openDay(midnight: number): Span[] {
    let spans = days.get(midnight);
    if (!spans) days.set(midnight, (spans = makeDay(midnight)));
    return spans;
  }

  function makeDay(midnight: number): Span[] {
    if (closed.has(midnight)) return [];
    // 1970-01-01 was a Thursday.
    const hoursOfDay = week[(((midnight / day + 4) % 7) + 7) % 7] ?? [];
    const spans = hoursOfDay.map(({ from, to }) => ({
      from: findInstant(midnight + from, timezone),
      to: findInstant(midnight + (to <= from ? to + day : to), timezone),
    }));
    return uniteSpans(spans);
  }

  /**
   * Returns the first day of which a span may still be open at an instant: the day before its own.
   */
  const findDay = (at: Instant): number => Math.floor(toWall(at, timezone) / day) * day - day;

  return {
    measure(from, to) {
      let total = 0;
      // Night shifts reach into the next day's hours: what has been counted ends here.
      let counted = from;
      const last = toWall(to, timezone);
      for (let midnight = findDay(from); midnight <= last; midnight += day) {
        for (const span of openDay(midnight)) {
          const start = Math.max(span.from, counted);
          const end = Math.min(span.to, to);
          if (start < end) total += end - start;
          counted = Math.max(counted, end);
        }
      }
      return total;
    },
    advance(from, duration) {
      if (duration <= 0) return from;
      let left = duration;
      let counted = from;
      let idle = 0;
      const first = findDay(from);
      const last = first + farthest * day;
      for (let midnight = first; midnight < last && idle < longest; midnight += day) {
        idle++;
        for (const span of openDay(midnight)) {
          const start = Math.max(span.from, counted);
          if (start >= span.to) continue;
          if (span.to - start >= left) return start + left;
          left -= span.to - start;
          counted = span.to;
          idle = 0;
        }
      }
      return undefined;
    },
  };
}

/** Parses `08:30-17:30` as milliseconds after midnight. */
function readSpan(text: string): Span {
  const [from = 0, to = 0] = text.split('-').map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return (hours * 60 + minutes) * 60_000;
  });
  return { from, to };
}

/** Merges spans that overlap or touch, and sorts them. */
export function uniteSpans(spans: readonly Span[]): Span[] {
  const united: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = united.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else if (span.from < span.to) united.push({ ...span });
  }
  return united;
}
