import { commitTree, retryLocked } from './commit.ts';
import { mergeCommits } from './merge.ts';
import { isMerged } from './merged.ts';
import { pushPatiently, type Pushed } from './push.ts';
import { findCommit, viewRemote, type RemoteView } from './remote.ts';
import type { Repository } from './repository.ts';
import { splitPaths } from './paths.ts';

/** A branch that is proposed, as it is before a command adds to it. */
export interface Proposal extends RemoteView {
  branch: string;
  /** What is proposed and not merged yet; undefined where nothing is. */
  goesOn?: string;
  /** Commits to go on from: what is proposed and not merged yet, then what the user's work began from. */
  grounds: string[];
}

/** The files that are to be committed, relative to the data root. */
export interface ProposedFiles {
  paths: readonly string[];
  /** Those that were there before, and are edited. */
  edited: readonly string[];
  /** What was written in them since they were committed is meant to go along. */
  whole: boolean;
}

/** Where a commit is kept until it is pushed: no branch of the user's, since one may be on it. */
const nameKept = (branch: string): string => `refs/${branch}`;

/** Looks up what is proposed on a branch already, at the remote and among what waits here to be pushed. */
export async function openProposal(repository: Repository, branch: string): Promise<Proposal> {
  const { git, head } = repository;
  const view = await viewRemote(repository, branch);
  const { baseTip } = view;
  if (baseTip === undefined) return { ...view, branch, grounds: [] };
  const isOpen = async (tip: string | undefined): Promise<boolean> =>
    tip !== undefined && !(await isMerged(repository, tip, baseTip));
  const tip = (await isOpen(view.tip)) ? view.tip : undefined;
  let kept = await findCommit(git, nameKept(branch));
  if (kept !== undefined && !(await isOpen(kept))) {
    await forgetKept(repository, branch, kept);
    kept = undefined;
  }
  const both =
    tip === undefined || kept === undefined
      ? undefined
      : await mergeCommits(repository, kept, tip, `Merge what is on ${branch}`);
  const goesOn = both && 'commit' in both ? both.commit : (kept ?? tip);
  const fork =
    head === undefined ? '' : await git.raw(['merge-base', head, baseTip]).catch(() => '');
  const grounds = [goesOn ?? '', fork.trim(), baseTip].filter((commit) => commit !== '');
  return { ...view, branch, ...(goesOn && { goesOn }), grounds: [...new Set(grounds)] };
}

/**
 * Commits files as they are on disk on top of a ground, and keeps the commit until it is pushed. What is
 * checked out stays so. The files are staged as well, so that Git knows them when the branch comes back
 * merged: it refuses a pull over files that it does not know, be they the same.
 *
 * @returns undefined where the ground has the files so already
 */
export async function commitProposed(
  repository: Repository,
  scratch: Repository['git'],
  { branch }: Proposal,
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
  await keepCommit(repository, branch, commit);
  return commit;
}

/** Keeps a commit beside what waits already: another command may have put one there this moment. */
async function keepCommit(repository: Repository, branch: string, commit: string): Promise<void> {
  const { git } = repository;
  const name = nameKept(branch);
  await retryLocked(async () => {
    const kept = await findCommit(git, name);
    const both =
      kept && (await mergeCommits(repository, commit, kept, `Merge what is on ${branch}`));
    if (both && !('commit' in both)) {
      throw new Error(`${name} holds other changes of the same files; push or delete it`);
    }
    await git.raw(['update-ref', name, both ? both.commit : commit, kept ?? '']);
  });
}

async function forgetKept({ git }: Repository, branch: string, commit: string): Promise<void> {
  // Where another command put its own there meanwhile, that is kept.
  await git.raw(['update-ref', '-d', nameKept(branch), commit]).catch(() => '');
}

/**
 * Pushes all that is proposed on a branch. What others proposed there is joined with it; a branch that
 * was merged begins anew, in place of the very one that was looked at.
 *
 * @param commit the newest, where one was made: another command may have pushed it already
 * @returns undefined where nothing is proposed
 */
export async function pushProposed(
  repository: Repository,
  proposal: Proposal,
  commit: string | undefined,
): Promise<Pushed | undefined> {
  const { git } = repository;
  const { branch, remote, goesOn } = proposal;
  const kept = await findCommit(git, nameKept(branch));
  let ours = kept ?? commit ?? goesOn ?? '';
  if (ours === '') return undefined;
  let view: RemoteView = proposal;
  const join = async (): Promise<Pushed | undefined> => {
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
  const pushed = await pushPatiently(
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
  if (pushed.state === 'pushed' && kept !== undefined) await forgetKept(repository, branch, kept);
  return pushed;
}

/** Files in a folder that a commit has not, or has otherwise than they are on disk. */
export async function listUnlike(
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
