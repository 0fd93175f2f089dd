import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { serveGitHub } from '../testing/github/serve.ts';
import { makeGitHub } from '../testing/github/state.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { testdir } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';

test('a check is recorded, shown, and late after an hour', async () => {
  const wrong: string[] = [];
  const state = makeGitHub({ clock: Date.parse('2026-01-14T08:30:00Z') });
  const { url, close } = await serveGitHub(state, { wrong });
  onTestFinished(close);
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_TOKEN: 'token',
  };
  const folder = testdir({ 'incidents/sitrep.yaml': 'organisation: {name: Test}\n' });
  const run = (...args: string[]) => sitrepWith(environment, folder, 'heartbeat', ...args);
  const never = await run('--at', '2026-01-14T08:30:00Z');
  expect([never.status, never.stdout]).toEqual([
    1,
    expect.stringContaining('SLA targets have never been checked'),
  ]);
  await run('--beat', '--at', '2026-01-14T08:30:00Z');
  state.clock += 10 * 60_000;
  // A second time there is a ref already.
  await run('--beat', '--at', '2026-01-14T08:40:00Z');
  const late = await run('--json', '--at', '2026-01-14T10:00:00Z');
  expect(late.status).toBe(1);
  const output = JSON.parse(late.stdout) as object;
  const schema = readFileSync(join(packageRoot, 'schemas/output/heartbeat.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
  expect(output).toMatchObject({ checked: '2026-01-14T08:40:00Z', late: true });
  const kept = openMemory(join(folder, 'incidents')).recall('heartbeat') ?? '';
  expect(JSON.parse(kept)).toMatchObject({ checked: '2026-01-14T08:40:00Z' });
  expect(wrong).toEqual([]);
});

test('fifty days without commits raise an alarm before GitHub stops schedules', async () => {
  const state = makeGitHub({ clock: Date.parse('2026-06-01T00:00:00Z') });
  const { url, close } = await serveGitHub(state);
  onTestFinished(close);
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_TOKEN: 'token',
  };
  const folder = testdir({ 'incidents/sitrep.yaml': 'organisation: {name: Test}\n' });
  const run = (...args: string[]) =>
    sitrepWith(environment, folder, 'heartbeat', ...args, '--at', '2026-06-01T00:00:00Z');
  expect((await run('--beat')).status).toBe(0);
  const { stdout, status } = await run();
  expect(stdout).toContain('GitHub stops the schedules of a public repository');
  expect(status).toBe(1);
});
