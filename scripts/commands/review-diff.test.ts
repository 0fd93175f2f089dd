import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { digestPostmortem } from '../model/record/digest.ts';
import { readDocument } from '../edges/disk/read.ts';
import type { Document } from '../model/register/document.ts';
import type { PostmortemRecord } from '../../schemas/generated/records.ts';
import { commitAll, gitdir, testdir, writeTree, sitrep as startSitrep } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const path = 'incidents/2026/2026-01-14-slow/postmortem.md';
const write = (body: string, digest?: string): string =>
  `---\nauthors: [ada]\nstate: in-review\nroot_causes: [The pool had no bound.]\nactions: []\n${
    digest === undefined
      ? ''
      : `approvals: [{ by: bob, at: 2026-01-20T10:00:00Z, digest: "${digest}" }]\n`
  }---\n${body}\n`;

function digest(text: string): string {
  const { document } = readDocument(
    '2026/2026-01-14-slow/postmortem.md',
    'postmortem',
    'x',
    Buffer.from(text),
  );
  return document ? digestPostmortem(document as Document<PostmortemRecord>) : '';
}

const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: A}, {handle: bob, name: B}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow/incident.md':
    '---\ntitle: Slow\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow/timeline.yaml':
    '- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n- {at: 2026-01-14T09:00:00Z, type: resolved, resolution: fixed}\n',
};

it('shows what changed since the text that was approved, from history', async () => {
  const folder = gitdir({ ...files, [path]: write('It was slow.') });
  const run = (...args: string[]) => sitrep(folder, 'review', 'diff', '2026-01-14', ...args);
  expect((await run()).stderr).toContain('Nobody has approved');
  writeTree(folder, { [path]: write('It was slow.', digest(write('It was slow.'))) });
  commitAll(folder);
  const same = await run();
  expect([same.status, same.stdout]).toEqual([
    0,
    expect.stringContaining('the text has not changed since its approval'),
  ]);
  for (const body of ['It was rather slow.', 'It was very slow.']) {
    writeTree(folder, { [path]: write(body, digest(write('It was slow.'))) });
    commitAll(folder);
  }
  const { status, stdout } = await run();
  expect(status).toBe(1);
  expect(stdout).toContain('-It was slow.\n+It was very slow.');
  const json = await run('--json');
  const schema = readFileSync(join(packageRoot, 'schemas/output/review-diff.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(JSON.parse(json.stdout)), JSON.stringify(validate.errors)).toBe(true);
  expect(JSON.parse(json.stdout)).toMatchObject({ standing: 'amended' });
});

it('explains why it cannot', async () => {
  const gone = { ...files, [path]: write('It was slow.', '0'.repeat(64)) };
  const lost = await startSitrep(gitdir(gone), 'review', 'diff', '2026');
  expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('No version of')]);
  expect(lost.stderr).toContain('It was never committed under this path on the current branch.');
  const none = await sitrep(testdir(gone), 'review', 'diff', '2026');
  expect(none.stderr).toContain('not in a Git repository');
});
