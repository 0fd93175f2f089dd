import type ICAL from 'ical.js';
import type { Finding } from '../../model/register/finding.ts';
import type { Settings } from '../../model/register/register.ts';
import { day } from '../../model/time/duration.ts';
import { formatDay, lastYear, type Instant } from '../../model/time/instant.ts';
import { toWall } from '../../model/time/zone.ts';
import { readBytes } from './bytes.ts';

type Time = InstanceType<typeof ICAL.Time>;
type Component = InstanceType<typeof ICAL.Component>;

/** More occurrences of one event, or days of one file, are no list of holidays; what is left unread is a finding. */
const mostOccurrences = 5000;
const mostDays = 200_000;
const end = Date.UTC(lastYear + 1, 0, 1);

/**
 * The settings with the holidays of the iCalendar files that their calendars name. A file that cannot
 * be read is a finding; the days of the others count all the same.
 */
export async function addHolidays(
  root: string,
  settings: Settings,
  findings: Finding[],
): Promise<Settings> {
  const needed = Object.values(settings.calendars).some((calendar) => calendar.holidays_from);
  if (!needed) return settings;
  // Loaded where it is used: few settings name such files, and every command starts with this.
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
 * Reads every day (YYYY-MM-DD) of every event of an iCalendar file. What is lost of it is a finding.
 *
 * @param zone time zone of the days, for events that are written in UTC
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
      const more = lost.length === 1 ? '' : ` ${lost.length - 1} more events lose days as well.`;
      report(
        `Holidays are lost: ${lost[0]}.${more}`,
        'Correct the event, or write the days as `holidays`.',
      );
    } else if (days.size === 0) {
      report('It holds no holiday.', 'Export the calendar again, as .ics, or do not name it.');
    }
  } catch (error) {
    report(`It is no iCalendar file: ${explain(error)}.`, 'Export the calendar again, as .ics.');
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
  const reason = error instanceof Error ? error.message : 'unknown error';
  return reason.split('\n')[0] ?? '';
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

/** A span on the clocks of its calendar, counted as if they showed UTC; undefined for one that was called off. */
type WallSpan = { from: number; to: number } | undefined;

/** Adds the days that spans touch; returns why some are lost, if any are. */
function addDays(days: Set<string>, spans: Iterable<WallSpan>): string | undefined {
  let occurrences = 0;
  let steps = 0;
  try {
    for (const span of spans) {
      if (span && span.from >= end) return occurrences === 0 ? `lies after ${lastYear}` : undefined;
      // What was called off counts as well, or a series of seconds would go on for a century.
      if (++occurrences > mostOccurrences) return `occurs more than ${mostOccurrences} times`;
      if (!span) continue;
      // The end of a whole day is the day after; that of a time of day may be its midnight.
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
 * Lists the spans of one event. A single changed day of a series stands for itself, whether or not its
 * series is in the file.
 *
 * @param exceptions the changed days of its series
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
    // Its own types lose these.
    const { startDate, endDate, item } = event.getOccurrenceDetails(next) as Record<
      'startDate' | 'endDate',
      Time
    > & { item: { component: Component } };
    yield isCancelled(item.component) ? undefined : span(startDate, endDate);
  }
}

/** What the clocks show at a time of an event: in UTC it is one of the calendar's zone, else one of its place. */
function readWall(time: Time, zone: string): number {
  const { year, month, day: date, hour, minute, second, isDate } = time;
  const wall = Date.UTC(year, month - 1, date, hour, minute, second);
  return !isDate && time.zone.tzid === 'UTC' ? toWall(wall, zone) : wall;
}
