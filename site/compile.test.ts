import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import { keepSlotsYoung } from './compile.ts';

const file = join(packageRoot, 'node_modules/astro/dist/runtime/server/render/astro/instance.js');

test('no function of a slot is assigned to a property in the Astro that is installed', () => {
  const code = readFileSync(file, 'utf8');
  const assigned = /\.\w+(?:\[\w+\])? = (?:\([^()]*\) =>|function)/;
  expect(code).toMatch(assigned);
  expect(keepSlotsYoung(code, file)).not.toMatch(assigned);
});

test('an Astro that stores slots otherwise is noticed, and nothing else is touched', () => {
  expect(() => keepSlotsYoung('this.slots = slots;', file)).toThrow(/otherwise/);
  expect(keepSlotsYoung('this.slots = slots;', '/x/y.js')).toBeUndefined();
});
