import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git, gitdir, testdir, writeTree } from '../../testing/folder.ts';
import { pushHead } from './push.ts';
import { recoverClone } from './recover.ts';
import { openRepository, type Repository } from './repository.ts';

async function open(folder: string): Promise<Repository> {
  const repository = await openRepository(folder);
  if ('none' in repository) throw new Error(repository.none);
  return repository;
}

/** Makes a clone, and a remote with a newer commit. */
function makeClone(): { clone: string; remote: string } {
  const seed = gitdir({ 'incidents/a.txt': 'old', 'incidents/gone.txt': 'x', 'b.txt': 'same' });
  const remote = testdir();
  git(remote, ['clone', '--quiet', '--bare', seed, '.']);
  const clone = testdir();
  git(clone, ['clone', '--quiet', remote, '.']);
  git(clone, ['config', 'user.name', 'Test']);
  git(clone, ['config', 'user.email', 'test@example.com']);
  git(seed, ['remote', 'add', 'origin', remote]);
  writeTree(seed, { 'incidents/a.txt': 'new', 'incidents/c.txt': 'added' });
  rmSync(join(seed, 'incidents/gone.txt'));
  git(seed, ['add', '--all']);
  git(seed, ['commit', '--quiet', '--message', 'Go on']);
  git(seed, ['push', '--quiet', 'origin', 'main']);
  return { clone, remote };
}

it('removes what a killed merge left, and merges again', async () => {
  const { clone, remote } = makeClone();
  git(clone, ['fetch', '--quiet', 'origin', 'refs/heads/main']);
  // As git leaves it: some files written, the index locked, the branch unchanged.
  writeTree(clone, { 'incidents/a.txt': 'new', 'incidents/c.txt': 'added', 'mine.txt': 'mine' });
  rmSync(join(clone, 'incidents/gone.txt'));
  const lock = join(clone, '.git/index.lock');
  writeFileSync(lock, '');
  utimesSync(lock, 1, 1);
  const repository = await open(join(clone, 'incidents'));
  await recoverClone(repository);
  expect(existsSync(lock)).toBe(false);
  // Files that were not fetched stay.
  expect(git(clone, ['status', '--porcelain'])).toBe('?? mine.txt\n');
  writeTree(clone, { 'incidents/d.txt': 'd' });
  git(clone, ['add', 'incidents/d.txt']);
  git(clone, ['commit', '--quiet', '--message', 'Mine']);
  expect(await pushHead(await open(join(clone, 'incidents')))).toMatchObject({ state: 'pushed' });
  expect(readFileSync(join(clone, 'incidents/a.txt'), 'utf8')).toBe('new');
  expect(git(remote, ['ls-tree', '-r', '--name-only', 'main'])).toBe(
    'b.txt\nincidents/a.txt\nincidents/c.txt\nincidents/d.txt\n',
  );
});

it('aborts an unfinished merge, and waits for a short lock', async () => {
  const { clone } = makeClone();
  writeTree(clone, { 'incidents/d.txt': 'd' });
  git(clone, ['add', '--all']);
  git(clone, ['commit', '--quiet', '--message', 'Mine']);
  git(clone, ['fetch', '--quiet', 'origin', 'refs/heads/main']);
  git(clone, ['merge', '--quiet', '--no-commit', '--no-ff', 'FETCH_HEAD']);
  const lock = join(clone, '.git/index.lock');
  writeFileSync(lock, '');
  setTimeout(() => {
    rmSync(lock);
  }, 300);
  await recoverClone(await open(clone));
  expect(git(clone, ['status', '--porcelain'])).toBe('');
  expect(await pushHead(await open(clone))).toMatchObject({ state: 'pushed' });
});

it('changes nothing in a clone without a killed command', async () => {
  const { clone } = makeClone();
  writeTree(clone, { 'incidents/a.txt': 'edited', 'incidents/e.txt': 'e' });
  await recoverClone(await open(clone));
  expect(git(clone, ['status', '--porcelain'])).toBe(' M incidents/a.txt\n?? incidents/e.txt\n');
});
