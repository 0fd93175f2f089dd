/** Runs on Node.js 20 the remedies that messages name for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { runOnNode20 } from './npm.ts';
import { readVersion } from '../session/version.ts';

const scripts = join(packageRoot, 'scripts');

describe('on Node.js 20', () => {
  test.each([
    ['at the top of the checkout', packageRoot],
    ['in one of its folders', scripts],
  ])('the command names a working way to run it, %s', (_, folder) => {
    const script = folder === scripts ? 'sitrep.js' : 'scripts/sitrep.js';
    const refused = runOnNode20(folder, `node ${script} --version`);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^sitrep: needs Node\.js 22\.12 or newer; this is 20\./);
    const [, remedy = 'none'] = /^ +(npx .*) …$/m.exec(refused.stderr) ?? [];
    expect(runOnNode20(folder, `${remedy} --version`)).toMatchObject({
      status: 0,
      stdout: `${readVersion()}\n`,
    });
  });

  test('the command in the README for a checkout works', () => {
    const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
    const [, documented = 'none'] = /`(npx --yes -p node@24 .*sitrep\S*) …`/.exec(readme) ?? [];
    expect(runOnNode20(packageRoot, `${documented} --version`)).toMatchObject({
      status: 0,
      stdout: `${readVersion()}\n`,
    });
  });
});
