import type ICAL from 'ical.js';
import type { Finding } from '../register/finding.ts';
import type { Settings } from '../register/register.ts';
import { readBytes } from './bytes.ts';

type Time = InstanceType<typeof ICAL.Time>;

/** Recurring holidays are taken up to this year, and no more days than this of one file. */
const lastYear = 2100;
const mostDays = 5000;

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
  const read = (path: string): string[] => {
    let days = files.get(path);
    if (!days) files.set(path, (days = readHolidays(ical, root, path, findings)));
    return days;
  };
  const calendars = Object.entries(settings.calendars).map(([name, calendar]) => {
    const { holidays = [], holidays_from: names } = calendar;
    if (!names) return [name, calendar] as const;
    const days = new Set([...holidays, ...names.flatMap((file) => read(`calendars/${file}`))]);
    return [name, { ...calendar, holidays: [...days].sort() }] as const;
  });
  return { ...settings, calendars: Object.fromEntries(calendars) };
}

/** Every day (YYYY-MM-DD) of every event of an iCalendar file. */
function readHolidays(
  ical: typeof ICAL,
  root: string,
  path: string,
  findings: Finding[],
): string[] {
  const bytes = readBytes(root, path);
  if ('finding' in bytes) {
    findings.push(bytes.finding);
    return [];
  }
  try {
    const calendar = new ical.Component(
      ical.parse(new TextDecoder().decode(bytes.bytes)) as unknown[],
    );
    const events = calendar.getAllSubcomponents('vevent');
    const exceptions = Map.groupBy(
      events.filter((event) => event.hasProperty('recurrence-id')),
      readUid,
    );
    return events
      .flatMap((event) => listDays(ical, event, exceptions.get(readUid(event)) ?? []))
      .slice(0, mostDays);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    findings.push({
      rule: 'syntax',
      level: 'error',
      path,
      message: `It is no iCalendar file: ${reason.split('\n')[0] ?? ''}.`,
      help: 'Export the calendar again, as .ics.',
    });
    return [];
  }
}

type Component = InstanceType<typeof ICAL.Component>;

function isCancelled(component: Component): boolean {
  return String(component.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';
}

function readUid(component: Component): string {
  return String(component.getFirstPropertyValue('uid'));
}

/**
 * The days of one event, but for what was called off, of a series also a single one.
 *
 * @param exceptions the single days of its series that were changed
 */
function listDays(ical: typeof ICAL, component: Component, exceptions: Component[]): string[] {
  if (isCancelled(component)) return [];
  const isException = exceptions.includes(component);
  const event = new ical.Event(component, { exceptions: isException ? [] : exceptions });
  const occurrences = event.iterator();
  const days: string[] = [];
  // What was called off counts as well, or a series of seconds would go on for a century.
  for (let count = 0; count < mostDays && days.length < mostDays; count++) {
    const next = occurrences.next() as Time | undefined;
    if (next === undefined || next.year > lastYear) break;
    // Its own types lose these.
    const { startDate, endDate, item } = event.getOccurrenceDetails(next) as Record<
      'startDate' | 'endDate',
      Time
    > & { item: { component: Component } };
    if (isCancelled(item.component)) continue;
    const day = startDate.clone();
    day.isDate = true;
    // The end of a whole day is the day after; that of a time of day may be its midnight.
    do {
      days.push(day.toString());
      day.adjust(1, 0, 0, 0);
    } while (
      day.compareDateOnlyTz(endDate, ical.Timezone.localTimezone) < 0 &&
      days.length < mostDays
    );
    if (!event.isRecurring()) break;
  }
  return days;
}
