import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitAll, gitdir, testdir, writeTree } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const base = {
  'sitrep.yaml': 'organisation: {name: Example}\n',
  'catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada Example}]\n',
  'catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
};

/** An incident that is detected and resolved at two times of March 2026, such as `10T00:00`. */
function write(id: string, detected: string, resolved: string): Record<string, string> {
  const folder = `2026/${id}`;
  return {
    [`${folder}/incident.md`]:
      '---\ntitle: Slow\nsummary: Slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
    [`${folder}/timeline.yaml`]: [
      `- { at: 2026-03-${detected}:00Z, type: detected, affects: none }`,
      `- { at: 2026-03-${resolved}:00Z, type: resolved, resolution: fixed, id: end }`,
      '',
    ].join('\n'),
  };
}

const a = '2026-03-10-a';
const b = '2026-03-20-b';

function append(root: string, id: string, line: string): void {
  const path = `2026/${id}/timeline.yaml`;
  writeTree(root, { [path]: `${readFileSync(join(root, path), 'utf8')}${line}\n` });
}

/** A history of records: what was corrected, merged and filed late is in commits of its own. */
function setUpHistory(): string {
  const root = gitdir({ ...base, ...write(a, '10T00:00', '10T02:00') }, '2026-03-10T03:00:00Z');
  writeTree(root, write(b, '20T00:00', '20T04:00'));
  commitAll(root, '2026-03-20T05:00:00Z');
  // On 5 April somebody corrects the end of A: it lasted 50 hours.
  append(
    root,
    a,
    '- { at: 2026-03-12T02:00:00Z, type: resolved, resolution: fixed, supersedes: end }',
  );
  commitAll(root, '2026-04-05T00:00:00Z');
  // On 6 April B turns out to be the same incident, and on 7 April a third one is filed late.
  append(root, b, `- { at: 2026-03-20T01:00:00Z, type: merged, into: ${a}, supersedes: end }`);
  commitAll(root, '2026-04-06T00:00:00Z');
  writeTree(root, write('2026-03-30-c', '30T00:00', '30T01:00'));
  commitAll(root, '2026-04-07T00:00:00Z');
  return root;
}

it('gives each figure as it was known, whatever was recorded since', async () => {
  const root = setUpHistory();
  const measure = async (...args: string[]): Promise<unknown> => {
    const options = ['--period', '2026-03', '--json', '--root', root, ...args];
    const { stdout } = await sitrep(root, 'kpi', 'explain', 'mttr', ...options);
    const { n, excluded, mean = 0 } = JSON.parse(stdout) as Record<string, number>;
    return [n, excluded, mean / 3600];
  };
  // Worked out by hand: 2 h and 4 h; 50 h and 4 h; 50 h alone; 50 h and 1 h; 2 h alone.
  expect(await measure('--known-at', '2026-04-01T00:00:00Z')).toEqual([2, 0, 3]);
  expect(await measure('--known-at', '2026-04-05T12:00:00Z')).toEqual([2, 0, 27]);
  expect(await measure('--known-at', '2026-04-06T12:00:00Z')).toEqual([1, 1, 50]);
  expect(await measure('--known-at', '2026-04-07T12:00:00Z')).toEqual([2, 1, 25.5]);
  expect(await measure()).toEqual([2, 1, 25.5]);
  expect(await measure('--known-at', '2026-03-15T00:00:00Z')).toEqual([1, 0, 2]);
});

it('shows a timeline as it was known, and names the commit of a figure', async () => {
  const root = setUpHistory();
  const known = ['--root', root, '--known-at', '2026-04-01T00:00:00Z'];
  expect((await sitrep(root, 'show', a, '--root', root)).stdout).toContain('2026-03-12');
  expect((await sitrep(root, 'show', a, ...known)).stdout).not.toContain('2026-03-12');
  const { stdout } = await sitrep(root, 'kpi', 'explain', 'mttr', ...known);
  expect(stdout).toMatch(/Computed from [0-9a-f]{40}\./);
  const early = await sitrep(root, 'list', '--root', root, '--known-at', '2026-01-01T00:00:00Z');
  expect([early.status, early.stderr]).toEqual([
    2,
    expect.stringContaining('Nothing was recorded by 2026-01-01T00:00:00Z.'),
  ]);
});

it('does not take a commit without a data root for one without incidents', async () => {
  const repository = gitdir({ 'notes.txt': 'x' }, '2026-03-01T00:00:00Z');
  writeTree(join(repository, 'records'), base);
  commitAll(repository, '2026-04-01T00:00:00Z');
  const root = join(repository, 'records');
  const list = (at: string) => sitrep(root, 'list', '--root', root, '--known-at', at);
  expect((await list('2026-04-02T00:00:00Z')).status).toBe(0);
  const early = await list('2026-03-02T00:00:00Z');
  expect([early.status, early.stderr]).toEqual([
    2,
    expect.stringContaining('Nothing was recorded by 2026-03-02T00:00:00Z.'),
  ]);
});

it('explains that only Git knows what was known', async () => {
  const root = testdir(base);
  const args = ['--root', root, '--known-at', '2026-04-01T00:00:00Z'];
  const { status, stderr } = await sitrep(root, 'list', ...args);
  expect(status).toBe(2);
  expect(stderr).toContain('Cannot tell what was known: the data root is not in a Git repository');
});

it('leaves out what happened after --at, in every answer', async () => {
  const root = testdir({
    ...base,
    ...write(a, '10T00:00', '10T02:00'),
    ...write(b, '20T00:00', '20T04:00'),
  });
  const list = async (at: string): Promise<unknown> => {
    const { stdout } = await sitrep(root, 'list', '--at', at, '--json', '--root', root);
    const { incidents } = JSON.parse(stdout) as { incidents: { id: string; status: string }[] };
    return incidents.map(({ id, status }) => [id, status]);
  };
  expect(await list('2026-03-10T01:00:00Z')).toEqual([[a, 'open']]);
  expect(await list('2026-03-10T02:00:00Z')).toEqual([[a, 'resolved']]);
  expect(await list('2026-03-20T03:59:00Z')).toEqual([
    [b, 'open'],
    [a, 'resolved'],
  ]);
  const at = ['--at', '2026-03-10T01:00:00Z', '--root', root];
  expect((await sitrep(root, 'show', a, ...at)).stdout).not.toContain('resolved');
  const { stdout } = await sitrep(root, 'kpi', '--json', ...at);
  const { kpis } = JSON.parse(stdout) as { kpis: { name: string; n: number; missing: number }[] };
  expect(kpis.find(({ name }) => name === 'mttr')).toMatchObject({ n: 0, missing: 1 });
});
