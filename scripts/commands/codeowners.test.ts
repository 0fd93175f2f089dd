import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { gitdir, testdir, writeTree, sitrep as startSitrep } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test}\nsite: {repository: "https://github.com/northwind-rail/incidents"}\n' +
    'reviews: {SEV1: {approvals: 2, from: [web, hkramer]}, default: {approvals: 1}}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\ngithub: web-shop\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/teams/ops.yaml':
    'name: Ops\nmembers: [{handle: hkramer, name: H}, {handle: tosei, name: T}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/runbooks/restart.md':
    '---\ntitle: Restart\nservices: [checkout]\nowner: ops\nreviewed: 2026-01-10\nreview_every: 180d\n---\n1. Restart it.\n',
};

it('writes owners, keeps other lines, and reports when the file is out of date', async () => {
  const folder = gitdir(files);
  const read = (): string => readFileSync(join(folder, '.github/CODEOWNERS'), 'utf8');
  const missing = await startSitrep(folder, 'codeowners', '--check');
  expect([missing.status, missing.stdout]).toEqual([1, expect.stringContaining('+# sitrep:begin')]);
  expect((await sitrep(folder, 'codeowners')).status).toBe(0);
  const lines = read().split('\n');
  expect(lines.slice(1, -2)).toEqual([
    '/incidents/sitrep.yaml @northwind-rail/web-shop @hkramer',
    '/incidents/catalog/teams/ops.yaml @hkramer @tosei',
    '/incidents/catalog/teams/web.yaml @northwind-rail/web-shop',
    '/incidents/catalog/services/checkout.yaml @northwind-rail/web-shop',
    '/incidents/runbooks/restart.md @hkramer @tosei',
    '/incidents/*/*/postmortem.md @northwind-rail/web-shop @hkramer',
  ]);
  writeTree(folder, {
    '.github/CODEOWNERS': `* @everybody\r\n${read()}/docs @ada\n`,
    'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: ops\n',
  });
  const stale = await sitrep(folder, 'codeowners', '--check');
  expect(stale.status).toBe(1);
  expect(stale.stdout).toContain('+/incidents/catalog/services/checkout.yaml @hkramer @tosei');
  const written = await sitrep(folder, 'codeowners', '--json');
  const schema = readFileSync(join(packageRoot, 'schemas/output/codeowners.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(JSON.parse(written.stdout)), JSON.stringify(validate.errors)).toBe(true);
  expect(read()).toMatch(/^\* @everybody\r\n# sitrep:begin[^]*# sitrep:end\n\/docs @ada\n$/);
  expect((await sitrep(folder, 'codeowners', '--check')).status).toBe(0);
});

it('uses a file in another folder, and says that it needs a repository', async () => {
  const folder = gitdir({ ...files, CODEOWNERS: '* @ada\n' });
  expect((await sitrep(folder, 'codeowners')).stderr).toContain('CODEOWNERS: written');
  expect(readFileSync(join(folder, 'CODEOWNERS'), 'utf8')).toMatch(/^\* @ada\n\n# sitrep:begin/);
  const none = await sitrep(testdir(files), 'codeowners');
  expect([none.status, none.stderr]).toEqual([
    2,
    expect.stringContaining('not in a Git repository'),
  ]);
});

it.each([
  ['.github', '.'],
  ['CODEOWNERS', 'own'],
])('neither reads nor writes through a link: %s', async (name, target) => {
  const folder = gitdir(files);
  const elsewhere = testdir({ own: 'a secret of the machine\n' });
  symlinkSync(join(elsewhere, target), join(folder, name));
  const { status, stdout, stderr } = await sitrep(folder, 'codeowners');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('is a link');
  expect(readdirSync(elsewhere)).toEqual(['own']);
});
