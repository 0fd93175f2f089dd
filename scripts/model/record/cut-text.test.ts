import { expect, test } from 'vitest';
import { findCutTexts } from './cut-text.ts';

const find = (yaml: string): string[] =>
  findCutTexts(yaml, 'a.yaml', 2).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

test.each([
  ['title: Outage like #12\n', ['2:20 The text is cut off: YAML takes `#12` as a comment.']],
  [
    'tier: 1\nroot_causes:\n  - Full disk #3, again\n',
    ['4:15 The text is cut off: YAML takes `#3, again` as a comment.'],
  ],
  [
    '- note: One\n  reason: Two\n    more #3\n',
    ['4:10 The text is cut off: YAML takes `#3` as a comment.'],
  ],
])('%j is cut', (yaml, told) => {
  expect(find(yaml)).toEqual(told);
});

test.each([
  'title: Outage # a comment\n',
  "title: 'Outage like #12'\n",
  'title: "Outage like #12"\n',
  'title: Outage#12\n',
  'note: |\n  see: that #12\n  - and #13\n',
  'note: >-\n  see #12\n',
  'at: 2026-01-14T08:00:00Z #about\n',
  'owner: ada #for now\n',
  '#title: Old #1\ntitle: New\n',
  'title: New ##\n',
])('%j is not', (yaml) => {
  expect(find(yaml)).toEqual([]);
});

test('a long line costs no more than its length', () => {
  const dashes = '- '.repeat(120_000);
  const before = performance.now();
  expect(find(`note: |\n  ${dashes}\n`)).toEqual([]);
  // Where each dash is tried against the rest of the line it takes twenty seconds.
  expect(performance.now() - before).toBeLessThan(10_000);
});
