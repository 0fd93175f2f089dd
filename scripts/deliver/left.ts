import { readDirtyPaths } from '../edges/git/hashes.ts';
import { listUnlike } from '../edges/git/proposal.ts';
import type { Repository } from '../edges/git/repository.ts';
import { withScratch } from '../edges/git/scratch.ts';
import { nameBranch } from '../model/record/branch.ts';

/** What the user wrote in a folder, and none of these commits has. */
export async function findLeftOut(
  repository: Repository,
  scratch: Repository['git'],
  commits: readonly (string | undefined)[],
  folder: string,
): Promise<string[]> {
  // Of what others changed on the branch the user knows nothing yet.
  let left = await readDirtyPaths(repository, folder);
  for (const commit of commits) {
    if (commit === undefined || left.length === 0) continue;
    const { missing, changed } = await listUnlike(scratch, commit, folder);
    const unlike = new Set([...missing, ...changed]);
    left = left.filter((path) => unlike.has(path));
  }
  return left;
}

/** What is left out of a commit, and is not proposed, nor merged and only not pulled yet, either. */
export async function findUncommitted(
  repository: Repository,
  root: string,
  record: string,
  folder: string,
): Promise<string[]> {
  const left = await readDirtyPaths(repository, folder);
  if (left.length === 0) return left;
  const branch = nameBranch({ record });
  const names = [`refs/${branch}`, `refs/remotes/*/${branch}`, 'refs/remotes/*/HEAD'];
  const text = await repository.git.raw(['for-each-ref', '--format=%(objectname)', ...names]);
  const commits = text.split('\n').filter((line) => line !== '');
  return withScratch(root, (scratch) => findLeftOut(repository, scratch, commits, folder));
}
