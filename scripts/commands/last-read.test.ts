import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { commitAll, git, gitdir, testdir, writeTree } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

/** Twelve hours after the incident began. */
const now = ['--at', '2026-01-10T20:00:00Z'];
const id = '2026-01-10-slow';
const folder = `incidents/2026/${id}`;
const timeline = `${folder}/timeline.yaml`;
const log = [
  '- {at: 2026-01-10T08:00:00Z, type: started, affects: {checkout: degraded}}',
  '- {at: 2026-01-10T08:05:00Z, type: detected}',
  '- {at: 2026-01-10T08:10:00Z, type: triaged, impact: high, urgency: high}',
  '',
].join('\n');
const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test, timezone: UTC}\nseverities: [{id: SEV2, name: Two}]\nmatrix: {high: {high: SEV2}}\nsla: [{effective: 2020-01-01T00:00:00Z, targets: {SEV2: {resolve: 24h}}}]\n',
  'incidents/catalog/teams/core.yaml': 'name: Core\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: core\n',
  'incidents/catalog/services/search.yaml': 'name: Search\ntier: 2\nteam: core\n',
  [`${folder}/incident.md`]:
    '---\ntitle: Buying fails\nsummary: Nobody can buy\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  [timeline]: log,
};
const broken = { [timeline]: `${log}- {at: [\n` };
const mark = `as of 2026-01-10 09:00, 2026/${id}/timeline.yaml cannot be read now`;

/** Makes a repository whose second commit breaks the timeline of a live incident. */
function breakRecord(): string {
  const root = gitdir(files, '2026-01-10T09:00:00Z');
  writeTree(root, broken);
  commitAll(root, '2026-01-10T10:00:00Z');
  return root;
}

