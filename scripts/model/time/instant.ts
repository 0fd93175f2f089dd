/** Time in milliseconds since 1970-01-01T00:00:00Z. Time zones exist only at the edges. */
export type Instant = number;

const day = 86_400_000;

/**
 * The first and last year of a day or an instant, counted in UTC. No incident is older or later, and
 * sums with a duration stay far from the years that no calendar writes with four digits.
 */
export const firstYear = 1970;
export const lastYear = 2200;
const end = Date.UTC(lastYear + 1, 0, 1);

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Parses an RFC 3339 time with an offset; seconds are optional.
 *
 * Stricter than `Date.parse`: a bare local time, a day that does not exist, a leap second, a short
 * offset, or a year outside 1970 to 2200 gives `undefined`, never a guess and never `NaN`. Digits
 * beyond milliseconds are cut off.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!shape.test(text)) return undefined;
  // The pattern fixes the position of the digits, so they are read in place: there are very many
  // times.
  const hours = readPair(text, 11);
  const minutes = readPair(text, 14);
  const hasSeconds = text[16] === ':';
  const seconds = hasSeconds ? readPair(text, 17) : 0;
  const milliseconds = hasSeconds && text[19] === '.' ? readMilliseconds(text) : 0;
  const isUtc = text.endsWith('Z');
  const offsetHours = isUtc ? 0 : readPair(text, text.length - 5);
  const offsetMinutes = isUtc ? 0 : readPair(text, text.length - 2);
  if (hours > 23 || minutes > 59 || seconds > 59 || offsetHours > 23 || offsetMinutes > 59) {
    return undefined;
  }
  const year = readPair(text, 0) * 100 + readPair(text, 2);
  const midnight = findMidnight(year, readPair(text, 5), readPair(text, 8));
  if (midnight === undefined) return undefined;
  const local = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  const sign = !isUtc && text[text.length - 6] === '-' ? -1 : 1;
  const instant = local - sign * (offsetHours * 60 + offsetMinutes) * 60_000;
  return instant >= 0 && instant < end ? instant : undefined;
}

function readPair(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

function readMilliseconds(text: string): number {
  const digits = /^\d+/.exec(text.slice(20))?.[0] ?? '';
  return Number(digits.padEnd(3, '0').slice(0, 3));
}

/**
 * Rewrites a text that is nearly an RFC 3339 time (`t`, `z` or a space, an offset without a colon
 * or minutes) in its exact format; undefined if it is already exact, or not a time.
 */
export function normaliseInstant(text: string): string | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[tT]|\s+)(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:([zZ])|([+-]\d{2}):?(\d{2})?)$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, day = '', time = '', utc, hours = '', minutes = '00'] = match;
  const offset = utc === undefined ? `${hours}:${minutes}` : 'Z';
  const normal = `${day}T${time.length === 5 ? `${time}:00` : time}${offset}`;
  return normal === text || parseInstant(normal) === undefined ? undefined : normal;
}

/** Parses a day `YYYY-MM-DD` as its midnight in UTC; returns `undefined` if no such day exists. */
export function parseDay(text: string): Instant | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? findMidnight(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function findMidnight(year: number, month: number, day: number): Instant | undefined {
  if (year < firstYear || year > lastYear || day < 1) return undefined;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && isLeap ? 29 : (monthLengths[month - 1] ?? 0);
  return day <= length ? Date.UTC(year, month - 1, day) : undefined;
}

/** Formats a time as RFC 3339 in UTC, without a fraction if it has none. */
export function formatInstant(instant: Instant): string {
  const midnight = Math.floor(checkInstant(instant) / day) * day;
  const seconds = (instant - midnight) / 1000;
  if (!Number.isInteger(seconds)) return new Date(instant).toISOString();
  const minutes = Math.floor(seconds / 60);
  return `${formatDay(midnight)}T${formatPair(Math.floor(minutes / 60))}:${formatPair(minutes % 60)}:${formatPair(seconds % 60)}Z`;
}

/** Formats two digits of a date or a time. */
export function formatPair(count: number): string {
  return count < 10 ? `0${count}` : String(count);
}

/** Formats a time to the second, which is as precise as people write. */
export function formatSecond(instant: Instant): string {
  return formatInstant(Math.floor(instant / 1000) * 1000);
}

/** Cache of formatted days: there are few, and each is requested many times. */
const days = new Map<number, string>();

/** Formats the UTC day `YYYY-MM-DD` of a time. */
export function formatDay(instant: Instant): string {
  const date = Math.floor(checkInstant(instant) / day);
  let text = days.get(date);
  if (text === undefined) {
    const [written = ''] = new Date(instant).toISOString().split('T');
    days.set(date, (text = written));
  }
  return text;
}

/**
 * Returns the time, or throws if it is NaN, which compares false with everything: a clock holding
 * it would never fire.
 */
export function checkInstant(instant: Instant): Instant {
  if (!Number.isFinite(instant))
    throw new Error('A time is not a number. This is a bug in Sitrep.');
  return instant;
}
