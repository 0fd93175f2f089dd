import { commitTree, retryLocked } from './commit.ts';
import { mergeCommits } from './merge.ts';
import { isMerged } from './merged.ts';
import { pushWithRetries, type PushResult } from './push.ts';
import { findCommit, viewRemote, type RemoteView } from './remote.ts';
import type { Repository } from './repository.ts';
import { splitPaths } from './paths.ts';

/** A proposed branch before a command adds to it. */
export interface ProposedBranch extends RemoteView {
  branch: string;
  /** Newest commit that is proposed and not merged; undefined if there is none. */
  openTip?: string;
  /** Commits to build on: what is proposed and not merged, then what the user's work began from. */
  grounds: string[];
}

/** Files to commit, relative to the data root. */
export interface ProposedFiles {
  paths: readonly string[];
  /** Files that existed before. */
  edited: readonly string[];
  /** Also commits the user's own edits to these files. */
  includeEdits: boolean;
}

/** Names the ref of a commit that waits to be pushed: not a branch, which a user could check out. */
const nameWaiting = (branch: string): string => `refs/${branch}`;

/** Reads what a branch already proposes: at the remote, and in commits that wait to be pushed. */
export async function readProposedBranch(
  repository: Repository,
  branch: string,
): Promise<ProposedBranch> {
  const { git, head } = repository;
  const view = await viewRemote(repository, branch);
  const { baseTip } = view;
  if (baseTip === undefined) return { ...view, branch, grounds: [] };
  const isOpen = async (tip: string | undefined): Promise<boolean> =>
    tip !== undefined && !(await isMerged(repository, tip, baseTip));
  const tip = (await isOpen(view.tip)) ? view.tip : undefined;
  let kept = await findCommit(git, nameWaiting(branch));
  if (kept !== undefined && !(await isOpen(kept))) {
    await forgetWaiting(repository, branch, kept);
    kept = undefined;
  }
  const both =
    tip === undefined || kept === undefined
      ? undefined
      : await mergeCommits(repository, kept, tip, `Merge what is on ${branch}`);
  const openTip = both && 'commit' in both ? both.commit : (kept ?? tip);
  const fork =
    head === undefined ? '' : await git.raw(['merge-base', head, baseTip]).catch(() => '');
  const grounds = [openTip ?? '', fork.trim(), baseTip].filter((commit) => commit !== '');
  return { ...view, branch, ...(openTip && { openTip }), grounds: [...new Set(grounds)] };
}

/**
 * Commits files as they are on disk on top of a commit, and keeps the new one until it is pushed. The
 * checked-out branch stays. The files are also staged, because Git refuses to pull over untracked files,
 * even equal ones, once the branch is merged.
 *
 * @returns undefined if the ground already has these files
 */
export async function commitProposed(
  repository: Repository,
  scratch: Repository['git'],
  { branch }: ProposedBranch,
  ground: string,
  { paths }: ProposedFiles,
  message: string,
): Promise<string | undefined> {
  const { git } = repository;
  const stage = ['update-index', '--add', '--remove', '--', ...paths];
  await scratch.raw(['read-tree', ground]);
  await scratch.raw(stage);
  const tree = (await scratch.raw(['write-tree'])).trim();
  await retryLocked(() => git.raw(stage));
  if (tree === (await git.raw(['rev-parse', `${ground}^{tree}`])).trim()) return undefined;
  const commit = await commitTree(repository, tree, [ground], message);
  await storeWaiting(repository, branch, commit);
  return commit;
}

/** Keeps a commit until it is pushed, merged with a commit of another command that waits there. */
async function storeWaiting(repository: Repository, branch: string, commit: string): Promise<void> {
  const { git } = repository;
  const name = nameWaiting(branch);
  await retryLocked(async () => {
    const kept = await findCommit(git, name);
    const both =
      kept && (await mergeCommits(repository, commit, kept, `Merge what is on ${branch}`));
    if (both && !('commit' in both)) {
      throw new Error(`${name} has other changes to the same files: push or delete it`);
    }
    await git.raw(['update-ref', name, both ? both.commit : commit, kept ?? '']);
  });
}

async function forgetWaiting({ git }: Repository, branch: string, commit: string): Promise<void> {
  // If another command replaced it meanwhile, that commit is kept.
  await git.raw(['update-ref', '-d', nameWaiting(branch), commit]).catch(() => '');
}

/**
 * Pushes everything that is proposed on a branch, merged with what others proposed there. A branch that
 * was merged starts again and replaces exactly the commit that was read.
 *
 * @param commit newest commit, if one was made: another command may have pushed it already
 * @returns undefined if nothing is proposed
 */
export async function pushProposed(
  repository: Repository,
  proposal: ProposedBranch,
  commit: string | undefined,
): Promise<PushResult | undefined> {
  const { git } = repository;
  const { branch, remote, openTip } = proposal;
  const kept = await findCommit(git, nameWaiting(branch));
  let ours = kept ?? commit ?? openTip ?? '';
  if (ours === '') return undefined;
  let view: RemoteView = proposal;
  const join = async (): Promise<PushResult | undefined> => {
    const { away, tip, baseTip } = view;
    if (remote === undefined || away !== undefined) return { state: 'queued', reason: away ?? '' };
    if (tip === undefined) return undefined;
    if (baseTip !== undefined && (await isMerged(repository, tip, baseTip))) return undefined;
    const joined = await mergeCommits(repository, ours, tip, `Merge what is on ${branch}`);
    if ('cannot' in joined) return { state: 'queued', reason: joined.cannot };
    if ('conflicts' in joined) return { state: 'conflict', paths: joined.conflicts };
    ours = joined.commit;
    return undefined;
  };
  const ended = await join();
  if (ended || remote === undefined) return ended ?? { state: 'queued', reason: '' };
  const pushed = await pushWithRetries(
    { git, remote, branch },
    () => [
      `--force-with-lease=refs/heads/${branch}:${view.tip ?? ''}`,
      `${ours}:refs/heads/${branch}`,
    ],
    async () => {
      view = await viewRemote(repository, branch);
      return join();
    },
  );
  if (pushed.state === 'pushed' && kept !== undefined)
    await forgetWaiting(repository, branch, kept);
  return pushed;
}

/** Lists the files in a folder that a commit does not have, or that differ from it on disk. */
export async function listDifferences(
  scratch: Repository['git'],
  commit: string,
  folder: string,
): Promise<{ missing: string[]; changed: string[] }> {
  await scratch.raw(['read-tree', commit]);
  const list = async (...words: string[]): Promise<string[]> =>
    splitPaths(await scratch.raw(['--literal-pathspecs', ...words, '--', folder]));
  return {
    missing: await list('ls-files', '-z', '--others', '--exclude-standard'),
    changed: await list('diff', '--name-only', '-z', '--no-renames', '--relative'),
  };
}
