import type { Approval } from '../../model/record/edits/add-approvals.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
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

const size = 100;

/** Reads every page of a list. */
async function readAll<T>(readPage: (page: number) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const found = await readPage(page);
    all.push(...found);
    if (found.length < size) return all;
  }
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
        per_page: size,
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
      octokit.rest.pulls.listFiles({ ...place, per_page: size, page }),
    ),
  );
  const reviews = await readAll((page) =>
    read('Reading its reviews', () =>
      octokit.rest.pulls.listReviews({ ...place, per_page: size, page }),
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

/** The bytes of a blob. */
export async function readBlob(github: GitHub, blob: string): Promise<Uint8Array> {
  const { owner, repo, octokit, read } = github;
  const { content } = await read('Reading a file', () =>
    octokit.rest.git.getBlob({ owner, repo, file_sha: blob }),
  );
  return Buffer.from(content, 'base64');
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
      per_page: size,
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

/** A file on a branch, and the blob that a change of it must name. */
export async function readFile(
  { owner, repo, octokit, read }: GitHub,
  path: string,
  branch: string,
): Promise<{ text: string; blob: string } | undefined> {
  try {
    const file = await read('Reading the file', () =>
      octokit.rest.repos.getContent({ owner, repo, path, ref: branch }),
    );
    if (Array.isArray(file) || file.type !== 'file' || !('content' in file)) return undefined;
    return { text: Buffer.from(file.content, 'base64').toString('utf8'), blob: file.sha };
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return undefined;
    throw error;
  }
}

/** Commits one file to a branch; refused by GitHub where somebody else was faster. */
export async function writeFile(
  { owner, repo, octokit, write }: GitHub,
  path: string,
  branch: string,
  { text, blob, message }: { text: string; blob: string; message: string },
): Promise<void> {
  const content = Buffer.from(text).toString('base64');
  await write(`Writing ${path}`, () =>
    octokit.rest.repos.createOrUpdateFileContents({
      owner,
      repo,
      path,
      branch,
      message,
      content,
      sha: blob,
    }),
  );
}

/** A new branch at the head of another one; one of that name is kept. */
export async function createBranch(
  { owner, repo, octokit, read, write }: GitHub,
  name: string,
  base: string,
): Promise<void> {
  const { object } = await read('Reading the branch', () =>
    octokit.rest.git.getRef({ owner, repo, ref: `heads/${base}` }),
  );
  try {
    await write('Making a branch', () =>
      octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${name}`, sha: object.sha }),
    );
  } catch (error) {
    if (!(error instanceof GitHubError) || error.trouble !== 'invalid') throw error;
  }
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
