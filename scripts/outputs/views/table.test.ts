import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

test('a column of 130,000 rows is as wide as its widest cell', () => {
  const rows = Array.from({ length: 130_000 }, (_, index) => [`row ${index}`, 'x']);
  const lines = formatTable([{ heading: 'Name' }, { heading: 'Mark' }], rows).split('\n');
  expect(lines).toHaveLength(130_001);
  // `row 129999` has ten characters.
  expect([lines[0], lines[1]]).toEqual([`Name${' '.repeat(6)}  Mark`, `row 0${' '.repeat(5)}  x`]);
});
