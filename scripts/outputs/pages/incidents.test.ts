import { expect, test } from 'vitest';
import { splitYears, type IncidentRow, type YearOfIncidents } from './incidents.ts';

const makeYear = (year: string, count: number): YearOfIncidents => ({
  year,
  rows: Array.from({ length: count }, (_, index): IncidentRow => {
    const id = `${year}-01-14-slow-${index}`;
    return { id, title: 'Slow', status: 'closed', kind: 'incident', services: [] };
  }),
});

test('whole years share a page until it is full, and the newest is always on it', () => {
  const split = (...counts: number[]) => {
    const years = counts.map((count, index) => makeYear(String(2026 - index), count));
    const { shown, apart } = splitYears(years);
    return [shown, apart].map((list) => list.map(({ year }) => year));
  };
  expect(split()).toEqual([[], []]);
  expect(split(18, 10)).toEqual([['2026', '2025'], []]);
  expect(split(300, 200, 1)).toEqual([['2026', '2025'], ['2024']]);
  expect(split(300, 201, 1)).toEqual([['2026'], ['2025', '2024']]);
  expect(split(9000, 1)).toEqual([['2026'], ['2025']]);
});
