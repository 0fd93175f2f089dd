import { commitTree } from './commit.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { explainRefusal } from './refusal.ts';
import type { Repository } from './repository.ts';

/** Result of a merge: a commit, conflicting paths, or why Git could not merge. */
export type MergeResult = { commit: string } | { conflicts: string[] } | { cannot: string };

/** Merges two commits without touching the index, the work tree or a branch. */
export async function mergeCommits(
  { git }: Pick<Repository, 'git'>,
  ours: string,
  theirs: string,
  message: string,
): Promise<MergeResult> {
  const fork = (await git.raw(['merge-base', ours, theirs]).catch(() => '')).trim();
  if (fork === theirs) return { commit: ours };
  if (fork === ours) return { commit: theirs };
  const merged = await mergeTrees({ git }, ours, theirs);
  if (!('tree' in merged)) return merged;
  return { commit: await commitTree({ git }, merged.tree, [ours, theirs], message) };
}

/** Computes the tree that a merge of two commits would have. */
export async function mergeTrees(
  { git }: Pick<Repository, 'git'>,
  ours: string,
  theirs: string,
): Promise<{ tree: string } | Exclude<MergeResult, { commit: string }>> {
  // With conflicts, it ends with 1 and prints the paths, which simple-git returns.
  const answer = await git
    .raw(['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs])
    .catch(readMessage);
  const [tree = '', ...conflicts] = answer.split('\0').filter((part) => part !== '');
  if (!/^[0-9a-f]{40,64}$/.test(tree)) return { cannot: await explain(git, answer) };
  return conflicts.length > 0 ? { conflicts } : { tree };
}

export const tooShallow =
  'the clone is shallow and does not contain the merge base: run git fetch --unshallow';

/** Explains why commits were not merged, from Git's message. */
async function explain(git: Repository['git'], message: string): Promise<string> {
  if (message.includes('unrelated histories')) {
    const shallow = await git.raw(['rev-parse', '--is-shallow-repository']);
    return shallow.trim() === 'true' ? tooShallow : 'the branches have no commit in common';
  }
  const version = /(\d+)\.(\d+)/.exec(await git.raw(['version']));
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  const isOld = major < 2 || (major === 2 && minor < 38);
  return isOld
    ? 'git merge-tree needs Git 2.38 or newer'
    : explainRefusal(message) || 'git merge-tree did not answer';
}
