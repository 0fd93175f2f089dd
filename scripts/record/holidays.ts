import type ICAL from 'ical.js';
import type { Finding } from '../register/finding.ts';
import type { Settings } from '../register/register.ts';
import { readBytes } from './bytes.ts';

type Time = InstanceType<typeof ICAL.Time>;

/** Limits: the last year of recurring holidays, and the most days of one file. */
const lastYear = 2100;
const mostDays = 5000;

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

/** Lists every day (YYYY-MM-DD) of every event of an iCalendar file. */
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
      message: `The file is not a valid iCalendar file: ${reason.split('\n')[0] ?? ''}.`,
      help: 'Export the calendar again as .ics.',
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
 * Lists the days of one event, including single days of a series, except cancelled ones.
 *
 * @param exceptions the days of its series that were changed individually
 */
function listDays(ical: typeof ICAL, component: Component, exceptions: Component[]): string[] {
  if (isCancelled(component)) return [];
  const isException = exceptions.includes(component);
  const event = new ical.Event(component, { exceptions: isException ? [] : exceptions });
  const occurrences = event.iterator();
  const days: string[] = [];
  // Cancelled days count too; otherwise a series of seconds could run for a century.
  for (let count = 0; count < mostDays && days.length < mostDays; count++) {
    const next = occurrences.next() as Time | undefined;
    if (next === undefined || next.year > lastYear) break;
    // The library's own types lack these.
    const { startDate, endDate, item } = event.getOccurrenceDetails(next) as Record<
      'startDate' | 'endDate',
      Time
    > & { item: { component: Component } };
    if (isCancelled(item.component)) continue;
    const day = startDate.clone();
    day.isDate = true;
    // A whole-day event ends on the day after; one with times may end at midnight of its own day.
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
