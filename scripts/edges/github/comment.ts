import type { Instant } from '../../model/time/instant.ts';
import type { GitHub } from './client.ts';

/** The last line of the comment that tells on a pull request what it changes. */
const summaryMark = '<!-- sitrep:summary v1 -->';

/**
 * Keeps one comment on an issue or a pull request up to date, and makes it where there is none.
 *
 * @param login of our own account: nobody else's comment is taken for ours
 * @param mark the last line of the comment, which GitHub does not show, and by which it is found again
 * @param since when it can have been made at the earliest
 * @returns what was done
 */
export async function keepComment(
  github: GitHub,
  number: number,
  text: string,
  login: string,
  mark = summaryMark,
  since?: Instant,
): Promise<'created' | 'changed' | 'unchanged'> {
  const { owner, repo, octokit, write } = github;
  const body = `${text}\n\n${mark}`;
  const ours = await findComment(github, number, login, mark, since);
  if (!ours) {
    await write('Commenting', () =>
      octokit.rest.issues.createComment({ owner, repo, issue_number: number, body }),
    );
    return 'created';
  }
  if (ours.body === body) return 'unchanged';
  await write('Changing the comment', () =>
    octokit.rest.issues.updateComment({ owner, repo, comment_id: ours.id, body }),
  );
  return 'changed';
}

/** Our own comment with a mark at its end; undefined where there is none. */
export async function findComment(
  { owner, repo, octokit, read }: GitHub,
  number: number,
  login: string,
  mark: string,
  since?: Instant,
): Promise<{ id: number; body: string } | undefined> {
  const size = 100;
  for (let page = 1; ; page++) {
    const comments = await read('Reading the comments', () =>
      octokit.rest.issues.listComments({
        owner,
        repo,
        issue_number: number,
        per_page: size,
        page,
        ...(since !== undefined && { since: new Date(since).toISOString() }),
      }),
    );
    for (const { id, user, body = '' } of comments) {
      if (user?.login !== login || !body.trimEnd().endsWith(mark)) continue;
      return { id, body: body.replaceAll('\r\n', '\n') };
    }
    if (comments.length < size) return undefined;
  }
}

/** Takes a comment away. */
export async function removeComment(
  { owner, repo, octokit, write }: GitHub,
  id: number,
): Promise<void> {
  await write('Removing a comment', () =>
    octokit.rest.issues.deleteComment({ owner, repo, comment_id: id }),
  );
}
