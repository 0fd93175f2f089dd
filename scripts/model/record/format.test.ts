import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readYaml } from '../../testing/texts.ts';
import { formatYaml } from './format.ts';

const signs = Array.from('?[]{},:#-&*!|>%@` \n\r\t"\'a');

it('writes any text so that it comes back as it was', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...signs), maxLength: 8 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const value = { title: text, tags: [text, { inner: text }], note: text };
      expect(readYaml(formatYaml(value))).toEqual(value);
    }),
    { numRuns: 10_000 },
  );
});
