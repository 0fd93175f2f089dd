import { expect, test } from 'vitest';
import { formatLength } from './length.ts';

test('lengths of time are formatted in words', () => {
  expect(['90m', '1w', '30d', 'soon'].map(formatLength)).toEqual([
    '1 h 30 min',
    '7 d',
    '30 d',
    'soon',
  ]);
});
