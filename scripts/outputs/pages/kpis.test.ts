import { expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import { formatValue } from '../../model/kpis/format.ts';
import { makeWebRegister, readInstant } from '../../testing/escalation.ts';
import { listKpiFigures } from './kpis.ts';

test('the months of a figure are those on record, at most the last two years', () => {
  // Records begin on 20 January 2026.
  const register = makeWebRegister([
    { at: '2026-01-20T10:00:00Z', type: 'started' },
    { at: '2026-01-20T11:00:00Z', type: 'detected' },
  ]);
  const findMtti = (now: string) =>
    listKpiFigures(cutEdition(register, 'internal', readInstant(now))).find(
      ({ name }) => name === 'mtti',
    );
  const kpi = findMtti('2027-01-14T12:00:00Z');
  expect(kpi?.n).toBe(1);
  expect(kpi?.months.map(({ month, figure }) => [month, figure.n]).at(0)).toEqual(['2026-01', 1]);
  expect(kpi?.months.at(-1)?.month).toBe('2027-01');
  const later = findMtti('2028-12-31T12:00:00Z');
  expect([later?.n, later?.months.length, later?.months[0]?.month]).toEqual([1, 24, '2027-01']);
});

test('a share next to 100 % is not rounded up to it', () => {
  const shares = [0.5, 0.9998, 0.999999, 1].map((value) => formatValue(value, 'share'));
  expect(shares).toEqual(['50.0 %', '99.98 %', '> 99.99 %', '100.0 %']);
});
