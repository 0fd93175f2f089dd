import type { Approval } from '../../model/record/edits/add-approvals.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
import { pageSize, readAll } from './paging.ts';
import { type Instant } from '../../model/time/instant.ts';

/** A pull request with its files and reviews, as data. */
export interface Pull extends Proposed {
  number: number;
  url: string;
  /** Branches that it comes from and goes to. */
  branch: string;
  base: string;
  /** It goes to the default branch. */
  isForDefault: boolean;
  open: boolean;
  merged: boolean;
  files: PullFile[];
  /** GitHub lists so many files, and says nothing of the others. */
  isCut: boolean;
}

export interface PullFile {
  /** Relative to the repository. */
  path: string;
  /** Blob of the new text; undefined where the file is gone. */
  blob?: string;
}

/** Numbers of the open pull requests. */
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

/** Reads one pull request: what it changes, and who said what of it, all of one commit. */
export async function readPull(github: GitHub, number: number, attempts = 5): Promise<Pull> {
  const { owner, repo, octokit, read } = github;
  const place = { owner, repo, pull_number: number };
  const pull = await read('Reading the pull request', () => octokit.rest.pulls.get(place));
  const files = await readAll((page) =>
    read('Reading its files', () =>
      octokit.rest.pulls.listFiles({ ...place, per_page: pageSize, page }),
    ),
  );
  const reviews = await readAll((page) =>
    read('Reading its reviews', () =>
      octokit.rest.pulls.listReviews({ ...place, per_page: pageSize, page }),
    ),
  );
  // A push between two readings would give one commit the verdict on another's files.
  const after = await read('Reading the pull request', () => octokit.rest.pulls.get(place));
  if (after.head.sha !== pull.head.sha || after.base.ref !== pull.base.ref) {
    if (attempts > 1) return readPull(github, number, attempts - 1);
    throw new GitHubError('unavailable', `#${number} changes faster than it can be read.`);
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
      // What was said after it was merged approved nothing.
      const isLate = pull.merged && at > merged;
      if (!user || Number.isNaN(at) || isLate) return [];
      return [{ by: user.login, state, commit: commit ?? undefined, at }];
    }),
  };
}

/** A check's verdict on a commit. */
export interface Verdict {
  ok: boolean;
  title: string;
  text: string;
}

const checkName = 'Postmortem review';
/** A job of anybody's workflow may have the same name; it is not ours. */
const checkMark = 'sitrep:review v1';

/** Keeps one check on a commit up to date, and makes it where there is none. */
export async function keepCheck(
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
    await write('Making the check', () =>
      octokit.rest.checks.create({ owner, repo, head_sha: head, ...fields }),
    );
    return 'created';
  }
  const isSame =
    ours.conclusion === fields.conclusion &&
    ours.output.title === output.title &&
    ours.output.summary?.replaceAll('\r\n', '\n') === output.summary;
  if (isSame) return 'unchanged';
  await write('Changing the check', () =>
    octokit.rest.checks.update({ owner, repo, check_run_id: ours.id, ...fields }),
  );
  return 'changed';
}

/** A review as GitHub has it. */
export interface Review {
  /** Login. */
  by: string;
  state: string;
  /** Commit that was looked at. */
  commit: string | undefined;
  at: Instant;
}

/** A pull request, as far as approvals depend on it. */
export interface Proposed {
  /** Login of who opened it. */
  author: string;
  /** Commit that would be merged. */
  head: string;
  reviews: readonly Review[];
  /** Approvals that were given on GitHub before: it may write them, and nobody else's. */
  granted?: readonly Approval[];
}
