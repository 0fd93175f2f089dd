import { readDirtyPaths } from './hashes.ts';
import type { Repository } from './repository.ts';

/**
 * Reads the paths below the data root that differ from the merge base with a commit: committed since,
 * changed on disk, or untracked. Later commits of the base are not included.
 *
 * @param base commit, branch or tag; the checked-out commit by default
 * @returns undefined if there is no such commit
 */
export async function readChangedPaths(
  repository: Repository,
  base?: string,
): Promise<Set<string> | undefined> {
  const dirty = await readDirtyPaths(repository);
  if (base === undefined) return new Set(dirty);
  // The name comes from the command line, so it must not be read as an option.
  const commit = await repository.git
    .raw(['rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`])
    .then((answer) => answer.trim())
    .catch(() => '');
  if (commit === '') return undefined;
  const fork = await repository.git.raw(['merge-base', commit, 'HEAD']).catch(() => '');
  const changed = await repository.git.raw([
    'diff',
    '--name-only',
    '--no-renames',
    '--relative',
    '-z',
    fork.trim() || commit,
    '--',
    '.',
  ]);
  return new Set([...dirty, ...changed.split('\0').filter((path) => path !== '')]);
}
