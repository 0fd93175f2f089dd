import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { architecturePath, renderArchitecture } from './architecture.ts';
import { arrows, findRoom, listFolders, readPurpose } from './house.ts';

interface Cruise {
  modules: { source: string; dependencies: { resolved: string }[] }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Reads the imports of the whole checkout, and those that break a rule. */
function readImports(): Cruise {
  const program = join(packageRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const words = [program, 'scripts', 'site', '--output-type', 'json'];
  const options = { cwd: packageRoot, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  try {
    return JSON.parse(execFileSync(process.execPath, words, options)) as Cruise;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as Cruise;
  }
}

const imports = readImports();

test('no import breaks a rule, and no files import each other in a circle, types included', () => {
  const broken = imports.summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
  );
  expect(broken).toEqual([]);
});

test('every arrow that is allowed is used', () => {
  const used = new Set<string>();
  for (const { source, dependencies } of imports.modules) {
    if (source.endsWith('.test.ts')) continue;
    for (const { resolved } of dependencies) {
      used.add(`${findRoom(source) ?? source} → ${findRoom(resolved) ?? resolved}`);
    }
  }
  // The tool does not read markup; eslint checks its one arrow.
  used.add('site/src → scripts/outputs/pages');
  const dead = Object.entries(arrows).flatMap(([room, targets]) =>
    targets.map((target) => `${room} → ${target}`).filter((arrow) => !used.has(arrow)),
  );
  expect(dead).toEqual([]);
});

test('every folder opens with a sentence that says what it is for', () => {
  expect(listFolders().filter((folder) => readPurpose(folder) === undefined)).toEqual([]);
});

test('the page about the architecture draws these arrows', async () => {
  const page = readFileSync(architecturePath, 'utf8');
  expect(await renderArchitecture(page)).toBe(page);
});
