import { join } from 'node:path';
import type { Instant } from '../../model/time/instant.ts';
import type { Repository } from './repository.ts';
import { withScratch } from './scratch.ts';

/**
 * Finds the newest commit of the current branch that existed at an instant. Commits of a merged branch
 * count from its merge on: the branch had not recorded them before.
 */
export async function findCommitAt(
  { git }: Pick<Repository, 'git'>,
  at: Instant,
): Promise<string | undefined> {
  const before = `--before=${Math.floor(at / 1000)} +0000`;
  const answer = await git.raw([
    'rev-list',
    '--first-parent',
    '--max-count=1',
    before,
    'HEAD',
    '--',
  ]);
  const commit = answer.trim();
  return commit === '' ? undefined : commit;
}

/** Writes the data root as of a commit into an empty folder; false if the commit has no data root. */
export async function exportCommit(
  { git, prefix }: Pick<Repository, 'git' | 'prefix'>,
  root: string,
  commit: string,
  folder: string,
): Promise<boolean> {
  const tree = await git
    .raw(['rev-parse', '--verify', '--quiet', `${commit}:${prefix}`])
    .catch(() => '');
  if (tree.trim() === '') return false;
  await withScratch(root, async (scratch) => {
    await scratch.raw(['read-tree', tree.trim()]);
    await scratch.raw(['checkout-index', '--all', `--prefix=${join(folder, '/')}`]);
  });
  return true;
}
