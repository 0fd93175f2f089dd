import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';
import { formatDay, formatInstant, parseDay, parseInstant } from './instant.ts';
import { formatInZone } from './zone.ts';

describe('parseInstant', () => {
  it.each([
    ['2026-01-14T08:12:00+01:00', '2026-01-14T07:12:00.000Z'],
    ['2026-01-14T08:12:00Z', '2026-01-14T08:12:00.000Z'],
    ['2026-01-14T08:12Z', '2026-01-14T08:12:00.000Z'],
    ['2026-01-14T00:30:00-05:30', '2026-01-14T06:00:00.000Z'],
    ['2024-02-29T12:00:00.123456789+00:00', '2024-02-29T12:00:00.123Z'],
    ['2026-01-14T08:12:00.5-00:00', '2026-01-14T08:12:00.500Z'],
  ])('reads %s as %s', (text, iso) => {
    expect(parseInstant(text)).toBe(Date.parse(iso));
  });

  it.each([
    '2026-01-14T08:12:00', // a bare local time
    '2026-01-14 08:12:00Z',
    '2026-01-14',
    '2026-02-30T08:00:00Z',
    '2025-02-29T08:00:00Z',
    '2026-13-01T08:00:00Z',
    '2026-01-14T24:00:00Z',
    '2026-01-14T23:59:60Z', // a leap second
    '2026-01-14T08:60:00Z',
    '2026-01-14T08:12:00+01',
    '2026-01-14T08:12:00+0100',
    '2026-01-14T08:12:00+24:00',
    '2026-01-14T08:12:00z',
    '0026-01-14T08:12:00Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:30:00+01:00',
    '2200-12-31T23:30:00-01:00',
    '2201-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    ' 2026-01-14T08:12:00Z',
    '2026-01-14T08:12:00Z\n',
    'now',
    '',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('agrees with Date.parse wherever both read a text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(2199, 11, 31) }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (instant, offset) => {
          const local = new Date(instant + offset * 60_000).toISOString().slice(0, -1);
          const size = Math.abs(offset);
          const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
          expect(parseInstant(local + zone)).toBe(Date.parse(local + zone));
          expect(parseInstant(formatInstant(instant))).toBe(instant);
        },
      ),
    );
  });
});

it('writes what Date writes, of any year, without a fraction that says nothing', () => {
  const farthest = 8.64e15;
  const instants = fc.oneof(
    fc.integer({ min: -farthest, max: farthest }),
    fc.integer({ min: -farthest / 1000, max: farthest / 1000 }).map((second) => second * 1000),
  );
  fc.assert(
    fc.property(instants, (instant) => {
      const written = new Date(instant).toISOString();
      expect(formatInstant(instant)).toBe(written.replace('.000Z', 'Z'));
      expect(`${formatDay(instant)}T`).toBe(written.slice(0, written.indexOf('T') + 1));
    }),
  );
});

it('throws rather than write an instant that is not a number', () => {
  expect(() => formatInstant(Number.NaN)).toThrow(/not a number/);
  expect(() => formatDuration(Number.NaN)).toThrow(/not a number/);
});

it('reads days that exist, and only those', () => {
  expect(parseDay('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
  expect(formatDay(Date.UTC(2024, 1, 29, 23, 59))).toBe('2024-02-29');
  for (const text of ['2025-02-29', '2026-1-4', '2026-00-10', '2026-01-14T00:00:00Z']) {
    expect(parseDay(text)).toBeUndefined();
  }
});

it('reads durations', () => {
  expect(parseDuration('15m')).toBe(900_000);
  expect(parseDuration('1h30m')).toBe(5_400_000);
  expect(parseDuration('2w')).toBe(14 * 86_400_000);
  for (const text of ['', '0m', '15', '1.5h', '-3h', 'PT15M', '15 m', '3y']) {
    expect(parseDuration(text)).toBeUndefined();
  }
});

it.each([
  [0, '0 s'],
  [42_000, '42 s'],
  [60_000, '1 min'],
  [59.7 * 60_000, '1 h'],
  [65 * 60_000, '1 h 5 min'],
  [76 * 3_600_000, '3 d 4 h'],
  [(47 + 59.9 / 60) * 3_600_000, '2 d'],
  [(3 * 24 - 0.4) * 3_600_000, '3 d'],
  [-90_000, '−2 min'],
])('writes %d ms as %s', (duration, text) => {
  expect(formatDuration(duration)).toBe(text);
});

it('shows an instant in a zone, summer and winter', () => {
  expect(formatInZone(Date.UTC(2026, 0, 14, 7, 12), 'Europe/Amsterdam')).toBe('2026-01-14 08:12');
  expect(formatInZone(Date.UTC(2026, 6, 14, 7, 12), 'Europe/Amsterdam')).toBe('2026-07-14 09:12');
});

it('shows every instant as Intl does, in zones of whole, half and quarter hours', () => {
  const zones = [
    'Europe/Amsterdam',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'UTC',
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2035, 0, 1) }),
      fc.constantFrom(...zones),
      (instant, zone) => {
        const format = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'short',
        });
        expect(formatInZone(instant, zone)).toBe(format.format(instant));
      },
    ),
    { numRuns: 2000 },
  );
});

it.each([
  // Lord Howe's clocks move by half an hour.
  ['Australia/Lord_Howe', '2026-04-04T14:59:59Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:29:59Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  // Newfoundland's moved at a minute past midnight until 2011.
  ['America/St_Johns', '2003-10-26T02:30:59Z'],
  ['America/St_Johns', '2003-10-26T02:31:00Z'],
  ['America/St_Johns', '2011-03-13T03:30:59Z'],
  ['America/St_Johns', '2011-03-13T03:31:00Z'],
  ['America/St_Johns', '2012-03-11T05:29:59Z'],
  ['America/St_Johns', '2012-03-11T05:30:00Z'],
])('%s at %s, on both sides of a change of its clocks, is as Intl has it', (timeZone, text) => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  expect(formatInZone(Date.parse(text), timeZone)).toBe(format.format(Date.parse(text)));
});
