import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../scripts/edges/disk/package.ts';
import { keepSlotsYoung } from './compile.ts';

const file = join(packageRoot, 'node_modules/astro/dist/runtime/server/render/astro/instance.js');

test('the installed version of Astro is patched so that slots are freed with their page', () => {
  const code = readFileSync(file, 'utf8');
  const assigned = /\.\w+(?:\[\w+\])? = (?:\([^()]*\) =>|function)/;
  expect(code).toMatch(assigned);
  expect(keepSlotsYoung(code, file)).not.toMatch(assigned);
});

test('an unknown way of storing slots throws, and other files are not changed', () => {
  expect(() => keepSlotsYoung('this.slots = slots;', file)).toThrow(/no longer stores slots/);
  expect(keepSlotsYoung('this.slots = slots;', '/x/y.js')).toBeUndefined();
});
