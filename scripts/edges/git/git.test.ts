import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openMemoryIn } from '../disk/memory.ts';
import { parseYaml } from '../../model/record/parse.ts';
import { parseInstant } from '../../model/time/instant.ts';
import { hashBlob } from '../../model/record/hash.ts';

import type { LogEntry } from '../../model/register/register.ts';
import { commitAll, git, gitdir, testdir, writeTree } from '../../testing/folder.ts';
import { readDirtyPaths, readHashes } from './hashes.ts';
import { findFirst, readHistory } from './history.ts';
import { openBlobs } from './blobs.ts';
import { traceEntries } from './recorded.ts';
import { openRepository, type Repository } from './repository.ts';

async function open(folder: string): Promise<Repository> {
  const repository = await openRepository(folder);
  if ('none' in repository) throw new Error(repository.none);
  return repository;
}

it('explains why there is no repository', async () => {
  expect(await openRepository(testdir())).toEqual({
    none: 'the data root is not in a Git repository',
  });
});

it('opens a repository before its first commit', async () => {
  const folder = testdir({ 'incidents/sitrep.yaml': 'a' });
  git(folder, ['init', '--quiet']);
  const repository = await open(join(folder, 'incidents'));
  expect(repository.head).toBeUndefined();
  expect(repository.prefix).toBe('incidents/');
  expect(await readHistory(repository)).toMatchObject({ incomplete: 'nothing is committed yet' });
});

it('reads the hashes of clean files only', async () => {
  const folder = gitdir({
    'incidents/clean.yaml': 'clean',
    'incidents/ümlaut and space.yaml': 'named',
    'incidents/changed.yaml': 'before',
    'incidents/gone.yaml': 'gone',
    'incidents/hidden.yaml': 'before',
    'elsewhere.yaml': 'x',
  });
  const root = join(folder, 'incidents');
  git(folder, ['update-index', '--assume-unchanged', 'incidents/hidden.yaml']);
  writeTree(root, { 'changed.yaml': 'after', 'new.yaml': 'new', 'hidden.yaml': 'after' });
  rmSync(join(root, 'gone.yaml'));
  const hashes = await readHashes(await open(root));
  expect([...hashes].sort()).toEqual([
    ['clean.yaml', hashBlob(Buffer.from('clean'))],
    ['ümlaut and space.yaml', hashBlob(Buffer.from('named'))],
  ]);
  expect((await readDirtyPaths(await open(root))).sort()).toEqual([
    'changed.yaml',
    'gone.yaml',
    'new.yaml',
  ]);
});

it('computes the same blob hash as git', () => {
  const text = 'title: Käse\n';
  const folder = testdir();
  const hash = execFileSync('git', ['hash-object', '--stdin'], { cwd: folder, input: text });
  expect(hashBlob(Buffer.from(text))).toBe(hash.toString().trim());
});

it('finds the commit that first added a file, even on a merged branch', async () => {
  const folder = gitdir({ 'incidents/a.yaml': '1' }, '2026-01-14T08:00:00Z');
  git(folder, ['switch', '--quiet', '--create', 'side']);
  writeTree(folder, { 'incidents/b.yaml': '1' });
  commitAll(folder, '2026-01-14T09:00:00Z');
  git(folder, ['switch', '--quiet', 'main']);
  writeTree(folder, { 'incidents/a.yaml': '2' });
  commitAll(folder, '2026-01-14T10:00:00Z');
  git(folder, ['merge', '--quiet', '--no-edit', 'side'], '2026-01-14T11:00:00Z');
  const history = await readHistory(await open(join(folder, 'incidents')));
  expect(findFirst(history, 'a.yaml')?.at).toBe(Date.parse('2026-01-14T08:00:00Z'));
  expect(findFirst(history, 'b.yaml')?.at).toBe(Date.parse('2026-01-14T09:00:00Z'));
  expect(history.versions.get('a.yaml')?.map(({ change }) => change)).toEqual([
    'modified',
    'added',
  ]);
});

it('reads names that hold line feeds and control characters', async () => {
  const folder = gitdir({ 'odd\n\x1ename.yaml': '1' });
  const history = await readHistory(await open(folder));
  expect([...history.versions.keys()]).toEqual(['odd\n\x1ename.yaml']);
});

it('reports that the history of a shallow clone is incomplete', async () => {
  const folder = gitdir({ 'a.yaml': '1' });
  writeTree(folder, { 'a.yaml': '2' });
  commitAll(folder);
  const clone = testdir();
  git(clone, ['clone', '--quiet', '--depth=1', `file://${folder}`, '.']);
  const history = await readHistory(await open(clone));
  expect(history.incomplete).toContain('shallow');
  expect(findFirst(history, 'a.yaml')).toBeUndefined();
});

