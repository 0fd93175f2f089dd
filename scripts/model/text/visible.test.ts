import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guardText } from '../record/guard.ts';
import { restoreHidden, showHidden } from './visible.ts';

const isRefused = (text: string): boolean =>
  'finding' in
  guardText(new TextEncoder().encode(`note: x${text}x\n`), 'timeline', '2026/x/timeline.yaml');

it('shows every character that a record may not hold, and no other', () => {
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    const shown = showHidden(character);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    // Encoding puts U+FFFD for half a pair, so that the guard has nothing to refuse.
    if (!isHalf && isRefused(character) !== (shown !== character))
      expect.fail(`U+${code.toString(16)}`);
    if (isRefused(shown)) expect.fail(`U+${code.toString(16)} shown as ${shown}`);
    if (restoreHidden(shown) !== character)
      expect.fail(`U+${code.toString(16)} does not come back`);
  }
});

it('loses nothing, whatever is said with backslashes', () => {
  const unit = fc.constantFrom(
    '\\',
    'u',
    '{',
    '}',
    '5',
    'c',
    '\r',
    '\n',
    '\u202e',
    '\ud83d',
    '\ude00',
    'x',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      expect(restoreHidden(showHidden(text))).toBe(text);
      expect(isRefused(showHidden(text))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
