import { existsSync } from 'node:fs';
import type { Repository } from './repository.ts';

/** Files of Git that mark an unfinished step. */
const signs = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
] as const;

/** Reads which step of Git is unfinished, if any, and which branch is checked out, if one is. */
export async function readGitState({
  git,
}: Repository): Promise<{ step?: string; branch?: string }> {
  const words = signs.flatMap(([name]) => ['--git-path', name]);
  const places = (await git.raw(['rev-parse', '--path-format=absolute', ...words])).split('\n');
  const step = signs.find((_, index) => existsSync(places[index] ?? ''))?.[1];
  const branch = (
    await git.raw(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '')
  ).trim();
  return { ...(step && { step }), ...(branch !== '' && { branch }) };
}
