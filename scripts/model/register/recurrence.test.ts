import { expect, it } from 'vitest';
import { expandMaintenance } from './recurrence.ts';
import type { Maintenance } from './register.ts';

const plan = (rest: Partial<Maintenance>): Maintenance => ({
  id: '2026-03-01-patching',
  path: '',
  hash: '',
  title: 'Patching',
  services: ['checkout'],
  impact: 'none',
  ...rest,
});
const at = (text: string): number => Date.parse(text);

it('gives the one window where it touches the span', () => {
  const once = plan({
    window: { start: '2026-04-05T01:00:00+02:00', end: '2026-04-05T03:00:00+02:00' },
  });
  const window = { start: at('2026-04-04T23:00:00Z'), end: at('2026-04-05T01:00:00Z') };
  expect(expandMaintenance(once, at('2026-04-05T00:59:59Z'), at('2026-05-01T00:00:00Z'))).toEqual([
    window,
  ]);
  expect(expandMaintenance(once, at('2026-04-05T01:00:00Z'), at('2026-05-01T00:00:00Z'))).toEqual(
    [],
  );
});

it('keeps the wall-clock time of a recurring window when the clocks change', () => {
  // The first Sunday of each month at 02:30 in Amsterdam: winter time until 29 March 2026.
  const monthly = plan({
    rrule: 'FREQ=MONTHLY;BYDAY=1SU;BYHOUR=2;BYMINUTE=30',
    duration: '2h',
    timezone: 'Europe/Amsterdam',
  });
  const windows = expandMaintenance(
    monthly,
    at('2026-03-01T00:00:00Z'),
    at('2026-06-01T00:00:00Z'),
  );
  expect(windows.map(({ start }) => new Date(start).toISOString())).toEqual([
    '2026-03-01T01:30:00.000Z',
    '2026-04-05T00:30:00.000Z',
    '2026-05-03T00:30:00.000Z',
  ]);
  expect(windows.every(({ start, end }) => end - start === 7_200_000)).toBe(true);
});

it('gives nothing for a rule that cannot be read', () => {
  const broken = plan({ rrule: 'FREQ=SOMETIMES', duration: '2h', timezone: 'Europe/Amsterdam' });
  expect(expandMaintenance(broken, 0, at('2030-01-01T00:00:00Z'))).toEqual([]);
});

it.each(['FREQ=SECONDLY', 'FREQ=MINUTELY;INTERVAL=30', 'FREQ=DAILY;BYHOUR=2;BYMINUTE=0,30'])(
  'gives nothing for %s, which is more often than once in an hour',
  (rrule) => {
    const frequent = plan({ rrule, duration: '10m', timezone: 'Europe/Amsterdam' });
    const [from, to] = [at('2026-03-01T00:00:00Z'), at('2027-03-01T00:00:00Z')];
    expect(expandMaintenance(frequent, from, to)).toEqual([]);
  },
);

it('gives each day of many years, and each hour of a week in them', () => {
  const timezone = 'Europe/Amsterdam';
  const [from, to] = [at('2026-03-01T00:00:00Z'), at('2036-03-01T00:00:00Z')];
  const daily = plan({ rrule: 'FREQ=DAILY;BYHOUR=4;BYMINUTE=0', duration: '1h', timezone });
  const days = expandMaintenance(daily, from, to).map(({ start }) => start);
  expect(days).toHaveLength((to - from) / 86_400_000);
  expect(new Set(days).size).toBe(days.length);
  const hourly = plan({ rrule: 'FREQ=HOURLY', duration: '5m', timezone });
  const week = at('2034-05-01T00:00:00Z');
  expect(expandMaintenance(hourly, week, week + 7 * 86_400_000)).toHaveLength(168);
  expect(expandMaintenance(hourly, from, to).length).toBeGreaterThan(0);
});
