import { expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import { formatValue } from '../../model/kpis/format.ts';
import { makeWebRegister, readInstant } from '../../testing/escalation.ts';
import { listKpiFigures } from './kpis.ts';

test('the months of a figure are all those that its year touches', () => {
  // The year of the figure begins on 14 January 2026; the incident is in its first month.
  const register = makeWebRegister([
    { at: '2026-01-20T10:00:00Z', type: 'started' },
    { at: '2026-01-20T11:00:00Z', type: 'detected' },
  ]);
  const lay = (now: string) =>
    listKpiFigures(cutEdition(register, 'internal', readInstant(now))).find(
      ({ name }) => name === 'mtti',
    );
  const kpi = lay('2027-01-14T12:00:00Z');
  expect(kpi?.n).toBe(1);
  expect(kpi?.months.map(({ month, figure }) => [month, figure.n]).at(0)).toEqual(['2026-01', 1]);
  expect(kpi?.months.at(-1)?.month).toBe('2027-01');
  // A year with a leap day in it may touch twelve.
  expect(lay('2028-12-31T12:00:00Z')?.months.at(0)?.month).toBe('2028-01');
});

test('a share next to certainty is not said to be all', () => {
  const shares = [0.5, 0.9998, 0.999999, 1].map((value) => formatValue(value, 'share'));
  expect(shares).toEqual(['50.0 %', '99.98 %', '> 99.99 %', '100.0 %']);
});
