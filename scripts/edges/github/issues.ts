import type { Issue } from '../../automation/escalate/escalation-issues.ts';
import type { Instant } from '../../model/time/instant.ts';
import { type OldClaims } from '../../automation/claim.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
import { listIssues } from '../../automation/own-issues.ts';

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

async function addLabel(
  { owner, repo, octokit, write }: GitHub,
  number: number,
  label: string,
): Promise<void> {
  await write(`Labelling issue #${number}`, () =>
    octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [label] }),
  );
}

const colours: Record<string, string> = {
  'sitrep:escalation': '5b4fc7',
  'sitrep:form': '5b4fc7',
  'sitrep:room': '5b4fc7',
  'sitrep:incomplete': 'b54708',
  'state:breached': 'b42318',
  'state:at-risk': 'b54708',
};

/** Makes labels that are missing, once a run each. */
export async function ensureLabels(
  github: GitHub,
  names: readonly string[],
  known: Set<string>,
): Promise<void> {
  for (const name of names) {
    if (known.has(name)) continue;
    if (!(await hasLabel(github, name))) await createLabel(github, name);
    known.add(name);
  }
}

async function hasLabel({ owner, repo, octokit, read }: GitHub, name: string): Promise<boolean> {
  try {
    await read(`Looking for the label ${name}`, () =>
      octokit.rest.issues.getLabel({ owner, repo, name }),
    );
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return false;
    throw error;
  }
}

async function createLabel({ owner, repo, octokit, write }: GitHub, name: string): Promise<void> {
  const color = colours[name] ?? '667085';
  try {
    await write(`Making the label ${name}`, () =>
      octokit.rest.issues.createLabel({ owner, repo, name, color }),
    );
  } catch (error) {
    // Another run was quicker.
    if (!(error instanceof GitHubError) || error.trouble !== 'invalid') throw error;
  }
}

/** Of some people those who can be assigned, and those who cannot; each asked once a run. */
export async function sortAssignable(
  { owner, repo, octokit, read }: GitHub,
  people: readonly string[],
  known: Map<string, boolean>,
): Promise<{ assignable: string[]; others: string[] }> {
  for (const assignee of people) {
    if (known.has(assignee)) continue;
    try {
      await read(`Asking whether ${assignee} can be assigned`, () =>
        octokit.rest.issues.checkUserCanBeAssigned({ owner, repo, assignee }),
      );
      known.set(assignee, true);
    } catch (error) {
      if (!(error instanceof GitHubError) || error.trouble !== 'not-found') throw error;
      known.set(assignee, false);
    }
  }
  return {
    assignable: people.filter((handle) => known.get(handle) === true),
    others: people.filter((handle) => known.get(handle) !== true),
  };
}
