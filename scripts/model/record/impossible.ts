import { firstYear, lastYear, parseDay, parseInstant } from '../time/instant.ts';

/** Says that a day or an instant is written right, but for a year that no record can mean; else undefined. */
export function explainYear(text: string): string | undefined {
  const read = (written: string): number | undefined => parseInstant(written) ?? parseDay(written);
  if (read(text) !== undefined) return undefined;
  // The same day of another leap year shows whether only the year is wrong.
  return /^\d{4}-/.test(text) && read(`2000${text.slice(4)}`) !== undefined
    ? `\`${text}\` lies outside the years from ${firstYear} to ${lastYear} (in UTC).`
    : undefined;
}

/**
 * Explains in a sentence why a day or time is impossible on any calendar or clock; undefined if
 * that is not the error.
 */
export function explainImpossible(text: string): string | undefined {
  const read = /^(\d{4})-(\d\d)-(\d\d)(?:[tT\s]+(\d\d):(\d\d)(?::(\d\d))?|$)/.exec(text);
  if (!read) return undefined;
  const [year, month, day, hours = 0, minutes = 0, seconds = 0] = read
    .slice(1)
    .map((part: string | undefined) => (part === undefined ? undefined : Number(part)));
  if (month === undefined || month < 1 || month > 12) return 'A month is a number from 01 to 12.';
  // The day before the first of the next month; the calendar repeats itself every 400 years.
  const last = new Date(Date.UTC(2000 + ((year ?? 0) % 400), month, 0));
  if (day === undefined || day < 1 || day > last.getUTCDate()) {
    const name = last.toLocaleString('en', { month: 'long', timeZone: 'UTC' });
    return `${name} ${text.slice(0, 4)} has the days 01 to ${last.getUTCDate()}.`;
  }
  if (hours > 23)
    return 'An hour is a number from 00 to 23; midnight is 00:00 of the day it begins.';
  if (minutes > 59 || seconds > 59) return 'Minutes and seconds are numbers from 00 to 59.';
  return undefined;
}
