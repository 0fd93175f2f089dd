import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
import { ensureLabels } from './issues.ts';

/** A pull request as it should be. */
export interface PullRequest {
  head: string;
  base: string;
  title: string;
  body: string;
  labels: readonly string[];
  /** Handles; who is no collaborator is left out. */
  reviewers: readonly string[];
}

/**
 * The open pull request of a branch: made where there is none, and never twice, since GitHub itself
 * refuses a second one for the same branches.
 */
export async function keepPullRequest(
  github: GitHub,
  { head, base, title, body, labels, reviewers }: PullRequest,
): Promise<{ number: number; url: string; state: 'created' | 'found' }> {
  const { owner, repo, octokit, read, write } = github;
  const find = async () => {
    const [found] = await read('Listing the pull requests', () =>
      octokit.rest.pulls.list({ owner, repo, state: 'open', head: `${owner}:${head}`, base }),
    );
    return found && { number: found.number, url: found.html_url, state: 'found' as const };
  };
  const known = await find();
  if (known) return known;
  let made;
  try {
    made = await write('Opening the pull request', () =>
      octokit.rest.pulls.create({ owner, repo, head, base, title: title.slice(0, 250), body }),
    );
  } catch (error) {
    // Another run was faster, or the answer was lost: then it is there now.
    const there = await find();
    if (there) return there;
    throw error;
  }
  const { number } = made;
  await ensureLabels(github, labels, new Set());
  await write('Labelling the pull request', () =>
    octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] }),
  );
  for (const reviewer of reviewers) {
    // GitHub refuses all of them where one may not be asked; so they are asked one by one.
    await write('Asking for a review', () =>
      octokit.rest.pulls.requestReviewers({
        owner,
        repo,
        pull_number: number,
        reviewers: [reviewer],
      }),
    ).catch((error: unknown) => {
      if (!(error instanceof GitHubError)) throw error;
    });
  }
  return { number, url: made.html_url, state: 'created' };
}

/** The newest pull request that a branch was proposed with, open or not; undefined where there was none. */
export async function findPullRequest(
  { owner, repo, octokit, read }: GitHub,
  head: string,
): Promise<
  { number: number; url: string; title: string; state: 'open' | 'merged' | 'closed' } | undefined
> {
  const found = await read('Listing the pull requests', () =>
    octokit.rest.pulls.list({
      owner,
      repo,
      state: 'all',
      head: `${owner}:${head}`,
      sort: 'created',
      direction: 'desc',
      per_page: 10,
    }),
  );
  const [pull] = [...found].sort((a, b) => b.number - a.number);
  if (!pull) return undefined;
  const state = pull.state === 'open' ? 'open' : pull.merged_at === null ? 'closed' : 'merged';
  return { number: pull.number, url: pull.html_url, title: pull.title, state };
}

/** An open pull request of our own. */
export interface OwnPull {
  number: number;
  url: string;
  branch: string;
}

/**
 * Lists the open pull requests that our own account proposed for the default branch, from branches of this
 * very repository: nobody who may only fork it can have put anything there.
 */
export async function listOwnPulls(github: GitHub, login: string): Promise<OwnPull[]> {
  const { owner, repo, octokit, read } = github;
  const pulls: OwnPull[] = [];
  const size = 100;
  for (let page = 1; ; page++) {
    const found = await read('Listing the pull requests', () =>
      octokit.rest.pulls.list({ owner, repo, state: 'open', per_page: size, page }),
    );
    for (const { number, html_url: url, user, head, base } of found) {
      // GitHub names no repository for a fork that was deleted.
      const from = (head.repo as typeof head.repo | null)?.full_name;
      const isHere = from === base.repo.full_name && base.ref === base.repo.default_branch;
      if (isHere && user?.login === login) pulls.push({ number, url, branch: head.ref });
    }
    if (found.length < size) return pulls;
  }
}

/** A file that a pull request adds, by its path in the repository. */
export interface AddedFile {
  path: string;
  sha: string;
  /** Its lines as a difference; GitHub leaves it out for large files. */
  patch?: string;
}

/** Lists the files that a pull request adds. */
export async function listAddedFiles(
  { owner, repo, octokit, read }: GitHub,
  number: number,
): Promise<AddedFile[]> {
  const files: AddedFile[] = [];
  const size = 100;
  for (let page = 1; ; page++) {
    const found = await read('Listing the files of the pull request', () =>
      octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, per_page: size, page }),
    );
    for (const { filename: path, status, sha, patch } of found) {
      if (status !== 'added' || sha === null) continue;
      files.push({ path, sha, ...(patch !== undefined && { patch }) });
    }
    if (found.length < size) return files;
  }
}

/** Gives a pull request another title. */
export async function renamePullRequest(
  { owner, repo, octokit, write }: GitHub,
  number: number,
  title: string,
): Promise<void> {
  await write('Renaming the pull request', () =>
    octokit.rest.issues.update({ owner, repo, issue_number: number, title }),
  );
}

/** The files that a pull request changes, by path in the repository. */
export async function listPullFiles(
  { owner, repo, octokit, read }: GitHub,
  number: number,
): Promise<string[]> {
  const files = await read('Listing the files of the pull request', () =>
    octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, per_page: 100 }),
  );
  return files.map(({ filename }) => filename);
}

/** Whether somebody has given a review. */
export async function isReviewed(
  { owner, repo, octokit, read }: GitHub,
  number: number,
): Promise<boolean> {
  const reviews = await read('Reading the reviews', () =>
    octokit.rest.pulls.listReviews({ owner, repo, pull_number: number, per_page: 1 }),
  );
  return reviews.length > 0;
}
