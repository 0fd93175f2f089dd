/** Installs the package as users get it, in a folder of records, and runs it there. */
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { runOnNode20, runOutside } from './npm.ts';
import { commitAll, git, testdir } from './folder.ts';
import { readVersion } from '../session/version.ts';

/** Packs a copy of the checkout, because packing writes `dist/` while other tests run. */
function pack(): string {
  const folder = copyTree();
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  runOutside(folder, 'npm', 'pack', '--silent');
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none';
  expect(existsSync(join(folder, 'dist')), 'packing leaves dist/ behind').toBe(false);
  // The script that npm runs after an install in a checkout.
  runOutside(folder, 'npm', 'run', 'prepare');
  expect(existsSync(join(folder, 'dist')), 'a checkout is built').toBe(false);
  return join(folder, tarball);
}

/** Makes a repository of the current tree for npm to clone. */
function commitTree(): string {
  const folder = copyTree();
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  commitAll(folder);
  return `git+${pathToFileURL(folder).href}`;
}

/** Copies the tree, including uncommitted changes. */
function copyTree(): string {
  const folder = testdir();
  const listed = git(packageRoot, ['ls-files', '-co', '--exclude-standard']).trim().split('\n');
  for (const path of listed)
    if (existsSync(join(packageRoot, path))) cpSync(join(packageRoot, path), join(folder, path));
  return folder;
}

/** Makes a project with the records of the example. */
function makeProject(): string {
  const home = testdir();
  cpSync(join(packageRoot, 'incidents'), join(home, 'incidents'), { recursive: true });
  return home;
}

const flags = ['--save-dev', '--prefer-offline', '--no-audit', '--no-fund'];

test.each([
  ['its tarball', pack, ['--ignore-scripts']],
  // npm installs what the build needs into a clone of its own, and builds there.
  ['Git', commitTree, []],
])(
  'the package from %s checks records and builds their site, far from its checkout',
  (_, getSpec, more) => {
    const home = makeProject();
    runOutside(home, 'npm', 'install', ...flags, ...more, getSpec());
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
    const found = runOutside(home, 'npx', 'sitrep', ...command);
    const source = join(packageRoot, 'scripts/sitrep.js');
    expect(found).toBe(runOutside(home, 'node', source, ...command));
    expect(JSON.parse(found)).toMatchObject({ errors: 0 });

    const out = join(home, 'out');
    expect(runOutside(home, 'npx', 'sitrep', 'site', 'build', '--out', 'out')).toBe(`${out}\n`);
    const pages = readdirSync(out, { recursive: true, encoding: 'utf8' });
    for (const id of readdirSync(join(home, 'incidents/2026')))
      expect(pages).toContain(`incidents/${id}/index.html`);
    expect(pages).toContain('handbook/rule-chronology/index.html');

    const print = "import('sitrep/pages').then((pages) => console.log(Object.keys(pages).join()))";
    expect(runOutside(home, 'node', '--eval', print)).toContain('formatInstant');

    // What the command prints there, and what the handbook says.
    const refused = runOnNode20(home, 'node_modules/.bin/sitrep --version').stderr;
    const [, remedy = 'none'] = /^ +(npx .*) …$/m.exec(refused) ?? [];
    const page = readFileSync(join(packageRoot, 'site/handbook/first-steps.md'), 'utf8');
    const [, documented = 'none'] = /`(npx --yes .*) …`/.exec(page) ?? [];
    for (const line of [remedy, documented])
      expect(runOnNode20(home, `${line} --version`)).toMatchObject({
        status: 0,
        stdout: `${readVersion()}\n`,
      });
  },
  // A minute of work, which takes many on a machine that does much else.
  1_800_000,
);

test('on Node.js 20 an install from Git says how it works', () => {
  const refused = runOnNode20(makeProject(), 'node ' + join(packageRoot, 'scripts/prepare.js'));
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toContain('npx --yes -p node@24 npm install …');
});
