import { type Issue } from './escalate/escalation-issues.ts';
import { hasClaimed, type OldClaims } from '../edges/github/claim.ts';
import { type GitHub } from '../edges/github/client.ts';
import { readMarks } from '../edges/github/marks.ts';
import { addLabel, ensureLabels, hasLabel, createLabel } from '../edges/github/issues.ts';
import { type Instant } from '../model/time/instant.ts';
import { GitHubError } from '../edges/github/error.ts';

/**
 * Lists the issues that bear our marks and that an account of ours wrote, by number. Never by search,
 * which lags and forgets. A list that could not be read to its end throws: what is missing from it is
 * unknown.
 */
export async function listIssues(
  github: GitHub,
  { state, accounts, label, since }: Listing,
): Promise<Issue[]> {
  const { owner, repo, octokit } = github;
  const issues: Issue[] = [];
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
        // With another token, our account was another one. Each question is a request: so not for what is
        // closed, nor where a stranger, who may label nothing, could make us ask.
        (label !== undefined &&
          issue.state === 'open' &&
          (await hasClaimed(github, marks.key, author)));
      if (!isOurs) continue;
      issues.push({
        number: issue.number,
        url: issue.html_url,
        open: issue.state === 'open',
        title: issue.title,
        body: issue.body ?? '',
        labels: issue.labels.map((label) =>
          typeof label === 'string' ? label : (label.name ?? ''),
        ),
        assignees: (issue.assignees ?? []).map((user) => user.login),
        createdAt: Date.parse(issue.created_at),
        marks,
      });
    }
    if (found.length < size) return issues;
  }
}

/** Which issues are listed. */
export interface Listing {
  state: 'open' | 'all';
  /** Accounts that count as ours. */
  accounts: ReadonlySet<string>;
  /** Label that they bear; any issue if left out. */
  label?: string;
  /** Instant since which they changed. */
  since?: Instant;
}

/**
 * Lists our open issues with a label. If the label itself is gone, somebody deleted or renamed it: our
 * issues are then found by their marks, and get it back.
 */
export async function listOpenIssues(
  github: GitHub,
  login: string,
  label: string,
  dryRun: boolean,
): Promise<Issue[]> {
  const accounts = new Set([login]);
  const found = await listIssues(github, { state: 'open', accounts, label });
  if (found.length > 0 || (await hasLabel(github, label))) return found;
  const isReminder = ({ marks }: Issue): boolean => marks.key.startsWith('reminder/');
  const lost = (await listIssues(github, { state: 'open', accounts })).filter(
    (issue) => isReminder(issue) === (label === reminderLabel),
  );
  if (dryRun) return lost;
  // Also on the first day: the whole list is not read again on the next run.
  await unlessRefused(() => createLabel(github, label));
  for (const { number } of lost) await unlessRefused(() => addLabel(github, number, label));
  return lost.map((issue) => ({ ...issue, labels: [...issue.labels, label] }));
}

/** Does what may fail: whatever stays without its label is found by its claim on a later run. */
async function unlessRefused(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
  }
}

/** Label of the issues that remind somebody. */
export const reminderLabel = 'sitrep:reminder';

/**
 * Finds the issue that old claims were made for, though it was not listed: somebody took its label away,
 * or it was written with another token. Gives it its label back.
 */
export async function findLostIssue(
  github: GitHub,
  key: string,
  { since, accounts }: OldClaims,
  login: string,
  label: string,
): Promise<Issue | undefined> {
  const ours = new Set([login, ...accounts]);
  const listed = await listIssues(github, { state: 'all', accounts: ours, since });
  const issue = listed.find(({ marks }) => marks.key === key);
  if (!issue || issue.labels.includes(label)) return issue;
  await ensureLabels(github, [label], new Set());
  await addLabel(github, issue.number, label);
  return { ...issue, labels: [...issue.labels, label] };
}
