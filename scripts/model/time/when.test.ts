import { expect, test } from 'vitest';
import { parseInstant } from './instant.ts';
import { parseWhen } from './when.ts';

const at = (text: string): number => parseInstant(text) ?? Number.NaN;
const zone = 'Europe/Amsterdam';

test.each([
  ['2026-11-20T14:05:00+01:00', '2026-11-20T16:00:00Z', '2026-11-20T13:05:00Z'],
  ['10 minutes ago', '2026-11-20T16:00:00Z', '2026-11-20T15:50:00Z'],
  ['2h ago', '2026-11-20T16:00:00Z', '2026-11-20T14:00:00Z'],
  ['14:05', '2026-11-20T16:00:00Z', '2026-11-20T13:05:00Z'],
  // Not yet today, so it was yesterday.
  ['18:30', '2026-11-20T16:00:00Z', '2026-11-19T17:30:00Z'],
  // In UTC it is still the day before; in the zone it is past midnight.
  ['00:10', '2026-11-20T23:30:00Z', '2026-11-20T23:10:00Z'],
  ['yesterday 9:00', '2026-11-20T16:00:00Z', '2026-11-19T08:00:00Z'],
  // Clocks went forward at 02:00 on that day.
  ['12:00', '2026-03-29T12:00:00Z', '2026-03-29T10:00:00Z'],
])('%s, at %s, is %s', (text, now, expected) => {
  expect(parseWhen(text, at(now), zone)).toBe(at(expected));
});

test.each(['', '25:00', '14:60', 'soon', '2026-11-20 14:05', 'ago', '14:05 '])(
  '%j is no instant',
  (text) => {
    expect(parseWhen(text, at('2026-11-20T16:00:00Z'), zone)).toBeUndefined();
  },
);
