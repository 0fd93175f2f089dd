import { readDirtyPaths } from './hashes.ts';
import type { Repository } from './repository.ts';

/**
 * Paths below the data root that differ from where the work left a commit: committed since, changed on
 * disk, or untracked. What others have committed on the base meanwhile is theirs.
 *
 * @param base a commit, branch or tag; what is checked out when left out
 * @returns undefined where there is no such commit
 */
export async function readChangedPaths(
  repository: Repository,
  base?: string,
): Promise<Set<string> | undefined> {
  const dirty = await readDirtyPaths(repository);
  if (base === undefined) return new Set(dirty);
  // The name comes from the command line: it must not be taken for an option.
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
