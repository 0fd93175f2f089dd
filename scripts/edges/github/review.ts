import type { Approval } from '../../model/record/edits/add-approvals.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
import { pageSize, readAll } from './paging.ts';
import { type Instant } from '../../model/time/instant.ts';

/** A pull request with its files and reviews, as data. */
export interface Pull extends PullReviews {
  number: number;
  url: string;
  /** Branch that it proposes. */
  branch: string;
  /** Branch that it would be merged into. */
  base: string;
  /** True if that is the default branch. */
  isForDefault: boolean;
  open: boolean;
  merged: boolean;
  files: PullFile[];
  /** True if GitHub did not list all files. */
  isCut: boolean;
}

/** A file that a pull request changes. */
export interface PullFile {
  /** Relative to the repository. */
  path: string;
  /** Blob of the new text; undefined if the file is removed. */
  blob?: string;
}

/** Lists the numbers of the open pull requests. */
export async function listPulls({ owner, repo, octokit, read }: GitHub): Promise<number[]> {
  const pulls = await readAll((page) =>
    read('Listing the pull requests', () =>
      octokit.rest.pulls.list({
        owner,
        repo,
        state: 'open',
        sort: 'created',
        direction: 'asc',
        per_page: pageSize,
        page,
      }),
    ),
  );
  return pulls.map(({ number }) => number);
}

/** Reads the files and reviews of a pull request at one commit. */
export async function readPull(github: GitHub, number: number, attempts = 5): Promise<Pull> {
  const { owner, repo, octokit, read } = github;
  const params = { owner, repo, pull_number: number };
  const pull = await read('Reading the pull request', () => octokit.rest.pulls.get(params));
  const files = await readAll((page) =>
    read('Reading its files', () =>
      octokit.rest.pulls.listFiles({ ...params, per_page: pageSize, page }),
    ),
  );
  const reviews = await readAll((page) =>
    read('Reading its reviews', () =>
      octokit.rest.pulls.listReviews({ ...params, per_page: pageSize, page }),
    ),
  );
  // A push between two reads would give one commit the verdict on the files of another.
  const after = await read('Reading the pull request', () => octokit.rest.pulls.get(params));
  if (after.head.sha !== pull.head.sha || after.base.ref !== pull.base.ref) {
    if (attempts > 1) return readPull(github, number, attempts - 1);
    throw new GitHubError('unavailable', `#${number} changed repeatedly while it was read.`);
  }
  const merged = Date.parse(pull.merged_at ?? '');
  return {
    number,
    url: pull.html_url,
    author: pull.user.login,
    head: pull.head.sha,
    branch: pull.head.ref,
    base: pull.base.ref,
    isForDefault: pull.base.ref === pull.base.repo.default_branch,
    open: pull.state === 'open',
    merged: pull.merged,
    isCut: files.length < pull.changed_files,
    files: files.flatMap(({ filename, previous_filename: old, status, sha }): PullFile[] => [
      ...(status === 'renamed' && old !== undefined ? [{ path: old }] : []),
      { path: filename, ...(status !== 'removed' && sha !== null && { blob: sha }) },
    ]),
    reviews: reviews.flatMap(({ user, state, commit_id: commit, submitted_at }): Review[] => {
      const at = Date.parse(submitted_at ?? '');
      // A review after the merge approves nothing.
      const isLate = pull.merged && at > merged;
      if (!user || Number.isNaN(at) || isLate) return [];
      return [{ by: user.login, state, commit: commit ?? undefined, at }];
    }),
  };
}

/** Verdict of a check on a commit. */
export interface Verdict {
  ok: boolean;
  title: string;
  text: string;
}

const checkName = 'Postmortem review';

/** Distinguishes the check from a job of the same name in another workflow. */
const checkMark = 'sitrep:review v1';

/** Updates the check on a commit, or creates it. */
export async function upsertCheck(
  { owner, repo, octokit, read, write }: GitHub,
  head: string,
  { ok, title, text }: Verdict,
): Promise<'created' | 'changed' | 'unchanged'> {
  const output = { title, summary: text.slice(0, 60_000) };
  const fields = {
    name: checkName,
    external_id: checkMark,
    status: 'completed' as const,
    conclusion: ok ? ('success' as const) : ('failure' as const),
    output,
  };
  const { check_runs: known } = await read('Reading the check', () =>
    octokit.rest.checks.listForRef({
      owner,
      repo,
      ref: head,
      check_name: checkName,
      filter: 'all',
      per_page: pageSize,
    }),
  );
  const ours = known.find(
    ({ name, external_id: mark }) => name === checkName && mark === checkMark,
  );
  if (!ours) {
    await write('Creating the check', () =>
      octokit.rest.checks.create({ owner, repo, head_sha: head, ...fields }),
    );
    return 'created';
  }
  const isSame =
    ours.conclusion === fields.conclusion &&
    ours.output.title === output.title &&
    ours.output.summary?.replaceAll('\r\n', '\n') === output.summary;
  if (isSame) return 'unchanged';
  await write('Updating the check', () =>
    octokit.rest.checks.update({ owner, repo, check_run_id: ours.id, ...fields }),
  );
  return 'changed';
}

/** A review on GitHub. */
export interface Review {
  /** Login of the reviewer. */
  by: string;
  state: string;
  /** Commit that was reviewed. */
  commit: string | undefined;
  at: Instant;
}

/** The part of a pull request that approvals depend on. */
export interface PullReviews {
  /** Login of its author. */
  author: string;
  /** Commit that would be merged. */
  head: string;
  reviews: readonly Review[];
  /** Approvals already given on GitHub; the pull request may write these and no others. */
  granted?: readonly Approval[];
}
