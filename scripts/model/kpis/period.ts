import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../time/instant.ts';
import { formatInZone } from '../time/zone.ts';
import type { Records } from '../register/register.ts';
import type { Span } from './kpi.ts';

/**
 * Parses a period as days of the organisation's time zone: `2026`, `2026-Q1`, `2026-H2`, `2026-03`,
 * `2026-W07` (ISO 8601 weeks), `2026-03-14`, or `2026-01-01..2026-03-31` with both days included.
 *
 * @returns undefined for anything else
 */
export function parsePeriod(text: string, timezone: string): Span | undefined {
  try {
    const [first, last] = readDays(text) ?? [];
    if (!first || !last || Temporal.PlainDate.compare(first, last) > 0) return undefined;
    const end = last.add({ days: 1 });
    // Times are written with four digits for the year, and none before 1000 is read.
    if (first.year <= 1000 || end.year > 9999) return undefined;
    const begin = (day: Temporal.PlainDate): Instant =>
      day.toZonedDateTime(timezone).epochMilliseconds;
    return { from: begin(first), to: begin(end) };
  } catch {
    // Temporal throws for days that do not exist.
    return undefined;
  }
}

function readDays(text: string): [Temporal.PlainDate, Temporal.PlainDate] | undefined {
  const range = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text);
  if (range) return [readDay(range[1] ?? ''), readDay(range[2] ?? '')];
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return [readDay(text), readDay(text)];
  const match = /^(\d{4})(?:-(?:Q([1-4])|H([12])|W(\d{2})|(\d{2})))?$/.exec(text);
  if (!match) return undefined;
  const [, year = '', quarter, half, week, month] = match;
  if (week !== undefined) return readWeek(Number(year), Number(week));
  const months =
    quarter === undefined ? (half === undefined ? (month === undefined ? 12 : 1) : 6) : 3;
  const index = Number(quarter ?? half ?? month ?? 1);
  const first = readDay(
    `${year}-${String(months === 12 ? 1 : (index - 1) * months + 1).padStart(2, '0')}-01`,
  );
  return [first, first.add({ months }).subtract({ days: 1 })];
}

function readDay(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text, { overflow: 'reject' });
}

/** Returns the week with that number: week 1 contains 4 January. */
function readWeek(
  year: number,
  week: number,
): [Temporal.PlainDate, Temporal.PlainDate] | undefined {
  const fourth = readDay(`${year}-01-04`);
  const monday = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  return monday.weekOfYear === week ? [monday, monday.add({ days: 6 })] : undefined;
}

/** Finds the period of everything on record: from the first instant of any incident to now. */
export function findRecordedSpan(
  { incidents, unread }: Pick<Records, 'incidents' | 'unread'>,
  now: Instant,
): Span {
  let start = now;
  for (const { firstAt } of incidents.values()) start = Math.min(start, firstAt ?? now);
  for (const { from } of unread) start = Math.min(start, from ?? now);
  return { from: start, to: now };
}

/** Returns the day, `2026-03-14`, of an instant in a time zone. */
export function dayOf(instant: Instant, timezone: string): string {
  return formatInZone(instant, timezone).slice(0, 10);
}

/** Returns the month, `2026-03`, of an instant in a time zone. */
export function monthOf(instant: Instant, timezone: string): string {
  return formatInZone(instant, timezone).slice(0, 7);
}

/**
 * Lists the whole weeks of a period, counted from its beginning: seven days of the time zone each,
 * including days of 23 hours.
 */
export function listWeeks({ from, to }: Span, timezone: string): Span[] {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone);
  const weeks: Span[] = [];
  for (let start = from; ;) {
    const end = first.add({ weeks: weeks.length + 1 }).epochMilliseconds;
    if (end > to) return weeks;
    weeks.push({ from: start, to: end });
    start = end;
  }
}
