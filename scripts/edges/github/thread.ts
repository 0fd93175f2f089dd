import type { Instant } from '../../model/time/instant.ts';
import { hasClaimed } from './claim.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';
import { ensureLabels } from './issues.ts';
import { readMarks } from './marks.ts';

/** An issue on GitHub. */
export interface IssueDetails {
  number: number;
  title: string;
  body: string;
  author: string;
  url: string;
  at: Instant;
  labels: string[];
  isPull: boolean;
  /** True if a program wrote it. */
  isBot: boolean;
}

/** Reads an issue; undefined if it was deleted. */
export async function readIssue(
  { owner, repo, octokit, read }: GitHub,
  number: number,
): Promise<IssueDetails | undefined> {
  try {
    const issue = await read('Reading the issue', () =>
      octokit.rest.issues.get({ owner, repo, issue_number: number }),
    );
    return {
      number,
      title: issue.title,
      body: issue.body ?? '',
      author: issue.user?.login ?? '',
      url: issue.html_url,
      at: Date.parse(issue.created_at),
      labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
      isPull: issue.pull_request !== undefined,
      isBot: issue.user?.type === 'Bot',
    };
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'gone') return undefined;
    throw error;
  }
}

/** Finds the incident of an escalation issue that Sitrep opened; undefined for any other issue. */
export async function findEscalated(
  github: GitHub,
  { author, body }: Pick<IssueDetails, 'author' | 'body'>,
  login: string,
): Promise<string | undefined> {
  const key = readMarks(body)?.key;
  if (key === undefined) return undefined;
  const isOurs = author === login || (await hasClaimed(github, key, author));
  return isOurs ? key.split('/')[0] : undefined;
}

/** A comment on an issue. */
export interface CommentDetails {
  id: number;
  body: string;
  author: string;
  url: string;
  at: Instant;
  isBot: boolean;
}

/** Reads a comment; undefined if it was deleted. */
export async function readComment(
  { owner, repo, octokit, read }: GitHub,
  id: number,
): Promise<CommentDetails | undefined> {
  try {
    const comment = await read('Reading the comment', () =>
      octokit.rest.issues.getComment({ owner, repo, comment_id: id }),
    );
    return {
      id,
      body: comment.body ?? '',
      author: comment.user?.login ?? '',
      url: comment.html_url,
      at: Date.parse(comment.created_at),
      isBot: comment.user?.type === 'Bot',
    };
  } catch (error) {
    if (error instanceof GitHubError && ['gone', 'not-found'].includes(error.trouble)) {
      return undefined;
    }
    throw error;
  }
}

/** Adds a reaction to a comment, so that its author sees that it was read; repeating it has no effect. */
export async function react(
  { owner, repo, octokit, write }: GitHub,
  id: number,
  content: '+1' | 'confused',
): Promise<void> {
  await write('Reacting', () =>
    octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id: id, content }),
  );
}

/** Checks whether a user may change the repository's content. */
export async function mayWrite(
  { owner, repo, octokit, read }: GitHub,
  username: string,
): Promise<boolean> {
  try {
    const { permission } = await read('Reading the permission of a user', () =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username }),
    );
    return permission === 'admin' || permission === 'write';
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return false;
    throw error;
  }
}

/** Adds one label to an issue, and removes another. */
export async function switchLabel(
  github: GitHub,
  { number, labels }: Pick<IssueDetails, 'number' | 'labels'>,
  { add, remove }: { add: string; remove?: string },
): Promise<void> {
  const { owner, repo, octokit, write } = github;
  if (!labels.includes(add)) {
    await ensureLabels(github, [add], new Set());
    await write('Labelling the issue', () =>
      octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [add] }),
    );
  }
  if (remove === undefined || !labels.includes(remove)) return;
  try {
    await write('Removing a label', () =>
      octokit.rest.issues.removeLabel({ owner, repo, issue_number: number, name: remove }),
    );
  } catch (error) {
    // Another run removed it first.
    if (!(error instanceof GitHubError) || error.trouble !== 'not-found') throw error;
  }
}
