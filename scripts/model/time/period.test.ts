import { expect, test } from 'vitest';
import { formatInstant, parseInstant } from './instant.ts';
import { addPeriod, parsePeriod } from './period.ts';

const add = (from: string, text: string, zone: string): string => {
  const [at, period] = [parseInstant(from), parsePeriod(text)];
  if (at === undefined || period === undefined) throw new Error(`${from} ${text}`);
  return formatInstant(addPeriod(at, period, zone));
};
const utc = (text: string): string => formatInstant(Date.parse(text));

// Worked out by hand on a calendar.
test.each([
  // The last month has no such day: its last day.
  ['2026-01-31T10:00:00+01:00', '1mo', 'Europe/Berlin', '2026-02-28T10:00:00+01:00'],
  ['2028-01-30T10:00:00+01:00', '1mo', 'Europe/Berlin', '2028-02-29T10:00:00+01:00'],
  ['2028-02-29T10:00:00+01:00', '1mo', 'Europe/Berlin', '2028-03-29T10:00:00+02:00'],
  ['2028-02-29T10:00:00+01:00', '12mo', 'Europe/Berlin', '2029-02-28T10:00:00+01:00'],
  ['2026-12-31T23:30:00+01:00', '2mo', 'Europe/Berlin', '2027-02-28T23:30:00+01:00'],
  // The day is that of the zone: in Berlin it is 1 March already.
  ['2026-02-28T23:30:00Z', '1mo', 'Europe/Berlin', '2026-04-01T00:30:00+02:00'],
  // Days keep the wall-clock time; hours elapse.
  ['2026-03-28T12:00:00+01:00', '1d', 'Europe/Berlin', '2026-03-29T12:00:00+02:00'],
  ['2026-03-28T12:00:00+01:00', '24h', 'Europe/Berlin', '2026-03-29T13:00:00+02:00'],
  ['2026-10-24T12:00:00+02:00', '1w', 'Europe/Berlin', '2026-10-31T12:00:00+01:00'],
  ['2026-10-24T12:00:00+02:00', '1d12h', 'Europe/Berlin', '2026-10-26T00:00:00+01:00'],
  // 02:30 was skipped on 29 March: 02:30 by the old offset. It comes twice on 25 October: the first.
  ['2026-02-28T02:30:00+01:00', '1mo1d', 'Europe/Berlin', '2026-03-29T03:30:00+02:00'],
  ['2026-10-11T02:30:00+02:00', '14d', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
  ['2026-03-15T02:00:00+01:00', '14d', 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
  ['2026-03-15T03:00:00+01:00', '14d', 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
  ['2026-03-15T01:59:59+01:00', '14d', 'Europe/Berlin', '2026-03-29T01:59:59+01:00'],
  // London's clocks skip 01:00 to 02:00; Lord Howe's half an hour from 02:00.
  ['2026-02-28T01:15:00Z', '1mo1d', 'Europe/London', '2026-03-29T02:15:00+01:00'],
  ['2026-09-20T02:10:00+10:30', '14d', 'Australia/Lord_Howe', '2026-10-04T02:40:00+11:00'],
])('%s and %s in %s is %s', (from, text, zone, expected) => {
  expect(add(from, text, zone)).toBe(utc(expected));
});

test('reads months, weeks, days, hours and minutes, and nothing else', () => {
  expect(parsePeriod('1mo')).toEqual({ months: 1, days: 0, elapsed: 0 });
  expect(parsePeriod('2w3d')).toEqual({ months: 0, days: 17, elapsed: 0 });
  expect(parsePeriod('1h30m')).toEqual({ months: 0, days: 0, elapsed: 5_400_000 });
  for (const text of ['', '0d', '1', '1y', '1 mo', '1M', '-1d', '9999mo', 'mo']) {
    expect(parsePeriod(text)).toBeUndefined();
  }
});
