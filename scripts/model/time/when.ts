import { day, hour, minute } from './duration.ts';
import { parseInstant, type Instant } from './instant.ts';
import { findInstant, toWall } from './zone.ts';

/**
 * Parses a past time as people write it: RFC 3339 with an offset, `10 minutes ago`, `14:05` or
 * `yesterday 14:05`. A time of day is the last time that a time zone's clocks showed it, so callers
 * should confirm the zone.
 *
 * @param zone IANA time zone of a time of day
 * @returns undefined if the text is none of these
 */
export function parseWhen(text: string, now: Instant, zone: string): Instant | undefined {
  return parseInstant(text) ?? parseDistance(text, now) ?? parseTimeOfDay(text, now, zone);
}

/** Parses a future time: `in 2 hours`, `18:00`, `tomorrow 09:00`. */
export function parseDeadline(text: string, now: Instant, zone: string): Instant | undefined {
  return parseInstant(text) ?? parseDistance(text, now, 1) ?? parseTimeOfDay(text, now, zone, 1);
}

function parseDistance(text: string, now: Instant, sign: 1 | -1 = -1): Instant | undefined {
  const words = sign < 0 ? /^(.*) ago$/.exec(text) : /^in (.*)$/.exec(text);
  const { count, unit } =
    /^(?<count>[0-9]{1,4}) ?(?<unit>m|min|minutes?|h|hours?|d|days?)$/.exec(words?.[1] ?? '')
      ?.groups ?? {};
  if (count === undefined || unit === undefined) return undefined;
  const lengths: Record<string, number> = { m: minute, h: hour, d: day };
  return now + sign * Number(count) * (lengths[unit.charAt(0)] ?? Number.NaN);
}

function parseTimeOfDay(
  text: string,
  now: Instant,
  zone: string,
  sign: 1 | -1 = -1,
): Instant | undefined {
  const match = /^(yesterday |tomorrow )?([01]?[0-9]|2[0-3]):([0-5][0-9])$/.exec(text);
  if (!match) return undefined;
  const time = Number(match[2]) * hour + Number(match[3]) * minute;
  const today = Math.floor(toWall(now, zone) / day) * day;
  const at = (days: number): Instant => findInstant(today + days * day + time, zone);
  if (match[1] !== undefined) {
    return (match[1] === 'yesterday ') === sign < 0 ? at(sign) : undefined;
  }
  return sign * (at(0) - now) >= 0 ? at(0) : at(sign);
}
