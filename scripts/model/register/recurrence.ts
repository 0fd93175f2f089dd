import { RRuleTemporal } from 'rrule-temporal';
import { day, parseDuration } from '../time/duration.ts';
import { parseInstant, type Instant } from '../time/instant.ts';
import type { Maintenance } from './register.ts';

export interface Window {
  start: Instant;
  end: Instant;
}

/** Maximum number of windows in a year; more are a mistake in the rule, not a plan. */
const most = 1000;
const year = 366 * day;

/**
 * Lists the windows of a maintenance that touch a period, in order: its one window, or those of its
 * recurrence rule in its own time zone, with daylight saving changes.
 *
 * @throws never: an invalid rule gives no window, and another rule reports it
 */
export function expandMaintenance(maintenance: Maintenance, from: Instant, to: Instant): Window[] {
  return listWindows(maintenance, from, to).filter(({ start, end }) => start < to && end > from);
}

function listWindows(maintenance: Maintenance, from: Instant, to: Instant): Window[] {
  const { window, duration } = maintenance;
  if (window) {
    const [start, end] = [parseInstant(window.start), parseInstant(window.end)];
    return start === undefined || end === undefined ? [] : [{ start, end }];
  }
  const length = parseDuration(duration ?? '');
  const rule = readRecurrence(maintenance);
  if (length === undefined || !rule) return [];
  const first = from - length;
  // The library stops at spans with more than 10,000 of them; a year has 8,784 hours.
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / year)) }, (_, index) => {
    const start = first + index * year;
    const end = Math.min(start + year - 1, to);
    return rule.between(new Date(start), new Date(end), true).slice(0, most);
  })
    .flat()
    .map(({ epochMilliseconds }) => ({
      start: epochMilliseconds,
      end: epochMilliseconds + length,
    }));
}

/**
 * Returns true if a recurrence rule begins work more than once an hour: that is no plan, and too
 * much to list.
 */
export function isTooFrequent(rrule: string): boolean {
  return /(?:^|;)(?:FREQ=(?:SECOND|MINUTE)LY|BY(?:SECOND|MINUTE)=[^;]*,)/.test(rrule);
}

/**
 * Parses the recurrence rule of a maintenance, beginning on the day in its id; undefined if there
 * is none, or if it is invalid or too frequent.
 */
export function readRecurrence({ id, rrule, timezone }: Maintenance): RRuleTemporal | undefined {
  if (rrule === undefined || timezone === undefined || isTooFrequent(rrule)) return undefined;
  const part = (name: string): string =>
    (new RegExp(`(?:^|;)${name}=(\\d{1,2})`).exec(rrule)?.[1] ?? '0').padStart(2, '0');
  const day = id.slice(0, 10).replaceAll('-', '');
  const start = `${day}T${part('BYHOUR')}${part('BYMINUTE')}00`;
  try {
    return new RRuleTemporal({ rruleString: `DTSTART;TZID=${timezone}:${start}\nRRULE:${rrule}` });
  } catch {
    return undefined;
  }
}
