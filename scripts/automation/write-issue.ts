import { claim, findTree, perform } from '../edges/github/claim.ts';
import type { GitHub } from '../edges/github/client.ts';
import { hashText, sealBody, type Marks } from '../edges/github/marks.ts';
import { findLostIssue, toOwnIssue, type OwnIssue } from './own-issues.ts';

/** A run that writes issues. The tree for its claims is looked up once. */
export interface IssueWriter {
  github: GitHub;
  login: string;
  tree?: string;
}

/** An issue to open. */
export interface NewIssue {
  title: string;
  /** Body without its marks. */
  text: string;
  marks: Marks;
  /** The first is the label by which issues of this kind are listed. */
  labels: readonly [string, ...string[]];
  assignees?: string[];
}

/** Result of opening an issue: it was opened, it existed but was not listed, or another run has claimed it. */
export type OpenedIssue = { opened: OwnIssue } | { found: OwnIssue } | { waits: string };

/** Opens an issue exactly once: its key is claimed first, so runs at the same time open one issue. */
export async function openIssue(
  writer: IssueWriter,
  action: string,
  { title, text, marks, labels, assignees = [] }: NewIssue,
): Promise<OpenedIssue> {
  const { github, login } = writer;
  const { owner, repo, octokit } = github;
  const { key } = marks;
  writer.tree ??= await findTree(github);
  const claimed = await claim(github, key, writer.tree, login, {
    search: (old) => findLostIssue(github, key, old, login, labels[0]),
  });
  if (typeof claimed === 'string') return { waits: explainClaim(claimed) };
  if ('found' in claimed) return claimed;
  const body = sealBody(text, marks);
  const issue = await perform(github, claimed, () =>
    github.write(action, () =>
      octokit.rest.issues.create({ owner, repo, title, body, labels: [...labels], assignees }),
    ),
  );
  return { opened: toOwnIssue(issue, marks) };
}

/** Explains why an effect that another run claimed is left to a later run. */
export function explainClaim(claimed: 'wait' | 'exhausted'): string {
  return claimed === 'wait'
    ? 'another run may be working on it; the next run tries again'
    : 'tried too often without effect: look at the refs below refs/sitrep/escalations';
}

/** New content and state of an existing issue. */
export interface IssueUpdate {
  /** Body without its marks. */
  text: string;
  /** They say whether the issue is open or closed. */
  marks: Marks;
  title?: string;
  labels?: string[];
  /** Reason for closing it, if it is not that everything is done. */
  closedAs?: 'not_planned';
}

/** Updates the text and the state of an issue in one request. */
export async function updateIssue(
  { owner, repo, octokit, write }: GitHub,
  action: string,
  number: number,
  { text, marks, closedAs, ...fields }: IssueUpdate,
): Promise<void> {
  const { wish: state } = marks;
  const body = sealBody(text, marks);
  await write(action, () =>
    octokit.rest.issues.update({
      owner,
      repo,
      issue_number: number,
      ...fields,
      body,
      state,
      ...(state === 'closed' && { state_reason: closedAs ?? 'completed' }),
    }),
  );
}

/** Makes the marks of an issue that notifies nobody beyond its assignees. */
export function makePlainMarks(key: string, wish: Marks['wish'], text: string): Marks {
  const digest = digestText(text);
  return { key, wish, round: 0, told: new Map(), sent: new Map(), digest, mentions: [] };
}

/** Hashes what an issue shows, to tell whether it has changed. */
export function digestText(text: string): string {
  return hashText(text).slice(0, 16);
}
