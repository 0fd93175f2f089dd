import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAll, git, gitdir, writeTree } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';

const id = '2026-01-14-slow';
const record = `incidents/2026/${id}/incident.md`;
const text =
  '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n';
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: UTC}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [record]: text,
  [`incidents/2026/${id}/timeline.yaml`]:
    '- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n',
};
const who = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  SITREP_HANDLE: 'ada',
};
const at = ['--at', '2026-01-14T09:00:00Z'];
const note = ['note', id, '--note', 'Precious words', ...at];

/** A repository in which a merge waits for somebody to settle a conflict in one file. */
function conflict(path: string): string {
  const folder = gitdir(files);
  const first = git(folder, ['symbolic-ref', '--short', 'HEAD']).trim();
  git(folder, ['switch', '--quiet', '--create', 'other']);
  writeTree(folder, { [path]: `${text}Theirs\n` });
  commitAll(folder);
  git(folder, ['switch', '--quiet', first]);
  writeTree(folder, { [path]: `${text}Ours\n` });
  commitAll(folder);
  expect(() => git(folder, ['merge', '--quiet', 'other'])).toThrow();
  return folder;
}

test.each([['--commit'], ['--push']])(
  'with %s nothing is written while a merge waits, nor where no branch is',
  async (flag) => {
    const merging = await sitrepWith(who, conflict('README.md'), ...note, flag);
    expect(merging.status).toBe(2);
    expect(merging.stderr).toContain('Git is in the middle of a merge here');
    const unread = await sitrepWith(who, conflict(record), ...note, flag);
    expect(unread.status).toBe(2);
    expect(unread.stderr).toContain('incident.md: This is an unresolved merge conflict.');
    const folder = gitdir(files);
    git(folder, ['switch', '--quiet', '--detach']);
    const detached = await sitrepWith(who, folder, ...note, flag);
    expect(detached.status).toBe(2);
    expect(detached.stderr).toContain(
      'No branch is checked out, so a commit would belong to no branch.',
    );
    expect(git(folder, ['status', '--porcelain'])).toBe('');
  },
);

test('staged content that is not on disk is not lost', async () => {
  const folder = gitdir(files);
  writeTree(folder, { [record]: `${text}Staged words\n` });
  git(folder, ['add', '--all']);
  writeTree(folder, { [record]: text });
  const { status, stderr } = await sitrepWith(
    who,
    folder,
    ...['task', 'add', id, '--title', 'Raise the pool', '--commit'],
  );
  expect(status).toBe(2);
  expect(stderr).toContain('is staged with other contents than on disk');
  expect(git(folder, ['show', `:${record}`])).toBe(`${text}Staged words\n`);
});

test('an entry that was never committed is folded and committed too', async () => {
  const folder = gitdir(files);
  const resolve = ['resolve', id, '--resolution', 'fixed', '--no-commit', ...at];
  expect(await sitrepWith(who, folder, ...resolve)).toMatchObject({ status: 0 });
  const close = ['close', id, '--commit', '--at', '2026-01-14T10:00:00Z'];
  const closed = await sitrepWith(who, folder, ...close);
  expect([closed.status, closed.stderr]).toEqual([0, expect.stringContaining('committed ')]);
  expect(git(folder, ['status', '--porcelain'])).toBe('');
  const incident = join(folder, `incidents/2026/${id}`);
  expect(readFileSync(join(incident, 'timeline.yaml'), 'utf8')).toContain('resolved');
  expect(readdirSync(join(incident, 'timeline'))).toEqual(['.gitkeep']);
});
