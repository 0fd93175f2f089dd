/** The checkout needs nothing that lies around it, and names nothing there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';

/** Tests and pages of examples, whose texts may climb out of an invented data root. */
const isExample = /\.test\.ts$|^scripts\/model\/rules\/.*\.md$/;

/** Absolute paths of folders in which people and machines keep their work. */
const absolute = /(?<![\w.~:/\\*)}$-])\/(?:home|mnt|root|Users|work|workspace)\/[\w.-]+/g;
const climbing = /(?<![\w./\\])((?:\.\.\/)+)[\w*.-][\w*./-]*/g;
const joined = /packageRoot,\s*['"`][^'"`\n]*(?<![^/'"`])\.\.(?:\/[^'"`\n]*)?['"`]/g;

/** Lists the paths in a file that lead out of the tree, given the file's own path in it. */
function listOutsidePaths(path: string, text: string): string[] {
  // What runs in the shell runs at the top.
  const isAtTop = path.startsWith('.ci/') || path.startsWith('.github/workflows/');
  const depth = isAtTop ? 0 : path.split('/').length - 1;
  const climbs = isExample.test(path)
    ? []
    : [...text.matchAll(climbing)].filter(([, up = '']) => up.length / '../'.length > depth);
  return [...climbs, ...text.matchAll(joined), ...text.matchAll(absolute)].map(([found]) => found);
}

test('no file names a path outside the tree', () => {
  const options = { cwd: packageRoot, encoding: 'utf8' } as const;
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], options);
  const files = listed.trim().split('\n');
  expect(files).toContain('.ci/run');
  const found = files
    .filter((path) => existsSync(join(packageRoot, path)))
    .flatMap((path) =>
      listOutsidePaths(path, readFileSync(join(packageRoot, path), 'utf8')).map(
        (outside) => `${path}: ${outside}`,
      ),
    );
  expect(found).toEqual([]);
});

// In parts, lest this file names them itself.
const up = '..';
const home = ['', 'home', 'ada'].join('/');

test.each([
  ['README.md', `beside the checkout (\`${up}/data/webhooks\`)`, `${up}/data/webhooks`],
  ['.ci/run', `for folder in ${up}/*/data; do`, `${up}/*/data`],
  ['.github/workflows/x.yml', `run: cat ${up}/x.json`, `${up}/x.json`],
  ['scripts/rules/x.ts', `import x from '${up}/${up}/${up}/x.ts';`, `${up}/${up}/${up}/x.ts`],
  ['scripts/rules/x.test.ts', `join(packageRoot, '${up}/x')`, `packageRoot, '${up}/x'`],
  ['scripts/rules/x.test.ts', `join(packageRoot, '${up}')`, `packageRoot, '${up}'`],
  ['scripts/rules/x.test.ts', `'${home}/x.json'`, home],
])('a path outside is found in %s: %s', (path, text, found) => {
  expect(listOutsidePaths(path, text)).toEqual([found]);
});

test.each([
  ['scripts/rules/x.ts', `import { x } from '${up}/package.ts';`],
  ['scripts/rules/x.test.ts', `'[a](${up}/${up}/${up}/x.md)'`],
  ['scripts/rules/x.ts', "join(packageRoot, 'node_modules/x')"],
  ['README.md', '/homepage/x, https://example.com/home/x'],
])('a path inside is left alone in %s: %s', (path, text) => {
  expect(listOutsidePaths(path, text)).toEqual([]);
});
