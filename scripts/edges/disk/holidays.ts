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
/** Weekdays that a file may close in a year without a warning; no country has more public holidays. */
const mostWeekdays = 30;
const implausible = 'implausible-holidays';
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
  const files = new Map<string, HolidayEvents>();
  const read = (path: string, zone: string, only: readonly string[] | undefined): HolidayEvents => {
    const key = JSON.stringify([path, zone, only]);
    let events = files.get(key);
    if (!events) files.set(key, (events = readHolidays(ical, root, path, zone, only, findings)));
    return events;
  };
  const calendars = Object.entries(settings.calendars).map(([name, calendar]) => {
    const { holidays = [], holidays_from: names, holidays_only: only } = calendar;
    if (!names) return [name, calendar] as const;
    const listed = names.map((file) => read(`calendars/${file}`, calendar.timezone, only));
    reportUnmatched(name, only ?? [], listed, findings);
    const days = new Set([...holidays, ...listed.flatMap((events) => events.days)]);
    return [name, { ...calendar, holidays: [...days].sort() }] as const;
  });
  return { ...settings, calendars: Object.fromEntries(calendars) };
}

/** Days of the events that count in one file, and the texts of `holidays_only` that they match. */
interface HolidayEvents {
  days: string[];
  matched: ReadonlySet<string>;
}

/** Reports texts in `holidays_only` that match no event: the holidays that they mean are lost. */
function reportUnmatched(
  calendar: string,
  only: readonly string[],
  listed: readonly HolidayEvents[],
  findings: Finding[],
): void {
  for (const [index, text] of only.entries()) {
    if (listed.some(({ matched }) => matched.has(text))) continue;
    findings.push({
      rule: implausible,
      level: 'warning',
      path: 'sitrep.yaml',
      pointer: `/calendars/${calendar}/holidays_only/${index}`,
      message: `No event in the files of \`holidays_from\` matches \`${text}\`.`,
      help: 'Correct it, or remove it.',
    });
  }
}

/**
 * Reads every day (YYYY-MM-DD) of the events of an iCalendar file. Lost days become a finding.
 *
 * @param only texts that choose events; all events if undefined
 * @param zone time zone of the days, for events with times in UTC
 */
function readHolidays(
  ical: typeof ICAL,
  root: string,
  path: string,
  zone: string,
  only: readonly string[] | undefined,
  findings: Finding[],
): HolidayEvents {
  const matched = new Set<string>();
  const bytes = readBytes(root, path);
  if ('finding' in bytes) {
    // Two calendars of different zones read one file.
    if (!findings.some((known) => known.path === path)) findings.push(bytes.finding);
    return { days: [], matched };
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
    const counted = only ? chooseEvents(events, only, matched) : events;
    const lost = counted.flatMap((event) => {
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
    } else if (events.length > 0 && counted.length === 0) {
      report(
        'None of its events matches `holidays_only`.',
        'Correct `holidays_only`, or remove the file.',
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
  const crowded = findCrowdedYear(days);
  if (crowded && !findings.some((known) => known.path === path && known.rule === implausible)) {
    const [year, count] = crowded;
    findings.push({
      rule: implausible,
      level: 'warning',
      path,
      message: `The file closes ${count} weekdays of ${year}, more than public holidays do.`,
      help: 'Choose events with `holidays_only`, or make an exception for this file.',
    });
  }
  return { days: [...days], matched };
}

/** Finds the first year with more closed days from Monday to Friday than any country has holidays. */
function findCrowdedYear(days: ReadonlySet<string>): [year: string, count: number] | undefined {
  const weekdays = [...days].filter((text) => new Date(text).getUTCDay() % 6 !== 0);
  const years = [...Map.groupBy(weekdays, (text) => text.slice(0, 4))].sort();
  const crowded = years.find(([, list]) => list.length > mostWeekdays);
  return crowded && [crowded[0], crowded[1].length];
}

/**
 * Chooses the events that match one of the texts. A changed day of a chosen series counts with it.
 *
 * @param matched gets the texts that match
 */
function chooseEvents(
  events: readonly Component[],
  only: readonly string[],
  matched: Set<string>,
): Component[] {
  return events.filter((event) => {
    const known = listTexts(event);
    const texts = only.filter((text) => known.includes(text.trim().toLowerCase()));
    for (const text of texts) matched.add(text);
    return texts.length > 0;
  });
}

/** Lists what `holidays_only` can name an event by, in lower case. */
function listTexts(event: Component): string[] {
  const categories = event
    .getAllProperties('categories')
    .flatMap((list) => list.getValues() as unknown[]);
  const [description] = String(event.getFirstPropertyValue('description') ?? '').split('\n');
  const transparency = event.getFirstPropertyValue('transp') ?? 'OPAQUE';
  const texts = [event.getFirstPropertyValue('summary'), ...categories, description, transparency];
  return texts.map((text) => String(text).trim().toLowerCase());
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
