import { retryLocked } from './commit.ts';
import { mergeCommits } from './merge.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { explainRefusal } from './refusal.ts';
import { chooseRemote, noRemote } from './remote.ts';
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
  const pushed = await pushPatiently(
    { git, remote, branch },
    () => [`HEAD:refs/heads/${branch}`],
    () => mergeRemote({ git }, remote, branch),
  );
  if (pushed.state === 'pushed') {
    // So that `git status` tells how the branch stands to the remote's.
    await git.raw(['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`]).catch(() => '');
  }
  return pushed;
}

/**
 * Pushes, again and again while others are faster.
 *
 * @param what the words that say what is pushed
 * @param catchUp takes up what the others pushed; what it returns ends the trying
 */
export async function pushPatiently(
  { git, remote, branch }: Pick<Repository, 'git'> & { remote: string; branch: string },
  what: () => string[],
  catchUp: () => Promise<Pushed | undefined>,
): Promise<Pushed> {
  for (let attempt = 1; ; attempt++) {
    const refused = await git
      .raw(['push', '--quiet', remote, ...what()])
      .then(() => undefined, readMessage);
    if (refused === undefined) return { state: 'pushed', remote, branch, attempts: attempt };
    const reason = tellInTheWay(refused, branch);
    if (reason !== undefined) return { state: 'queued', reason };
    const isLost =
      /\[rejected\]|\[remote rejected\].*(?:cannot lock|failed to update|fetch first)|fetch first|non-fast-forward|cannot lock ref|incorrect old value/i.test(
        refused,
      );
    if (!isLost || attempt === mostAttempts)
      return { state: 'queued', reason: explainRefusal(refused) };
    await new Promise((resolve) => setTimeout(resolve, backOff(attempt)));
    const ended = await catchUp();
    if (ended) return ended;
  }
}

/** Git keeps branches like files: where there is `sitrep`, there is no `sitrep/…`, try as often as one may. */
function tellInTheWay(refused: string, branch: string): string | undefined {
  const named = /'refs\/heads\/([^']+)' exists; cannot create/.exec(refused)?.[1];
  if (named === undefined && !refused.includes('directory file conflict')) return undefined;
  const other = named ?? branch.split('/')[0] ?? '';
  return `the remote has a branch ${other}, and so can have no ${branch}: rename or delete it there`;
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
  if (fetched !== undefined) return { state: 'queued', reason: explainRefusal(fetched) };
  const theirs = (await git.raw(['rev-parse', 'FETCH_HEAD'])).trim();
  const ours = (await git.raw(['rev-parse', 'HEAD'])).trim();
  const message = `Merge ${branch} of ${remote}`;
  const merged = await mergeCommits({ git }, ours, theirs, message);
  if ('conflicts' in merged) return { state: 'conflict', paths: merged.conflicts };
  // To go forward is all that Git does while something is staged: `git merge` would refuse.
  const words = 'commit' in merged ? ['--ff-only', merged.commit] : ['-m', message, theirs];
  const refused = await retryLocked(() => git.raw(['merge', '--quiet', ...words])).then(
    () => undefined,
    readMessage,
  );
  if (refused === undefined) return undefined;
  // A Git that cannot merge beforehand began a merge that nobody asked for.
  if ('cannot' in merged) await git.raw(['merge', '--abort']).catch(() => '');
  // Another command committed here meanwhile: that is merged next time.
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
  const remote = await chooseRemote(git, branch);
  if (remote === undefined) return { reason: noRemote };
  const merge = (
    await git.raw(['config', '--get', `branch.${branch}.merge`]).catch(() => '')
  ).trim();
  return { remote, branch: merge.replace(/^refs\/heads\//, '') || branch };
}

/** A random part, so that those who lost together do not meet again. */
function backOff(attempt: number): number {
  return Math.min(2000, 50 * 2 ** attempt) * (0.5 + Math.random());
}
