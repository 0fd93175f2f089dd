import type { Instant } from '../../model/time/instant.ts';
import { GitHubError, type Trouble } from './error.ts';
import type { GitHub } from './client.ts';
import { hashText } from './marks.ts';

/** Time in milliseconds before a claim without a visible effect is stale, because GitHub's lists lag. */
export const grace = 15 * 60_000;

/** Maximum number of claims of one effect; after more, retrying does not help. */
const maxGenerations = 20;

/** A claim that this run holds, so that no other run makes the effect that it names. */
export interface Claim {
  name: string;
  generation: number;
}

/** Claims of an effect that is not visible, each older than the grace. */
export interface OldClaims {
  /** Time of the first claim; the effect cannot be older. */
  since: Instant;
  /** Accounts that made them. */
  accounts: ReadonlySet<string>;
}

/** An effect that was overlooked; `never` if there is no search. */
type FoundEffect<Effect> = [Effect] extends [never] ? never : { found: Effect };

/**
 * Claims an effect that must happen once. Returns `wait` if another run has claimed it and may still be
 * working on it, and `exhausted` after too many claims without effect.
 *
 * The claim is a ref, which GitHub creates only once, on a commit with GitHub's own time. A claim that is
 * older than the grace and has no effect was left by a run that died, so the next generation may be
 * claimed.
 *
 * @param name name of the effect: a pure function of the records, never of the run
 * @param tree any tree of the repository, for the commit
 * @param login Sitrep's account, which the claim names so that another account finds the effect
 * @param generations 1 for an effect that is not visible afterwards, which is tried once
 * @param search looks again for an effect of old claims that may have been overlooked
 */
export async function claim<Effect = never>(
  github: GitHub,
  name: string,
  tree: string,
  login: string,
  {
    generations = maxGenerations,
    search,
  }: { generations?: number; search?: (old: OldClaims) => Promise<Effect | undefined> } = {},
): Promise<Claim | FoundEffect<Effect> | 'wait' | 'exhausted'> {
  let since = Infinity;
  const accounts = new Set<string>();
  const find = async (): Promise<FoundEffect<Effect> | undefined> => {
    const found = accounts.size > 0 ? await search?.({ since, accounts }) : undefined;
    return found === undefined ? undefined : ({ found } as FoundEffect<Effect>);
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
 * Makes the claimed effect. After a refusal, which certainly had no effect, releases the claim, so that the
 * next run need not wait for the grace to end.
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
        // The claim then becomes stale, like that of a run that died.
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

/** Releases the claim of an effect that certainly did not happen, so that the next run tries it. */
export async function release(github: GitHub, { name, generation }: Claim): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write('Releasing a claim', () =>
    octokit.rest.git.deleteRef({ owner, repo, ref: nameRef(name, generation) }),
  );
}

/** Checks whether an account has claimed an effect. */
export async function hasClaimed(github: GitHub, name: string, account: string): Promise<boolean> {
  for (let generation = 1; generation <= maxGenerations; generation++) {
    const found = await findClaim(github, nameRef(name, generation));
    if (!found) return false;
    if (found.account === account) return true;
  }
  return false;
}

function nameRef(name: string, generation: number): string {
  return `sitrep/escalations/${hashText(`${name}#${generation}`)}`;
}

/** Finds the time and the account of a claim; undefined if there is none. */
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
    // A claim without an account is one of the workflow's.
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
    // Another run claimed it first.
    if (error instanceof GitHubError && error.trouble === 'invalid') return false;
    throw error;
  }
}

/** Finds a tree that claims can point to: that of the newest commit. */
export async function findTree(github: GitHub): Promise<string> {
  const { owner, repo, octokit } = github;
  const { commit } = await github.read('Reading the newest commit', () =>
    octokit.rest.repos.getCommit({ owner, repo, ref: 'HEAD' }),
  );
  return commit.tree.sha;
}
