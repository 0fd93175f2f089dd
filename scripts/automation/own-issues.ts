import { hasClaimed, type OldClaims } from '../edges/github/claim.ts';
import { type GitHub } from '../edges/github/client.ts';
import { readMarks, type Marks } from '../edges/github/marks.ts';
import { addLabel, ensureLabels, hasLabel, createLabel } from '../edges/github/issues.ts';
import { type Instant } from '../model/time/instant.ts';
import { GitHubError } from '../edges/github/error.ts';

/** An issue of ours, as GitHub has it. */
export interface OwnIssue {
  number: number;
  /** Address of its page. */
  url: string;
  open: boolean;
  title: string;
  body: string;
  labels: readonly string[];
  assignees: readonly string[];
  createdAt: Instant;
  marks: Marks;
}

/** Filter for a list of issues. */
export interface IssueFilter {
  state: 'open' | 'all';
  /** Accounts that count as ours. */
  accounts: ReadonlySet<string>;
  /** Required label; any issue if left out. */
  label?: string;
  /** Earliest time of the last change. */
  since?: Instant;
}

/**
 * Lists the issues that have our marks and were written by an account of ours, by number. It does not use
 * GitHub's search, which lags and leaves out results.
 *
 * @throws {GitHubError} if the list cannot be read to its end, since nobody knows what is missing from it
 */
export async function listIssues(
  github: GitHub,
  { state, accounts, label, since }: IssueFilter,
): Promise<OwnIssue[]> {
  const { owner, repo, octokit } = github;
  const issues: OwnIssue[] = [];
  const size = 100;
  for (let page = 1; ; page++) {
    const found = await github.read('Listing the issues', () =>
      octokit.rest.issues.listForRepo({
        owner,
        repo,
        state,
        ...(label !== undefined && { labels: label }),
        ...(since !== undefined && { since: new Date(since).toISOString() }),
        // The order of creation does not change while the pages are read.
        sort: 'created',
        direction: 'asc',
        per_page: size,
        page,
      }),
    );
    for (const issue of found) {
      const marks = readMarks(issue.body ?? '');
      const author = issue.user?.login ?? '';
      if (!marks || issue.pull_request) continue;
      const isOurs =
        accounts.has(author) ||
        // With another token, our account had another name. Each check is a request, so closed issues
        // are not checked, nor those without the label, which a stranger cannot add.
        (label !== undefined &&
          issue.state === 'open' &&
          (await hasClaimed(github, marks.key, author)));
      if (isOurs) issues.push(toOwnIssue(issue, marks));
    }
    if (found.length < size) return issues;
  }
}

/** Fields of GitHub's answer that describe an issue. */
interface IssueAnswer {
  number: number;
  html_url: string;
  state: string;
  title: string;
  body?: string | null | undefined;
  labels: readonly (string | { name?: string })[];
  assignees?: readonly { login: string }[] | null;
  created_at: string;
}

/** Converts an issue from GitHub's answer. */
export function toOwnIssue(issue: IssueAnswer, marks: Marks): OwnIssue {
  return {
    number: issue.number,
    url: issue.html_url,
    open: issue.state === 'open',
    title: issue.title,
    body: issue.body ?? '',
    labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    assignees: (issue.assignees ?? []).map(({ login }) => login),
    createdAt: Date.parse(issue.created_at),
    marks,
  };
}

/**
 * Lists our open issues with a label. If somebody deleted or renamed the label itself, finds our issues by
 * their marks and restores it.
 */
export async function listOpenIssues(
  github: GitHub,
  login: string,
  label: string,
  dryRun: boolean,
): Promise<OwnIssue[]> {
  const accounts = new Set([login]);
  const found = await listIssues(github, { state: 'open', accounts, label });
  if (found.length > 0 || (await hasLabel(github, label))) return found;
  const isReminder = ({ marks }: OwnIssue): boolean => marks.key.startsWith('reminder/');
  const lost = (await listIssues(github, { state: 'open', accounts })).filter(
    (issue) => isReminder(issue) === (label === reminderLabel),
  );
  if (dryRun) return lost;
  // Also on the first day, so that the next run need not read the whole list again.
  await unlessRefused(() => createLabel(github, label));
  for (const { number } of lost) await unlessRefused(() => addLabel(github, number, label));
  return lost.map((issue) => ({ ...issue, labels: [...issue.labels, label] }));
}

/** Tries a write that may be refused. An issue left without its label is found by its claim on a later run. */
async function unlessRefused(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
  }
}

/** Label of the reminder issues. */
export const reminderLabel = 'sitrep:reminder';

/**
 * Finds the issue that old claims were made for although it was not listed, because somebody removed its
 * label or it was written with another token. Restores its label.
 */
export async function findLostIssue(
  github: GitHub,
  key: string,
  { since, accounts }: OldClaims,
  login: string,
  label: string,
): Promise<OwnIssue | undefined> {
  const ours = new Set([login, ...accounts]);
  const listed = await listIssues(github, { state: 'all', accounts: ours, since });
  const issue = listed.find(({ marks }) => marks.key === key);
  if (!issue || issue.labels.includes(label)) return issue;
  await ensureLabels(github, [label], new Set());
  await addLabel(github, issue.number, label);
  return { ...issue, labels: [...issue.labels, label] };
}
