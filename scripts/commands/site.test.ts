import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { now, records } from '../../site/e2e/records.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { sitrep, testdir, writeTree } from '../testing/folder.ts';

function setUp(): string {
  const folder = testdir();
  writeTree(join(folder, 'incidents'), records);
  return folder;
}

/** Starts a command that goes on, and waits for the address it prints. */
async function start(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(packageRoot, 'scripts/sitrep.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: first.toString().trim(), told: () => told };
}

describe('sitrep site build', () => {
  it('writes the site, prints its folder, and keeps unchanged pages', async () => {
    const folder = setUp();
    const at = new Date(now).toISOString();
    const first = await sitrep(folder, 'site', 'build', '--at', at);
    expect(first).toMatchObject({ status: 0, stdout: `${join(folder, '.sitrep/site')}\n` });
    expect(first.stderr).toMatch(/^\d+ pages written, 0 kept/);
    expect(first.stderr).toContain('1 file was left out.');
    expect(existsSync(join(folder, '.sitrep/site/incidents/2026-01-14-slow/index.html'))).toBe(
      true,
    );
    const second = await sitrep(folder, 'site', 'build', '--at', at, '--json');
    const { written, kept, left_out } = JSON.parse(second.stdout) as Record<string, number>;
    expect(left_out).toBe(1);
    expect(kept).toBeGreaterThan(Number(written));
  });

  it('rejects invalid requests with one sentence and status 2', async () => {
    const folder = setUp();
    writeTree(folder, { 'thesis/chapter.txt': 'x' });
    for (const [args, message] of [
      [['--edition', 'public'], 'The public edition cannot be built yet.'],
      [['--edition', 'secret'], 'There is no edition secret.'],
      [['--out', 'thesis'], 'It holds files that no build of a site wrote.'],
      [['--root', 'none'], 'There is no folder'],
      [['--base', '/a/../b'], 'Cannot read `/a/../b` as a path.'],
    ] as const) {
      const ran = await sitrep(folder, 'site', 'build', ...args);
      expect(ran.stderr).toContain(message);
      expect(ran).toMatchObject({ status: 2, stdout: '' });
    }
    expect(readFileSync(join(folder, 'thesis/chapter.txt'), 'utf8')).toBe('x');
  });
});

describe('sitrep site serve', () => {
  it('needs a site', async () => {
    const ran = await sitrep(setUp(), 'site', 'serve');
    expect(ran).toMatchObject({ status: 2, stdout: '' });
    expect(ran.stderr).toContain('Build it first: sitrep site build');
  });

  it('serves it until it is stopped', async () => {
    const folder = setUp();
    await sitrep(folder, 'site', 'build', '--quiet');
    const { child, url } = await start(folder, 'site', 'serve', '--port', '0');
    const response = await fetch(`${url}incidents/2026-01-14-slow/`);
    expect(response.status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});

describe('sitrep site dev', () => {
  it('rebuilds when a record changes', async () => {
    const folder = setUp();
    const { child, url, told } = await start(folder, 'site', 'dev', '--port', '0');
    const page = `${url}incidents/2026-01-14-slow/`;
    appendFileSync(join(folder, 'incidents/2026/2026-01-14-slow/incident.md'), '\nMore to come.\n');
    await expect
      .poll(async () => (await fetch(page)).text(), { timeout: 120_000 })
      .toContain('More to come.');
    await expect.poll(told, { timeout: 120_000 }).toContain('Rebuilt: ');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
