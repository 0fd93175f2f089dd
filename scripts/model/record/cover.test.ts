import { expect, it } from 'vitest';
import type { Finding } from '../register/finding.ts';
import { coverRestricted } from './cover.ts';

const find = (pointer?: string): Finding => ({
  rule: 'schema',
  level: 'error',
  path: '2026/2026-01-14-slow/timeline.yaml',
  message: '`secret words` is wrong.',
  ...(pointer !== undefined && { pointer }),
});
const isCovered = (text: string, finding: Finding): boolean =>
  !JSON.stringify(coverRestricted([finding], text)).includes('secret words');

const timeline = '- {type: note, audience: restricted, note: x}\n- {type: note, note: x}\n';

it.each([
  ['an entry that is restricted', timeline, '/0/note', true],
  ['another entry of the same file', timeline, '/1/note', false],
  ['the whole of a file with a restricted entry', timeline, undefined, true],
  ['a file without one', '- {type: note, note: restricted}\n', undefined, false],
  ['a fragment', '{type: note, audience: restricted, note: x}\n', '/note', true],
  [
    'an event in front matter',
    `---\nevents:\n  ${timeline.split('\n')[0] ?? ''}\n---\n`,
    '/events/0',
    true,
  ],
  [
    'a file that cannot be parsed',
    '- {type: note, "audience": restricted, note: [}\n',
    undefined,
    true,
  ],
  ['one that cannot be, and restricts nothing', '- {note: restricted, at: [}\n', undefined, false],
])('covers, or leaves, a finding in %s', (_name, text, pointer, covered) => {
  expect(isCovered(text, find(pointer))).toBe(covered);
});

it('covers the name that a restricted entry gives instead of a handle', () => {
  const finding = { ...find('/0/by'), personName: 'secret words' };
  expect(isCovered(timeline, finding)).toBe(true);
});
