import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
import { ensureLabels } from './issues.ts';
import { pageSize, readAll } from './paging.ts';

/** A pull request to open. */
export interface PullRequest {
  head: string;
  base: string;
  title: string;
  body: string;
  labels: readonly string[];
  /** Handles; those that GitHub refuses because they are not collaborators are left out. */
  reviewers: readonly string[];
}

/**
 * Finds the open pull request of a branch, or opens one. GitHub refuses a second one for the same
 * branches.
 */
export async function ensurePullRequest(
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
  let created;
  try {
    created = await write('Opening the pull request', () =>
      octokit.rest.pulls.create({ owner, repo, head, base, title: title.slice(0, 250), body }),
    );
  } catch (error) {
    // It exists if another run opened it first, or if the response was lost.
    const opened = await find();
    if (opened) return opened;
    throw error;
  }
  const { number } = created;
  await ensureLabels(github, labels, new Set());
  await write('Labelling the pull request', () =>
    octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] }),
  );
  for (const reviewer of reviewers) {
    // GitHub refuses a whole list if it cannot ask one of them, so each is asked separately.
    await write('Requesting a review', () =>
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
  return { number, url: created.html_url, state: 'created' };
}

/** A pull request, open or not. */
export interface FoundPull {
  number: number;
  url: string;
  title: string;
  state: 'open' | 'merged' | 'closed';
}

/** Finds the newest pull request of a branch, open or not; undefined if there is none. */
export async function findPullRequest(
  { owner, repo, octokit, read }: GitHub,
  head: string,
): Promise<FoundPull | undefined> {
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

/** An open pull request of Sitrep's own. */
export interface OwnPull {
  number: number;
  url: string;
  branch: string;
}

/**
 * Lists the open pull requests that Sitrep's account proposed for the default branch from branches of this
 * repository, which nobody without write access can change.
 */
export async function listOwnPulls(github: GitHub, login: string): Promise<OwnPull[]> {
  const { owner, repo, octokit, read } = github;
  const pulls = await readAll((page) =>
    read('Listing the pull requests', () =>
      octokit.rest.pulls.list({ owner, repo, state: 'open', per_page: pageSize, page }),
    ),
  );
  return pulls.flatMap(({ number, html_url: url, user, head, base }) => {
    // A deleted fork has no repository.
    const from = (head.repo as typeof head.repo | null)?.full_name;
    const isHere = from === base.repo.full_name && base.ref === base.repo.default_branch;
    return isHere && user?.login === login ? [{ number, url, branch: head.ref }] : [];
  });
}

/** A file that a pull request adds, by its path in the repository. */
export interface AddedFile {
  path: string;
  sha: string;
  /** Its lines as a diff, which GitHub leaves out for large files. */
  patch?: string;
}

/** Lists the files that a pull request adds. */
export async function listAddedFiles(github: GitHub, number: number): Promise<AddedFile[]> {
  return (await listFiles(github, number)).flatMap(({ filename: path, status, sha, patch }) =>
    status === 'added' && sha !== null
      ? [{ path, sha, ...(patch !== undefined && { patch }) }]
      : [],
  );
}

/** Renames a pull request. */
export async function renamePullRequest(
  { owner, repo, octokit, write }: GitHub,
  number: number,
  title: string,
): Promise<void> {
  await write('Renaming the pull request', () =>
    octokit.rest.issues.update({ owner, repo, issue_number: number, title }),
  );
}

/** Lists the files that a pull request changes, by path in the repository. */
export async function listPullFiles(github: GitHub, number: number): Promise<string[]> {
  return (await listFiles(github, number)).map(({ filename }) => filename);
}

async function listFiles({ owner, repo, octokit, read }: GitHub, number: number) {
  return readAll((page) =>
    read('Listing the files of the pull request', () =>
      octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, per_page: pageSize, page }),
    ),
  );
}

/** Checks whether a pull request has a review. */
export async function isReviewed(
  { owner, repo, octokit, read }: GitHub,
  number: number,
): Promise<boolean> {
  const reviews = await read('Reading the reviews', () =>
    octokit.rest.pulls.listReviews({ owner, repo, pull_number: number, per_page: 1 }),
  );
  return reviews.length > 0;
}
