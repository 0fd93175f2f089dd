import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../scripts/edges/disk/package.ts';
import { testdir } from '../../scripts/testing/folder.ts';
import { serveSite } from '../serve.ts';
import { launchBrowser } from './browser.ts';

const pictures = join(packageRoot, 'site/public/handbook');

/** Returns the commands that the page tells its readers to paste. */
function readBlocks(page: string): string {
  const text = readFileSync(join(packageRoot, 'site/handbook', page), 'utf8');
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block).join('\n');
}

test('the first incident goes as its page says, and the pictures show the result', async () => {
  const folder = testdir();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(packageRoot, 'scripts/sitrep.js')}" "$@"\n`;
  writeFileSync(join(bin, 'sitrep'), command, { mode: 0o755 });
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', readBlocks('first-incident.md')], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      GIT_AUTHOR_NAME: 'Ada Example',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada Example',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    },
  });
  let told = '';
  shell.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const [status] = (await once(shell, 'close')) as [number | null];
  expect([status, told]).toEqual([0, expect.stringContaining('no errors')]);
  expect(told).toMatch(/Next SLA target due: .*: (?:Post a status update|Resolve)/);
  expect(told).toContain('folded into timeline.yaml');

  const serving = await serveSite({ folder: join(folder, 'shop/site'), port: 0 });
  onTestFinished(() => serving.close());
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.goto(serving.url);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
    'All services are operational',
  );
  const home = await page.screenshot();
  await page.getByRole('link', { name: 'Checkout answers slowly' }).first().click();
  const words = (await page.locator('main').textContent()) ?? '';
  for (const said of ['SEV1', 'rolled back', 'We know why', 'Ada Example'])
    expect(words).toContain(said);
  const incident = await page.screenshot();
  // The pictures show today's dates, so they are retaken only on request.
  if (process.env['SITREP_PICTURES'] !== undefined) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, 'first-incident-home.png'), home);
    writeFileSync(join(pictures, 'first-incident.png'), incident);
  }
  for (const name of ['first-incident-home', 'first-incident']) {
    const bytes = readFileSync(join(pictures, `${name}.png`));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeLessThan(150_000);
  }
});
