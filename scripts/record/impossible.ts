import { parseDay } from '../register/instant.ts';

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
  if (day === undefined || day < 1 || parseDay(text.slice(0, 10)) === undefined) {
    // The day before the first of the next month.
    const last = new Date(Date.UTC(year ?? 0, month, 0));
    const name = last.toLocaleString('en', { month: 'long', timeZone: 'UTC' });
    return `${name} ${text.slice(0, 4)} has the days 01 to ${last.getUTCDate()}.`;
  }
  if (hours > 23)
    return 'An hour is a number from 00 to 23; midnight is 00:00 of the day it begins.';
  if (minutes > 59 || seconds > 59) return 'Minutes and seconds are numbers from 00 to 59.';
  return undefined;
}
