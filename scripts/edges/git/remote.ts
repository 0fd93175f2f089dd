import { retryLocked } from './commit.ts';
import { readMessage } from '../../model/text/read-message.ts';
import { explainRefusal } from './refusal.ts';
import type { Repository } from './repository.ts';

export const noRemote = 'the repository has no remote';

/** The remote that a branch is pushed to; undefined where the repository has none. */
export async function chooseRemote(
  git: Repository['git'],
  branch: string,
): Promise<string | undefined> {
  const configured = await git.raw(['config', '--get', `branch.${branch}.remote`]).catch(() => '');
  const remotes = (await git.raw(['remote'])).split('\n').filter((name) => name !== '');
  return configured.trim() || (remotes.includes('origin') ? 'origin' : remotes[0]);
}

/** What is known of a branch that is proposed, and of the branch that it is to go into. */
export interface RemoteView {
  /** Name of the branch that the work is to go into. */
  base: string;
  /** Its newest commit; undefined before the first one. */
  baseTip?: string;
  /** The newest commit of the branch that is proposed; undefined where the remote has none. */
  tip?: string;
  /** The remote that was asked; undefined where there is none. */
  remote?: string;
  /** Why it could not be asked: then this is what it was known to have. */
  away?: string;
}

/** Asks the remote, and fetches what is not here yet; no branch of the clone is moved. */
export async function viewRemote({ git }: Repository, branch: string): Promise<RemoteView> {
  const head = await git.raw(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '');
  const current = head.trim();
  const remote = await chooseRemote(git, current);
  if (remote === undefined) {
    const base = nameUsual(current);
    return { ...(await recall(git, base)), away: noRemote };
  }
  try {
    const told = await git.raw(['ls-remote', '--symref', remote, 'HEAD', `refs/heads/${branch}`]);
    const tips = new Map(
      [...told.matchAll(/^([0-9a-f]+)\t(.+)$/gm)].map(([, commit = '', name]) => [name, commit]),
    );
    const [baseTip, tip] = [tips.get('HEAD'), tips.get(`refs/heads/${branch}`)];
    const base =
      /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(told)?.[1] ?? (await nameBase(git, remote, current));
    await fetchMissing(git, remote, [
      [base, baseTip],
      [branch, tip],
    ]);
    return {
      ...(await recall(git, base, remote)),
      remote,
      ...(baseTip !== undefined && { baseTip }),
      ...(tip !== undefined && { tip }),
    };
  } catch (error) {
    const known = await findCommit(git, `refs/remotes/${remote}/${branch}`);
    return {
      ...(await recall(git, await nameBase(git, remote, current), remote)),
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
 * The branch that work goes into, as it was known last. It is never guessed from what is checked out
 * where the remote has branches: that may hold commits that are not to be proposed.
 */
async function nameBase(git: Repository['git'], remote: string, current: string): Promise<string> {
  const prefix = `refs/remotes/${remote}/`;
  const head = await git.raw(['symbolic-ref', '--quiet', `${prefix}HEAD`]).catch(() => '');
  const named = head.trim().slice(prefix.length);
  const known = await listKnown(git, remote);
  if (known.length === 0) return named || nameUsual(current);
  if (known.includes(named)) return named;
  const base = ['main', 'master'].find((name) => known.includes(name));
  const [only = '', ...others] = known;
  if (base !== undefined || others.length === 0) return base ?? only;
  throw new Error(
    `which of the branches of ${remote} is the default is not known here: run git remote set-head ${remote} -a`,
  );
}

async function recall(
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

/** The branches of a remote that it was known to have last, without those that are proposed. */
async function listKnown(git: Repository['git'], remote: string): Promise<string[]> {
  const prefix = `refs/remotes/${remote}/`;
  const text = await git.raw(['for-each-ref', '--format=%(refname)', prefix]);
  return text
    .split('\n')
    .map((name) => name.slice(prefix.length))
    .filter((name) => name !== '' && name !== 'HEAD' && !name.startsWith('sitrep/'));
}

/** As it is called where no remote says. */
function nameUsual(current: string): string {
  return current.startsWith('sitrep/') || current === '' ? 'main' : current;
}

/** The commit that a name stands for; undefined where there is none here. */
export async function findCommit(
  git: Repository['git'],
  name: string,
): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  return (await git.raw(words).catch(() => '')).trim() || undefined;
}
