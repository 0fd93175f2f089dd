import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../scripts/edges/disk/package.ts';
import { attacks, wrappings } from './attacks.ts';
import { renderPlain } from './plain.ts';
import { renderTree } from './render.ts';

const addresses = { link: () => undefined, image: () => undefined };
const pieces = [
  ...['word', 'It’s "quoted", isn\'t it?', 'a > b', '# A', '### B', '###### C', '#', 'Setext'],
  ...['===', '---', '- one', '* two', '+ three', '1. four', '7) five', '> said', '>', '***'],
  ...['*emphasis*', '__strong__', 'snake_case_name', '  two spaces', '    code', '\tcode', 'end  '],
  ...['a:b', 'www', '- [ ] task', 'é – 中文 😀', '\r', ' ', '\u00a0', '- - nested', '1986\\. A'],
];
const text = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('\n', '\n\n', ' ', '\n  ')))
  .map((parts) => parts.flat().join(''));

/** Reports whether prose is rendered as through a tree; undefined for a text that is more than prose. */
function isSame(written: string, headingLevel = 2): boolean | undefined {
  const plain = renderPlain(written, headingLevel);
  return plain === undefined
    ? undefined
    : plain === renderTree(written, { addresses, headingLevel }).trimEnd();
}

test('prose is rendered as through a tree', () => {
  let plain = 0;
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 6 }), (written, level) => {
      const same = isSame(written, level);
      if (same !== undefined) plain++;
      return same !== false;
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(1_000);
});

test('so are the texts of the worked example, most of which are prose', () => {
  const folder = join(packageRoot, 'incidents');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => readFileSync(join(folder, path), 'utf8').split(/^---$/m).slice(2));
  const verdicts = texts.map((written) => isSame(written));
  expect(verdicts).not.toContain(false);
  expect(verdicts.filter((same) => same === true).length).toBeGreaterThan(texts.length / 3);
});

test('no attack is rendered differently as prose', () => {
  for (const attack of attacks) {
    for (const wrap of Object.values(wrappings))
      expect(isSame(wrap(attack)), wrap(attack)).not.toBe(false);
  }
});
