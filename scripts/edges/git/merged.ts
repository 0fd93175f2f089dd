import { mergeTrees, tooShallow } from './merge.ts';
import type { Repository } from './repository.ts';

/**
 * Whether all that a branch brings is in another already: as its commits, as copies of them, or, as a
 * squash leaves it, in one commit that changes the same lines.
 *
 * @throws where the clone is too shallow to tell
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
  // What was changed again since, such as entries that were folded, is found by what the commits did.
  if ('tree' in merged && merged.tree === tree) return true;
  const isTaken = async (commit: string): Promise<boolean> => {
    const told = await ask('cherry', into, commit);
    return told !== '' && !/^\+/m.test(told);
  };
  if (await isTaken(tip)) return true;
  const all = await ask('rev-parse', `${tip}^{tree}`);
  return isTaken(await ask(...asNobody, 'commit-tree', all, '-p', fork, '-m', 'All of the branch'));
}

/** A commit that is only compared, and never kept, needs neither a signature nor a person. */
const asNobody = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@localhost'];
