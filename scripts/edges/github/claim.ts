import type { Instant } from '../../model/time/instant.ts';
import { GitHubError, type Trouble } from './error.ts';
import type { GitHub } from './client.ts';
import { hashText } from './marks.ts';

/** How long a claim is left alone whose effect is not to be seen: what GitHub lists may lag behind. */
export const grace = 15 * 60_000;

/** More claims of one effect than this mean that something is broken that trying again will not mend. */
const mostGenerations = 20;

/** A claim that this run holds: nobody else makes the effect that it names. */
export interface Claim {
  name: string;
  generation: number;
}

/** Claims of an effect that is not to be seen, each older than the grace. */
export interface OldClaims {
  /** When the first of them was made: the effect cannot be older. */
  since: Instant;
  /** Accounts that made them. */
  accounts: ReadonlySet<string>;
}

/** An effect that was overlooked; never, if nothing can be searched for. */
type Found<Effect> = [Effect] extends [never] ? never : { found: Effect };

/**
 * Claims an effect that must happen once. Returns `wait` if another run has claimed it and may yet be at
 * it, and `exhausted` if it was tried too often without effect.
 *
 * The claim is a ref, which GitHub makes once only, on a commit that carries GitHub's own time. A
 * claim that is older than the grace and has had no effect was left by a run that died: the next
 * generation may be claimed.
 *
 * @param name of the effect: a pure function of the records, never of the run
 * @param tree any tree of the repository, for the commit
 * @param login of our own account: the claim names it, so that another account of ours finds the effect
 * @param generations 1 for an effect that cannot be seen afterwards: it is tried once
 * @param search looks for the effect of old claims again, where it may have been overlooked
 */
export async function claim<Effect = never>(
  github: GitHub,
  name: string,
  tree: string,
  login: string,
  {
    generations = mostGenerations,
    search,
  }: { generations?: number; search?: (old: OldClaims) => Promise<Effect | undefined> } = {},
): Promise<Claim | Found<Effect> | 'wait' | 'exhausted'> {
  let since = Infinity;
  const accounts = new Set<string>();
  const find = async (): Promise<Found<Effect> | undefined> => {
    const found = accounts.size > 0 ? await search?.({ since, accounts }) : undefined;
    return found === undefined ? undefined : ({ found } as Found<Effect>);
  };
  for (let generation = 1; generation <= generations; generation++) {
    const ref = nameRef(name, generation);
    const other = await findClaim(github, ref);
    if (other === undefined) {
      const found = await find();
      if (found) return found;
      const message = `${name}#${generation}\n\nAccount: ${login}\n`;
      return (await makeClaim(github, ref, message, tree)) ? { name, generation } : 'wait';
    }
    if (github.now() - other.at < grace) return 'wait';
    since = Math.min(since, other.at);
    accounts.add(other.account);
  }
  return (await find()) ?? 'exhausted';
}

/**
 * Makes the effect that was claimed. After a refusal, which certainly did nothing, it gives the claim up,
 * so that the next run need not wait until the grace is over.
 */
export async function perform<T>(
  github: GitHub,
  held: Claim,
  effect: () => Promise<T>,
): Promise<T> {
  try {
    return await effect();
  } catch (error) {
    if (error instanceof GitHubError && refusals.has(error.trouble)) {
      await release(github, held).catch((failure: unknown) => {
        // Then the claim grows old, like that of a run that died.
        if (!(failure instanceof GitHubError)) throw failure;
      });
    }
    throw error;
  }
}

const refusals: ReadonlySet<Trouble> = new Set([
  'not-found',
  'gone',
  'forbidden',
  'invalid',
  'limited',
]);

/** Gives up the claim of an effect that certainly did not happen, so that the next run tries it. */
export async function release(github: GitHub, { name, generation }: Claim): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write('Giving up a claim', () =>
    octokit.rest.git.deleteRef({ owner, repo, ref: nameRef(name, generation) }),
  );
}

/** Whether an account has claimed an effect. */
export async function hasClaimed(github: GitHub, name: string, account: string): Promise<boolean> {
  for (let generation = 1; generation <= mostGenerations; generation++) {
    const found = await findClaim(github, nameRef(name, generation));
    if (!found) return false;
    if (found.account === account) return true;
  }
  return false;
}

function nameRef(name: string, generation: number): string {
  return `sitrep/escalations/${hashText(`${name}#${generation}`)}`;
}

/** Finds out when a claim was made, and by which account; undefined if there is none. */
async function findClaim(
  github: GitHub,
  ref: string,
): Promise<{ at: Instant; account: string } | undefined> {
  const { owner, repo, octokit } = github;
  const what = 'Looking for a claim';
  try {
    const { object } = await github.read(what, () => octokit.rest.git.getRef({ owner, repo, ref }));
    const { committer, message } = await github.read(what, () =>
      octokit.rest.git.getCommit({ owner, repo, commit_sha: object.sha }),
    );
    // Before claims named their account, every workflow was taken for this one.
    const account = /^Account: (\S+)$/m.exec(message)?.[1] ?? 'github-actions[bot]';
    return { at: Date.parse(committer.date), account };
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return undefined;
    throw error;
  }
}

async function makeClaim(
  github: GitHub,
  ref: string,
  message: string,
  tree: string,
): Promise<boolean> {
  const { owner, repo, octokit } = github;
  const date = new Date(github.now()).toISOString();
  const author = { name: 'Sitrep', email: 'sitrep@users.noreply.github.com', date };
  const commit = await github.write('Writing a claim', () =>
    octokit.rest.git.createCommit({
      owner,
      repo,
      message,
      tree,
      parents: [],
      author,
      committer: author,
    }),
  );
  try {
    await github.write('Claiming', () =>
      octokit.rest.git.createRef({ owner, repo, ref: `refs/${ref}`, sha: commit.sha }),
    );
    return true;
  } catch (error) {
    // Somebody was quicker.
    if (error instanceof GitHubError && error.trouble === 'invalid') return false;
    throw error;
  }
}

/** A tree that claims can point to: that of the newest commit. */
export async function findTree(github: GitHub): Promise<string> {
  const { owner, repo, octokit } = github;
  const { commit } = await github.read('Looking at the newest commit', () =>
    octokit.rest.repos.getCommit({ owner, repo, ref: 'HEAD' }),
  );
  return commit.tree.sha;
}
