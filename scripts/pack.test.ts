/** The package as others get it: packed, installed where there is nothing but records, and run there. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from './package.ts';
import { testdir } from './testdir.ts';

const packed = ['package.json', 'README.md', 'LICENSE', 'tsconfig.json', 'tsconfig.build.json'];

/** Packs a copy of the checkout, since packing writes `dist/` for a moment, and others run here. */
function pack(): { folder: string; tarball: string } {
  const folder = testdir();
  for (const name of [...packed, 'schemas', 'scripts', 'site'])
    cpSync(join(packageRoot, name), join(folder, name), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  run(folder, 'npm', 'pack', '--silent');
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none';
  return { folder, tarball: join(folder, tarball) };
}

function run(folder: string, command: string, ...args: string[]): string {
  // npm hands its settings down to what it runs, and this is meant to be a project of its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_(?!config_(?:cache|registry))|INIT_CWD)/i.test(name),
    ),
  );
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', env, stdio: 'pipe' });
}

test('the packed package checks records and builds their site, far from its checkout', () => {
  const { folder, tarball } = pack();
  expect(existsSync(join(folder, 'dist')), 'packing leaves dist/ behind').toBe(false);

  const home = testdir();
  cpSync(join(packageRoot, 'incidents'), join(home, 'incidents'), {
    recursive: true,
  });
  run(home, 'npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', tarball);
  const installed = join(home, 'node_modules/sitrep');
  expect(readdirSync(installed).sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist',
    'package.json',
    'schemas',
    'scripts',
    'site',
  ]);
  expect(existsSync(join(home, 'node_modules/astro')), 'the pages come compiled').toBe(false);
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files.filter((path) => /[.]test[.]|e2e|bench|testdir|[.]sample/.test(path))).toEqual([]);

  // Late enough for the newest entry of the worked example.
  const command = ['validate', '--at', '2026-12-01T12:00:00Z', '--json'];
  const found = run(home, 'npx', 'sitrep', ...command);
  expect(found).toBe(run(home, 'node', join(packageRoot, 'scripts/sitrep.js'), ...command));
  expect(JSON.parse(found)).toMatchObject({ errors: 0 });

  const out = join(home, 'out');
  expect(run(home, 'npx', 'sitrep', 'site', 'build', '--out', 'out')).toBe(`${out}\n`);
  const pages = readdirSync(out, { recursive: true, encoding: 'utf8' });
  for (const id of readdirSync(join(home, 'incidents/2026')))
    expect(pages).toContain(`incidents/${id}/index.html`);
  expect(pages).toContain('handbook/rule-chronology/index.html');

  const print = "import('sitrep/pages').then((pages) => console.log(Object.keys(pages).join()))";
  expect(run(home, 'node', '--eval', print)).toContain('formatInstant');
});
