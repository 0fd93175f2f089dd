import type { Instant } from '../register/instant.ts';
import { GitHubError } from './error.ts';
import type { GitHub } from './client.ts';
import { hashText } from './marks.ts';

/** How long a claim is left alone whose effect is not to be seen: what GitHub lists may lag behind. */
export const grace = 15 * 60_000;

/** More claims of one effect than this mean that something is broken that trying again will not mend. */
const mostGenerations = 20;

/**
 * Makes an effect that must happen once one's own: `mine` says that nobody else has it; `wait` that
 * somebody has, and may yet be at it; `exhausted` that it failed too often.
 *
 * The claim is a ref, which GitHub makes once only, on a commit that carries GitHub's own time. A
 * claim that is older than the grace and has had no effect was left by a run that died: the next
 * generation may be claimed.
 *
 * @param name of the effect: a pure function of the records, never of the run
 * @param tree any tree of the repository, for the commit
 * @param generations 1 for an effect that cannot be seen afterwards: it is tried once
 */
export async function claim(
  github: GitHub,
  name: string,
  tree: string,
  generations = mostGenerations,
): Promise<'mine' | 'wait' | 'exhausted'> {
  for (let generation = 1; generation <= generations; generation++) {
    const ref = nameRef(name, generation);
    const other = await findClaim(github, ref);
    if (other === undefined) {
      return (await makeClaim(github, ref, `${name}#${generation}`, tree)) ? 'mine' : 'wait';
    }
    if (github.now() - other < grace) return 'wait';
  }
  return 'exhausted';
}

/** Gives up the first claim of an effect that certainly did not happen, so that the next run tries it. */
export async function release(github: GitHub, name: string): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write('Giving up a claim', () =>
    octokit.rest.git.deleteRef({ owner, repo, ref: nameRef(name, 1) }),
  );
}

function nameRef(name: string, generation: number): string {
  return `sitrep/escalations/${hashText(`${name}#${generation}`)}`;
}

/** When a claim was made; undefined where there is none. */
async function findClaim(github: GitHub, ref: string): Promise<Instant | undefined> {
  const { owner, repo, octokit } = github;
  const what = 'Looking for a claim';
  try {
    const { object } = await github.read(what, () => octokit.rest.git.getRef({ owner, repo, ref }));
    const commit = await github.read(what, () =>
      octokit.rest.git.getCommit({ owner, repo, commit_sha: object.sha }),
    );
    return Date.parse(commit.committer.date);
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
