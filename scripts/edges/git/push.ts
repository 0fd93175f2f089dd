import { retryLocked } from './commit.ts';
import { mergeCommits } from './merge.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { explainRefusal } from './refusal.ts';
import { findPushRemote, noRemote } from './remote.ts';
import type { Repository } from './repository.ts';

/** Result of a push. Commits that were not pushed are kept. */
export type PushResult =
  | { state: 'pushed'; remote: string; branch: string; attempts: number }
  /** No remote, network or permission; the next push includes the commits. */
  | { state: 'queued'; reason: string }
  /** Others changed the same lines; a person must resolve that. */
  | { state: 'conflict'; paths: string[] };

/** Maximum number of attempts when the remote has moved. */
const maxAttempts = 12;

/**
 * Pushes the checked-out branch. If the remote has moved, merges its commits and tries again, unless the
 * merge would conflict or touch a file with uncommitted changes.
 */
export async function pushHead({ git }: Repository): Promise<PushResult> {
  const target = await findRemote(git);
  if ('reason' in target) return { state: 'queued', reason: target.reason };
  const { remote, branch } = target;
  const pushed = await pushWithRetries(
    { git, remote, branch },
    () => [`HEAD:refs/heads/${branch}`],
    () => mergeRemote({ git }, remote, branch),
  );
  if (pushed.state === 'pushed') {
    // So that `git status` compares the branch with the remote's.
    await git.raw(['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`]).catch(() => '');
  }
  return pushed;
}

/**
 * Pushes, and retries while the remote moves.
 *
 * @param listRefs lists the arguments that say what is pushed
 * @param catchUp merges what others pushed; a result ends the retries
 */
export async function pushWithRetries(
  { git, remote, branch }: Pick<Repository, 'git'> & { remote: string; branch: string },
  listRefs: () => string[],
  catchUp: () => Promise<PushResult | undefined>,
): Promise<PushResult> {
  for (let attempt = 1; ; attempt++) {
    const refused = await git
      .raw(['push', '--quiet', remote, ...listRefs()])
      .then(() => undefined, readMessage);
    if (refused === undefined) return { state: 'pushed', remote, branch, attempts: attempt };
    const reason = explainBlockingBranch(refused, branch);
    if (reason !== undefined) return { state: 'queued', reason };
    const isLost =
      /\[rejected\]|\[remote rejected\].*(?:cannot lock|failed to update|fetch first)|fetch first|non-fast-forward|cannot lock ref|incorrect old value/i.test(
        refused,
      );
    if (!isLost || attempt === maxAttempts)
      return { state: 'queued', reason: explainRefusal(refused) };
    await new Promise((resolve) => setTimeout(resolve, backOff(attempt)));
    const ended = await catchUp();
    if (ended) return ended;
  }
}

/** Explains a branch that blocks another: Git stores branches like files, so `sitrep` excludes `sitrep/…`. */
function explainBlockingBranch(refused: string, branch: string): string | undefined {
  const named = /'refs\/heads\/([^']+)' exists; cannot create/.exec(refused)?.[1];
  if (named === undefined && !refused.includes('directory file conflict')) return undefined;
  const other = named ?? branch.split('/')[0] ?? '';
  return `the remote has a branch ${other}, so it cannot have ${branch}: rename or delete ${other} there`;
}

/** Merges the remote's new commits; returns a result if that is not possible. */
async function mergeRemote(
  { git }: Pick<Repository, 'git'>,
  remote: string,
  branch: string,
): Promise<PushResult | undefined> {
  const fetched = await git
    .raw(['fetch', '--quiet', remote, `refs/heads/${branch}`])
    .then(() => undefined, readMessage);
  if (fetched !== undefined) return { state: 'queued', reason: explainRefusal(fetched) };
  const theirs = (await git.raw(['rev-parse', 'FETCH_HEAD'])).trim();
  const ours = (await git.raw(['rev-parse', 'HEAD'])).trim();
  const message = `Merge ${branch} of ${remote}`;
  const merged = await mergeCommits({ git }, ours, theirs, message);
  if ('conflicts' in merged) return { state: 'conflict', paths: merged.conflicts };
  // While something is staged, Git only fast-forwards: `git merge` would refuse.
  const words = 'commit' in merged ? ['--ff-only', merged.commit] : ['-m', message, theirs];
  const refused = await retryLocked(() => git.raw(['merge', '--quiet', ...words])).then(
    () => undefined,
    readMessage,
  );
  if (refused === undefined) return undefined;
  // An old Git cannot test a merge beforehand, and has begun it.
  if ('cannot' in merged) await git.raw(['merge', '--abort']).catch(() => '');
  // Another command committed here meanwhile; the next attempt merges that.
  else if ((await git.raw(['rev-parse', 'HEAD'])).trim() !== ours) return undefined;
  return { state: 'queued', reason: explainRefusal(refused) };
}

async function findRemote(
  git: Repository['git'],
): Promise<{ remote: string; branch: string } | { reason: string }> {
  const branch = (
    await git.raw(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '')
  ).trim();
  if (branch === '') return { reason: 'no branch is checked out' };
  const remote = await findPushRemote(git, branch);
  if (remote === undefined) return { reason: noRemote };
  const merge = (
    await git.raw(['config', '--get', `branch.${branch}.merge`]).catch(() => '')
  ).trim();
  return { remote, branch: merge.replace(/^refs\/heads\//, '') || branch };
}

/** Computes a wait in milliseconds, with a random part so that runs that collided do not collide again. */
function backOff(attempt: number): number {
  return Math.min(2000, 50 * 2 ** attempt) * (0.5 + Math.random());
}
