import type ICAL from 'ical.js';
import type { Finding } from '../../model/register/finding.ts';
import type { Settings } from '../../model/register/register.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { day } from '../../model/time/duration.ts';
import { formatDay, lastYear, type Instant } from '../../model/time/instant.ts';
import { toWall } from '../../model/time/zone.ts';
import { readBytes } from './bytes.ts';

type Time = InstanceType<typeof ICAL.Time>;
type Component = InstanceType<typeof ICAL.Component>;

/** Limits for occurrences of one event and for days of one file. Holidays beyond them become a finding. */
const mostOccurrences = 5000;
const mostDays = 200_000;
const end = Date.UTC(lastYear + 1, 0, 1);

/**
 * Adds the holidays of iCalendar files to the calendars in the settings that name them. A file that
 * cannot be read becomes a finding; the holidays of other files still count.
 */
export async function addHolidays(
  root: string,
  settings: Settings,
  findings: Finding[],
): Promise<Settings> {
  const needed = Object.values(settings.calendars).some((calendar) => calendar.holidays_from);
  if (!needed) return settings;
  // Loaded on demand: few settings name such files, and every command runs this.
  const { default: ical } = await import('ical.js');
  const files = new Map<string, string[]>();
  const read = (path: string, zone: string): string[] => {
    const key = `${path} ${zone}`;
    let days = files.get(key);
    if (!days) files.set(key, (days = readHolidays(ical, root, path, zone, findings)));
    return days;
  };
  const calendars = Object.entries(settings.calendars).map(([name, calendar]) => {
    const { holidays = [], holidays_from: names } = calendar;
    if (!names) return [name, calendar] as const;
    const listed = names.flatMap((file) => read(`calendars/${file}`, calendar.timezone));
    const days = new Set([...holidays, ...listed]);
    return [name, { ...calendar, holidays: [...days].sort() }] as const;
  });
  return { ...settings, calendars: Object.fromEntries(calendars) };
}

/**
 * Reads every day (YYYY-MM-DD) of every event of an iCalendar file. Lost days become a finding.
 *
 * @param zone time zone of the days, for events with times in UTC
 */
function readHolidays(
  ical: typeof ICAL,
  root: string,
  path: string,
  zone: string,
  findings: Finding[],
): string[] {
  const bytes = readBytes(root, path);
  if ('finding' in bytes) {
    // Two calendars of different zones read one file.
    if (!findings.some((known) => known.path === path)) findings.push(bytes.finding);
    return [];
  }
  const days = new Set<string>();
  const report = (message: string, help: string): void => {
    if (findings.some((known) => known.path === path && known.message === message)) return;
    findings.push({ rule: 'syntax', level: 'error', path, message, help });
  };
  try {
    const events = listEvents(ical, new TextDecoder().decode(bytes.bytes));
    const exceptions = Map.groupBy(
      events.filter((event) => event.hasProperty('recurrence-id')),
      readUid,
    );
    const lost = events.flatMap((event) => {
      const reason = addDays(
        days,
        listSpans(ical, event, exceptions.get(readUid(event)) ?? [], zone),
      );
      return reason === undefined ? [] : [`${nameEvent(event)} ${reason}`];
    });
    if (lost[0] !== undefined) {
      const more = lost.length === 1 ? '' : ` ${lost.length - 1} more events have missing days.`;
      report(
        `Holidays are missing: ${lost[0]}.${more}`,
        'Correct the event, or list the days as `holidays`.',
      );
    } else if (days.size === 0) {
      report('The file has no holidays.', 'Export the calendar again as .ics, or remove its name.');
    }
  } catch (error) {
    report(
      `The file is not a valid iCalendar file: ${explain(error)}.`,
      'Export the calendar again as .ics.',
    );
  }
  return [...days];
}

/** Lists the events of all calendars of a file: some programs write one calendar for each event. */
function listEvents(ical: typeof ICAL, text: string): Component[] {
  const parsed = ical.parse(text) as unknown[];
  const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as unknown[][];
  return calendars.flatMap((calendar) =>
    new ical.Component(calendar).getAllSubcomponents('vevent'),
  );
}

function explain(error: unknown): string {
  return readMessage(error).split('\n')[0] ?? '';
}

function nameEvent(event: Component): string {
  const summary = event.getFirstPropertyValue('summary');
  return typeof summary === 'string' ? `“${summary.slice(0, 60)}”` : 'an event without a summary';
}

function isCancelled(component: Component): boolean {
  return String(component.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';
}

function readUid(component: Component): string {
  return String(component.getFirstPropertyValue('uid'));
}

/** A period in local time, counted as if it were UTC; undefined if cancelled. */
type WallSpan = { from: number; to: number } | undefined;

/** Adds the days that the spans touch. Returns the reason if some days are missing. */
function addDays(days: Set<string>, spans: Iterable<WallSpan>): string | undefined {
  let occurrences = 0;
  let steps = 0;
  try {
    for (const span of spans) {
      if (span && span.from >= end) return occurrences === 0 ? `is after ${lastYear}` : undefined;
      // Cancelled days count too; otherwise a series of seconds could run for a century.
      if (++occurrences > mostOccurrences) return `occurs more than ${mostOccurrences} times`;
      if (!span) continue;
      // A whole-day event ends on the day after; one with times may end at midnight of its own day.
      let midnight: Instant = Math.max(0, Math.floor(span.from / day) * day);
      const last = Math.min(span.to, end);
      if (last < 0) continue;
      do {
        if (++steps > mostDays) return `has more than ${mostDays} days`;
        days.add(formatDay(midnight));
        midnight += day;
      } while (midnight < last);
    }
  } catch (error) {
    return `cannot be read (${explain(error)})`;
  }
  return occurrences === 0 ? 'has no day' : undefined;
}

/**
 * Lists the spans of one event. A day of a series that was changed individually counts even if the
 * series is not in the file.
 *
 * @param exceptions the days of its series that were changed individually
 */
function* listSpans(
  ical: typeof ICAL,
  component: Component,
  exceptions: Component[],
  zone: string,
): Generator<WallSpan> {
  if (isCancelled(component)) {
    yield undefined;
    return;
  }
  const isException = exceptions.includes(component);
  const event = new ical.Event(component, { exceptions: isException ? [] : exceptions });
  const span = (startDate: Time, endDate: Time): WallSpan => ({
    from: readWall(startDate, zone),
    to: readWall(endDate, zone),
  });
  if (isException || !event.isRecurring()) {
    yield span(event.startDate, event.endDate);
    return;
  }
  const occurrences = event.iterator();
  for (;;) {
    const next = occurrences.next() as Time | undefined;
    if (next === undefined) return;
    // The library's own types lack these.
    const { startDate, endDate, item } = event.getOccurrenceDetails(next) as Record<
      'startDate' | 'endDate',
      Time
    > & { item: { component: Component } };
    yield isCancelled(item.component) ? undefined : span(startDate, endDate);
  }
}

/** Converts a time of an event to local time: from UTC to the calendar's zone, otherwise unchanged. */
function readWall(time: Time, zone: string): number {
  const { year, month, day: date, hour, minute, second, isDate } = time;
  const wall = Date.UTC(year, month - 1, date, hour, minute, second);
  return !isDate && time.zone.tzid === 'UTC' ? toWall(wall, zone) : wall;
}
