import { RRuleTemporal } from 'rrule-temporal';
import { parseDuration } from './duration.ts';
import { parseInstant, type Instant } from './instant.ts';
import type { Maintenance } from './register.ts';

export interface Window {
  start: Instant;
  end: Instant;
}

/** More windows than this in one span are a slip in the rule, not a plan. */
const most = 1000;

/**
 * The windows of planned work that touch a span of time, in order: its one window, or those its
 * recurrence rule gives in its own time zone, daylight saving changes included.
 *
 * @throws never: a rule that cannot be read gives no window, and another rule reports it
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
  return rule
    .between(new Date(from - length), new Date(to), true)
    .slice(0, most)
    .map(({ epochMilliseconds }) => ({
      start: epochMilliseconds,
      end: epochMilliseconds + length,
    }));
}

/** The recurrence rule of planned work, beginning on the day in its id; undefined where it has none, or one that cannot be read. */
export function readRecurrence({ id, rrule, timezone }: Maintenance): RRuleTemporal | undefined {
  if (rrule === undefined || timezone === undefined) return undefined;
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
