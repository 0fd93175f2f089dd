import type { Repository } from './repository.ts';

/** What became of a push. What was not pushed is kept as commits. */
export type Pushed =
  | { state: 'pushed'; remote: string; branch: string; attempts: number }
  /** No remote, no network, no permission: the next push takes it along. */
  | { state: 'queued'; reason: string }
  /** Others wrote the same lines: a person has to say what holds. */
  | { state: 'conflict'; paths: string[] };

/** Whoever lost so often against others leaves it to the next push. */
const mostAttempts = 12;

/**
 * Pushes what is checked out. Where somebody else was faster, their commits are merged and it is tried
 * again; a merge that would conflict, or touch a file that has changes of its own, is not begun.
 */
export async function pushHead({ git }: Repository): Promise<Pushed> {
  const place = await findRemote(git);
  if ('reason' in place) return { state: 'queued', reason: place.reason };
  const { remote, branch } = place;
  for (let attempt = 1; ; attempt++) {
    const refused = await git
      .raw(['push', '--quiet', remote, `HEAD:refs/heads/${branch}`])
      .then(() => undefined, readMessage);
    if (refused === undefined) {
      // So that `git status` tells how the branch stands to the remote's.
      await git.raw(['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`]).catch(() => '');
      return { state: 'pushed', remote, branch, attempts: attempt };
    }
    const isLost =
      /\[rejected\]|\[remote rejected\].*(?:cannot lock|failed to update|fetch first)|fetch first|non-fast-forward|cannot lock ref|incorrect old value/i.test(
        refused,
      );
    if (!isLost || attempt === mostAttempts)
      return { state: 'queued', reason: tellReason(refused) };
    await new Promise((resolve) => setTimeout(resolve, backOff(attempt)));
    const merged = await mergeRemote({ git }, remote, branch);
    if (merged) return merged;
  }
}

/** Merges what the remote has meanwhile; says why where it cannot. */
async function mergeRemote(
  { git }: Pick<Repository, 'git'>,
  remote: string,
  branch: string,
): Promise<Pushed | undefined> {
  const fetched = await git
    .raw(['fetch', '--quiet', remote, `refs/heads/${branch}`])
    .then(() => undefined, readMessage);
  if (fetched !== undefined) return { state: 'queued', reason: tellReason(fetched) };
  const head = (await git.raw(['rev-parse', 'FETCH_HEAD'])).trim();
  const conflicts = await findConflicts({ git }, head);
  if (conflicts.length > 0) return { state: 'conflict', paths: conflicts };
  const refused = await git
    .raw(['merge', '--quiet', '--no-edit', '-m', `Merge ${branch} of ${remote}`, head])
    .then(() => undefined, readMessage);
  if (refused === undefined) return undefined;
  // A Git that cannot tell conflicts beforehand began a merge that nobody asked for.
  await git.raw(['merge', '--abort']).catch(() => '');
  return { state: 'queued', reason: tellReason(refused) };
}

/** Paths that would conflict; the work tree is not touched. */
async function findConflicts({ git }: Pick<Repository, 'git'>, head: string): Promise<string[]> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', 'HEAD', head];
  // It ends with 1 and the paths where there are conflicts, which simple-git takes for an answer.
  const answer = await git.raw(args).catch((error: unknown) => readMessage(error));
  return answer
    .split('\0')
    .slice(1)
    .filter((path) => path !== '');
}

async function findRemote(
  git: Repository['git'],
): Promise<{ remote: string; branch: string } | { reason: string }> {
  const branch = (
    await git.raw(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '')
  ).trim();
  if (branch === '') return { reason: 'no branch is checked out' };
  const config = async (key: string): Promise<string> =>
    (await git.raw(['config', '--get', key]).catch(() => '')).trim();
  const [configured, merge] = [
    await config(`branch.${branch}.remote`),
    await config(`branch.${branch}.merge`),
  ];
  const remotes = (await git.raw(['remote'])).split('\n').filter((name) => name !== '');
  const remote = configured || (remotes.includes('origin') ? 'origin' : (remotes[0] ?? ''));
  if (remote === '') return { reason: 'the repository has no remote' };
  return { remote, branch: merge.replace(/^refs\/heads\//, '') || branch };
}

/** A random part, so that those who lost together do not meet again. */
function backOff(attempt: number): number {
  return Math.min(2000, 50 * 2 ** attempt) * (0.5 + Math.random());
}

function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Git's own reason on one line, without addresses that may hold a password. */
function tellReason(message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => /^(?:fatal|error|remote|ssh|!| !)/.test(line.trim()));
  const line = (lines[0] ?? message.split('\n')[0] ?? '').trim();
  return line.replaceAll(/\/\/[^@/\s]+@/g, '//').slice(0, 300);
}
