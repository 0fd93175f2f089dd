import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packageRoot } from './package.ts';
import { testdir } from '../../testing/folder.ts';
import { openMemoryIn } from './memory.ts';
import { kindOf } from '../../model/record/kind.ts';
import { parseYaml } from '../../model/record/parse.ts';
import { splitFrontMatter } from '../../model/record/split.ts';
import { hasShape, listErrors, loadChecks, type Shape } from './validators.ts';

/** Every record of the worked example, by shape. */
function* readExamples(): Generator<{ shape: Shape; value: unknown }> {
  const root = join(packageRoot, 'incidents');
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const kind = kindOf(path)?.kind;
    if (!kind) continue;
    const text = readFileSync(join(root, path), 'utf8');
    const split = path.endsWith('.md') ? splitFrontMatter(text) : { yaml: text };
    const parsed = 'yaml' in split ? parseYaml(split.yaml) : split;
    if (!('value' in parsed)) continue;
    const { value } = parsed;
    const shape = kind !== 'fragment' ? kind : Array.isArray(value) ? 'timeline' : 'entry';
    yield { shape, value };
  }
}

/** Every place in a value, as the object that holds it and its key there. */
function* listPlaces(value: unknown): Generator<[Record<string, unknown>, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [value as Record<string, unknown>, key];
    yield* listPlaces(inner);
  }
}

const examples = [...readExamples()];

test('what has the shape has no errors, and what has not has some', () => {
  expect(examples.length).toBeGreaterThan(80);
  for (const { shape, value } of examples) expect(hasShape(shape, value), shape).toBe(true);
  let broken = 0;
  const seldom = fc.record({
    example: fc.constantFrom(...examples),
    where: fc.nat(),
    put: fc.jsonValue({ maxDepth: 1 }),
    key: fc.constantFrom('', 'at', 'status', 'x'),
  });
  fc.assert(
    fc.property(seldom, ({ example, where, put, key }) => {
      const value = structuredClone(example.value);
      const places = [...listPlaces(value)];
      const [holder, name] = places[where % places.length] ?? [];
      if (holder && name !== undefined) holder[key || name] = put;
      const right = hasShape(example.shape, value);
      expect(right).toBe(listErrors(example.shape, value).length === 0);
      if (!right) broken++;
    }),
    { numRuns: 2000 },
  );
  expect(broken).toBeGreaterThan(500);
});

test('checks are kept, and what is kept is run only where it is whole and of these schemas', () => {
  const folder = testdir();
  const memory = openMemoryIn(folder);
  const fresh = loadChecks(memory);
  const file = join(folder, 'validators');
  const whole = readFileSync(file, 'utf8');
  const again = loadChecks(memory);
  for (const { shape, value } of examples) {
    expect(fresh[shape](value)).toBe(true);
    expect(again[shape](value)).toBe(true);
    expect(again[shape]({ ...(value as object), nothing: 1 })).toBe(
      fresh[shape]({ ...(value as object), nothing: 1 }),
    );
  }
  expect(readFileSync(file, 'utf8')).toBe(whole);

  const trap = 'throw new Error("It ran.");\n';
  writeFileSync(file, trap + whole);
  expect(loadChecks(memory).team({})).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe(whole);

  memory.keep('validators', `// ${'0'.repeat(40)}\n${trap}`);
  expect(loadChecks(memory).team({})).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe(whole);
});
