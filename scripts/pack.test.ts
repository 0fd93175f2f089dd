/** The package as others get it: packed, installed where there is nothing but records, and run there. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from './package.ts';
import { testdir } from './testdir.ts';

const packed = ['package.json', 'LICENSE', 'tsconfig.json', 'tsconfig.build.json'];

/** Packs a copy of the checkout, since packing writes `dist/` for a moment, and others run here. */
function pack(): { folder: string; tarball: string } {
  const folder = testdir();
  for (const name of [...packed, 'schemas', 'scripts', 'site'])
    cpSync(join(packageRoot, name), join(folder, name), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  npm(folder, 'pack', '--silent');
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none';
  return { folder, tarball: join(folder, tarball) };
}

function npm(folder: string, ...args: string[]): string {
  return run(folder, 'npm', ...args);
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
  cpSync(join(packageRoot, 'incidents'), join(home, 'incidents'), { recursive: true });
  npm(home, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball);
  const installed = join(home, 'node_modules/sitrep');
  expect(readdirSync(installed).sort()).toEqual([
    'LICENSE',
    'dist',
    'package.json',
    'schemas',
    'scripts',
    'site',
    'tsconfig.json',
  ]);
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files.filter((path) => /\.test\.|e2e|bench|testdir/.test(path))).toEqual([]);

  expect(run(home, 'npx', 'sitrep', 'validate')).toMatch(/^\d+ files/m);
  expect(run(home, 'npx', 'sitrep', 'site', 'build', '--out', 'out')).toBe(
    `${join(home, 'out')}\n`,
  );
  const pages = readdirSync(join(home, 'out'), { recursive: true, encoding: 'utf8' });
  for (const { name } of readdirSync(join(home, 'incidents/2026'), { withFileTypes: true }))
    expect(pages).toContain(`incidents/${name}/index.html`);
  expect(pages).toContain('handbook/rules/chronology/index.html');

  const names = "import('sitrep/pages').then((pages) => console.log(Object.keys(pages).join()))";
  expect(run(home, 'node', '--eval', names)).toContain('formatInstant');
});
