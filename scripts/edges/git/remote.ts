import { retryLocked } from './commit.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { explainRefusal } from './refusal.ts';
import type { Repository } from './repository.ts';

export const noRemote = 'the repository has no remote';

/** Finds the remote that a branch is pushed to; undefined if the repository has none. */
export async function findPushRemote(
  git: Repository['git'],
  branch: string,
): Promise<string | undefined> {
  const configured = await git.raw(['config', '--get', `branch.${branch}.remote`]).catch(() => '');
  const remotes = (await git.raw(['remote'])).split('\n').filter((name) => name !== '');
  return configured.trim() || (remotes.includes('origin') ? 'origin' : remotes[0]);
}

/** Newest known commits of a proposed branch and of its base. */
export interface RemoteView {
  /** Name of the branch that the work is proposed for. */
  base: string;
  /** Newest commit of the base; undefined before the first one. */
  baseTip?: string;
  /** Newest commit of the proposed branch; undefined if the remote does not have it. */
  tip?: string;
  /** Name of the remote; undefined if there is none. */
  remote?: string;
  /** Why the remote did not answer; the commits are then the last known ones. */
  away?: string;
}

/** Reads the remote's branches and fetches missing commits, without moving a branch of the clone. */
export async function viewRemote({ git }: Repository, branch: string): Promise<RemoteView> {
  const head = await git.raw(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '');
  const current = head.trim();
  const remote = await findPushRemote(git, current);
  if (remote === undefined) {
    const base = nameDefault(current);
    return { ...(await findKnownBase(git, base)), away: noRemote };
  }
  try {
    const refs = await git.raw(['ls-remote', '--symref', remote, 'HEAD', `refs/heads/${branch}`]);
    const tips = new Map(
      [...refs.matchAll(/^([0-9a-f]+)\t(.+)$/gm)].map(([, commit = '', name]) => [name, commit]),
    );
    const [baseTip, tip] = [tips.get('HEAD'), tips.get(`refs/heads/${branch}`)];
    const base =
      /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(refs)?.[1] ?? (await findBase(git, remote, current));
    await fetchMissing(git, remote, [
      [base, baseTip],
      [branch, tip],
    ]);
    return {
      ...(await findKnownBase(git, base, remote)),
      remote,
      ...(baseTip !== undefined && { baseTip }),
      ...(tip !== undefined && { tip }),
    };
  } catch (error) {
    const known = await findCommit(git, `refs/remotes/${remote}/${branch}`);
    return {
      ...(await findKnownBase(git, await findBase(git, remote, current), remote)),
      remote,
      ...(known !== undefined && { tip: known }),
      away: explainRefusal(readMessage(error)),
    };
  }
}

async function fetchMissing(
  git: Repository['git'],
  remote: string,
  tips: readonly (readonly [branch: string, commit: string | undefined])[],
): Promise<void> {
  for (const [branch, commit] of tips) {
    if (commit === undefined || (await findCommit(git, commit)) !== undefined) continue;
    await retryLocked(() => git.raw(['fetch', '--quiet', remote, `refs/heads/${branch}`]));
  }
}

/**
 * Finds the base branch as it was last known. If the remote has branches, it is never guessed from the
 * checked-out branch, which may contain commits that must not be proposed.
 */
async function findBase(git: Repository['git'], remote: string, current: string): Promise<string> {
  const prefix = `refs/remotes/${remote}/`;
  const head = await git.raw(['symbolic-ref', '--quiet', `${prefix}HEAD`]).catch(() => '');
  const named = head.trim().slice(prefix.length);
  const known = await listKnown(git, remote);
  if (known.length === 0) return named || nameDefault(current);
  if (known.includes(named)) return named;
  const base = ['main', 'master'].find((name) => known.includes(name));
  const [only = '', ...others] = known;
  if (base !== undefined || others.length === 0) return base ?? only;
  throw new Error(
    `the default branch of ${remote} is unknown: run git remote set-head ${remote} -a`,
  );
}

async function findKnownBase(
  git: Repository['git'],
  base: string,
  remote?: string,
): Promise<Pick<RemoteView, 'base' | 'baseTip'>> {
  const names =
    remote !== undefined && (await listKnown(git, remote)).length > 0
      ? [`refs/remotes/${remote}/${base}`]
      : [`refs/heads/${base}`, 'HEAD'];
  for (const name of names) {
    const baseTip = await findCommit(git, name);
    if (baseTip !== undefined) return { base, baseTip };
  }
  return { base };
}

/** Lists the last known branches of a remote, without proposed ones. */
async function listKnown(git: Repository['git'], remote: string): Promise<string[]> {
  const prefix = `refs/remotes/${remote}/`;
  const text = await git.raw(['for-each-ref', '--format=%(refname)', prefix]);
  return text
    .split('\n')
    .map((name) => name.slice(prefix.length))
    .filter((name) => name !== '' && name !== 'HEAD' && !name.startsWith('sitrep/'));
}

/** Names the base branch if no remote is known. */
function nameDefault(current: string): string {
  return current.startsWith('sitrep/') || current === '' ? 'main' : current;
}

/** Finds the commit that a name refers to; undefined if the clone does not have it. */
export async function findCommit(
  git: Repository['git'],
  name: string,
): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  return (await git.raw(words).catch(() => '')).trim() || undefined;
}
