import { mergeTrees, tooShallow } from './merge.ts';
import type { Repository } from './repository.ts';

/**
 * Checks whether another branch already contains everything in a branch: as its commits, as copies of
 * them, or, after a squash, as one commit that changes the same lines.
 *
 * @throws if the clone is too shallow to know
 */
export async function isMerged(
  { git, shallow }: Pick<Repository, 'git' | 'shallow'>,
  tip: string,
  into: string,
): Promise<boolean> {
  const ask = async (...args: string[]): Promise<string> =>
    (await git.raw(args).catch(() => '')).trim();
  const fork = await ask('merge-base', tip, into);
  if (fork === '' && shallow) throw new Error(tooShallow);
  if (fork === '') return false;
  if (fork === tip) return true;
  const tree = await ask('rev-parse', `${into}^{tree}`);
  const merged = await mergeTrees({ git }, into, tip);
  // Files changed again since, such as folded entries, are found by comparing patches.
  if ('tree' in merged && merged.tree === tree) return true;
  const isTaken = async (commit: string): Promise<boolean> => {
    const marks = await ask('cherry', into, commit);
    return marks !== '' && !/^\+/m.test(marks);
  };
  if (await isTaken(tip)) return true;
  const all = await ask('rev-parse', `${tip}^{tree}`);
  return isTaken(await ask(...asNobody, 'commit-tree', all, '-p', fork, '-m', 'All of the branch'));
}

/** Author of a commit that is only compared and never kept. */
const asNobody = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@localhost'];
