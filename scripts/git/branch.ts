import type { Repository } from './repository.ts';

/**
 * Goes to a branch for one record, and makes it where there is none; changes that are not committed
 * come along. Who is on that branch already stays.
 *
 * @returns the branch that the work is to go into
 * @throws Git's own words, where the changes stand in the way
 */
export async function switchBranch({ git }: Repository, branch: string): Promise<string> {
  const current = (
    await git.raw(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '')
  ).trim();
  const base = await findDefaultBranch(git, current);
  if (current === branch) return base;
  const exists = await git.raw(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]).then(
    (answer) => answer.trim() !== '',
    () => false,
  );
  await git.raw(exists ? ['switch', '--quiet', branch] : ['switch', '--quiet', '--create', branch]);
  return base;
}

/** As the remote has it, or as it is called where nobody said. */
async function findDefaultBranch(git: Repository['git'], current: string): Promise<string> {
  const head = await git
    .raw(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'])
    .catch(() => '');
  const named = head.trim().replace(/^origin\//, '');
  return named || (current.startsWith('sitrep/') || current === '' ? 'main' : current);
}