async function readJson(root: string, name: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await sitrep(root, name, ...args, '--json', ...now);
  const value: unknown = JSON.parse(stdout);
  const path = join(packageRoot, `schemas/output/${name}.schema.json`);
  const validate = new Ajv2020().compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

const asOf = '2026-01-10T09:00:00Z';

describe('a live incident that can no longer be read', () => {
  it('stays open in every report, as of the commit in which it could be read', async () => {
    const root = breakRecord();
    const run = async (...args: string[]): Promise<string> =>
      (await sitrep(root, ...args, ...now)).stdout;
    for (const name of ['overview', 'list', 'sla']) {
      const text = await run(name);
      expect(text, name).toContain(mark);
      expect(text, name).toContain('SEV2');
    }
    expect(await run('overview')).toContain(
      'Services: Checkout: degraded (as of 2026-01-10 09:00)',
    );
  });

  it('is reported with that time to other programs', async () => {
    const root = breakRecord();
    const unread = [{ id, services: ['checkout'], as_of: asOf, from: '2026-01-10T08:00:00Z' }];
    expect(await readJson(root, 'overview')).toMatchObject({
      open: [{ id, severity: 'SEV2', as_of: asOf }],
      services: [{ id: 'checkout', state: 'degraded', as_of: asOf }],
      deadlines: [{ incident: id, key: 'resolve', as_of: asOf }],
      unread,
    });
    expect(await readJson(root, 'list')).toMatchObject({
      incidents: [{ id, status: 'open', as_of: asOf }],
      unread,
    });
    expect(await readJson(root, 'sla')).toMatchObject({
      clocks: [{ incident: id, key: 'resolve', state: 'running', as_of: asOf }],
      unread,
    });
  });

  it('stays open on the site', async () => {
    const root = breakRecord();
    const { status, stderr } = await sitrep(root, 'site', 'build', '--out', 'site', ...now);
    expect(status, stderr).toBe(0);
    const read = (page: string): string =>
      readFileSync(join(root, 'site', page, 'index.html'), 'utf8')
        .replaceAll(/<svg.*?<\/svg>|<[^>]*>/gs, ' ')
        .replaceAll(/\s+/g, ' ');
    const home = read('.');
    expect(home).toContain(
      `Checkout: degraded; the record of ${id} cannot be read and is shown as of 2026-01-10 09:00.`,
    );
    expect(home).toContain('degraded (as of 2026-01-10 09:00)');
    for (const page of ['.', `incidents/${id}`, 'incidents', 'sla', 'services/checkout']) {
      expect(read(page), page).toContain(mark);
    }
    // The page of the incident is made of the older files too.
    expect(read(`incidents/${id}`)).toContain('triaged');
  });

  it('is found behind later commits that leave it broken, and before an edit that is not committed', async () => {
    const root = breakRecord();
    writeTree(root, {
      [`${folder}/timeline/20260110T110000Z-note-1a2b.yaml`]:
        'at: 2026-01-10T11:00:00Z\ntype: note\nnote: Still slow\n',
    });
    commitAll(root, '2026-01-10T11:00:00Z');
    expect((await sitrep(root, 'list', ...now)).stdout).toContain(mark);
    const clean = gitdir(files, '2026-01-10T09:00:00Z');
    writeTree(clean, broken);
    expect((await sitrep(clean, 'list', ...now)).stdout).toContain(mark);
  });

  it('skips commits in which another of its files is broken', async () => {
    const root = breakRecord();
    writeTree(root, { [timeline]: log, [`${folder}/incident.md`]: '---\n: [\n---\n' });
    commitAll(root, '2026-01-10T11:00:00Z');
    expect((await sitrep(root, 'list', ...now)).stdout).toContain(
      `as of 2026-01-10 09:00, 2026/${id}/incident.md cannot be read now`,
    );
  });

  it('is read from its files again once they are mended, whatever is cached', async () => {
    const root = breakRecord();
    await sitrep(root, 'list', ...now);
    await sitrep(root, 'site', 'build', '--out', 'site', ...now);
    writeTree(root, { [timeline]: log });
    commitAll(root, '2026-01-10T11:00:00Z');
    const { stdout } = await sitrep(root, 'list', ...now);
    expect(stdout).toContain('Buying fails');
    expect(stdout).not.toContain('as of');
    await sitrep(root, 'site', 'build', '--out', 'site', ...now);
    const page = readFileSync(join(root, `site/incidents/${id}/index.html`), 'utf8');
    expect(page).not.toContain('cannot be read now');
    writeTree(root, broken);
    expect((await sitrep(root, 'validate', ...now)).status).toBe(1);
    expect((await sitrep(root, 'list', ...now)).stdout).toContain('as of 2026-01-10 11:00');
  });

  it('takes no entry while its files cannot be read', async () => {
    const root = breakRecord();
    const { status, stderr } = await sitrep(root, 'ack', id, ...now);
    expect(status).toBe(2);
    expect(stderr).toContain(`Cannot read 2026/${id}/timeline.yaml`);
    expect(git(root, ['status', '--porcelain'])).toBe('');
  });
});

describe('a live incident that could never be read', () => {
  const never = { ...files, ...broken };
  it.each([
    ['without a repository', () => testdir(never)],
    ['from its first commit', () => gitdir(never, '2026-01-10T09:00:00Z')],
  ])('is unknown, and so are its SLA clocks: %s', async (_, make) => {
    const root = make();
    const { stdout } = await sitrep(root, ...now);
    expect(stdout).toContain(`Unknown: the record of ${id} cannot be read.`);
    expect(stdout).toContain('Services: Checkout: unknown\n');
    expect((await sitrep(root, 'list', ...now)).stdout).toBe('');
    const sla = await sitrep(root, 'sla', ...now);
    expect(sla.stdout).toContain(`cannot be evaluated: 2026/${id}/timeline.yaml cannot be read`);
    expect(sla.status).toBe(1);
    expect(await readJson(root, 'sla')).toMatchObject({
      clocks: [
        {
          incident: id,
          key: 'record',
          state: 'unknown',
          reason: `cannot be evaluated: 2026/${id}/timeline.yaml cannot be read`,
        },
      ],
      unread: [{ id, services: ['checkout'], from: '2026-01-10T08:00:00Z' }],
    });
  });
});