it('reads only what follows the cached log, and gives the same history', async () => {
  const folder = gitdir({ 'incidents/a.yaml': '1', 'elsewhere.yaml': '1' });
  const root = join(folder, 'incidents');
  const folderOfMemory = testdir();
  const memory = openMemoryIn(folderOfMemory);
  /** Number of commits that were read. */
  const readBoth = async (): Promise<number> => {
    const repository = await open(root);
    let asked = 0;
    const counting = {
      ...repository,
      git: {
        raw: async (words: string[]) => {
          const text = await repository.git.raw(words);
          if (words[0] === 'log') asked += text.split('\x1e').length - 1;
          return text;
        },
      },
    } as unknown as Repository;
    expect(await readHistory(counting, memory)).toEqual(await readHistory(repository));
    return asked;
  };
  let count = 0;
  const commit = (path: string): void => {
    writeTree(root, { [path]: `version ${++count}` });
    commitAll(folder, `2026-01-14T13:00:${String(count).padStart(2, '0')}Z`);
  };
  expect(await readBoth()).toBe(1);
  expect(await readBoth()).toBe(0);
  commit('a.yaml');
  commit('b.yaml');
  expect(await readBoth()).toBe(2);
  expect(await readBoth()).toBe(0);
  // A commit that changes nothing below the data root.
  writeTree(folder, { 'elsewhere.yaml': '2' });
  commitAll(folder);
  expect(await readBoth()).toBe(1);

  // A merge may add commits older than the known ones.
  git(folder, ['checkout', '--quiet', '-b', 'side', 'HEAD~2']);
  commit('c.yaml');
  git(folder, ['checkout', '--quiet', 'main']);
  expect(await readBoth()).toBe(0);
  commit('a.yaml');
  git(folder, ['merge', '--quiet', '--no-edit', 'side']);
  expect(await readBoth()).toBe(7);
  commit('a.yaml');
  expect(await readBoth()).toBe(1);

  // Rewritten history, another branch, and one without a common commit.
  git(folder, ['commit', '--quiet', '--amend', '--message', 'Otherwise']);
  expect(await readBoth()).toBe(8);
  git(folder, ['checkout', '--quiet', 'side']);
  expect(await readBoth()).toBe(3);
  git(folder, ['checkout', '--quiet', '--orphan', 'other']);
  commit('a.yaml');
  expect(await readBoth()).toBe(1);

  // A cache that was cut short or changed.
  const file = join(folderOfMemory, readdirSync(folderOfMemory)[0] ?? '');
  const text = readFileSync(file, 'utf8');
  for (const damaged of ['', 'x', text.slice(0, -3), text.replace('a.yaml', 'b.yaml')]) {
    writeFileSync(file, damaged);
    expect(await readBoth()).toBe(1);
  }
  rmSync(folderOfMemory, { recursive: true });
  writeFileSync(folderOfMemory, 'a file in the way');
  expect(await readBoth()).toBe(1);
});

const entry = (id: string | undefined, at: string, note: string, path: string): LogEntry => ({
  entry: { at, type: 'note', note },
  at: parseInstant(at) ?? Number.NaN,
  path,
  pointer: '',
  ...(id !== undefined && { id }),
});
const parse = (text: string): unknown => {
  const parsed = parseYaml(text);
  return 'value' in parsed ? parsed.value : undefined;
};

it('traces each entry to the commit that first recorded it, through folding and editing', async () => {
  const base = '2026/2026-01-14-x';
  const one = '- {at: 2026-01-14T07:00:00Z, type: note, note: one}\n';
  const folder = gitdir({ [`${base}/timeline.yaml`]: one }, '2026-01-14T08:00:00Z');
  writeTree(folder, {
    [`${base}/timeline/f1.yaml`]: 'at: 2026-01-14T07:10:00Z\ntype: note\nnote: live\n',
  });
  commitAll(folder, '2026-01-14T09:00:00Z');
  // Closing folds the fragment in; a user adds an entry by hand and corrects the first one's layout.
  rmSync(join(folder, base, 'timeline'), { recursive: true });
  writeTree(folder, {
    [`${base}/timeline.yaml`]:
      '- at: 2026-01-14T07:00:00Z\n  type: note\n  note: one\n' +
      '- {id: f1, at: 2026-01-14T07:10:00Z, type: note, note: live}\n' +
      '- {at: 2026-01-14T07:20:00Z, type: note, note: three}\n',
  });
  commitAll(folder, '2026-01-14T10:00:00Z');
  writeFileSync(join(folder, base, 'timeline.yaml'), 'broken: [', { flag: 'a' });
  commitAll(folder, '2026-01-14T11:00:00Z');
  const path = `${base}/timeline.yaml`;
  const log = [
    entry(undefined, '2026-01-14T07:00:00Z', 'one', path),
    entry('f1', '2026-01-14T07:10:00Z', 'live', path),
    entry(undefined, '2026-01-14T07:20:00Z', 'three', path),
    entry(undefined, '2026-01-14T07:30:00Z', 'not committed', path),
  ];
  const history = await readHistory(await open(folder));
  const blobs = openBlobs(folder);
  const versions = await traceEntries(history, log, blobs.read, parse);
  blobs.close();
  expect(log.map((logged) => versions.get(logged)?.at)).toEqual([
    Date.parse('2026-01-14T08:00:00Z'),
    Date.parse('2026-01-14T09:00:00Z'),
    Date.parse('2026-01-14T10:00:00Z'),
    undefined,
  ]);
});
