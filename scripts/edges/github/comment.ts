import type { Instant } from '../../model/time/instant.ts';
import type { GitHub } from './client.ts';
import { pageSize } from './paging.ts';

/** Last line of the comment that summarises a pull request. */
const summaryMark = '<!-- sitrep:summary v1 -->';

/**
 * Updates the one comment with a mark on an issue or a pull request, or creates it.
 *
 * @param login Sitrep's own account; comments of others are ignored
 * @param mark last line of the comment, by which it is found again; GitHub does not show it
 * @param since earliest time at which it can have been created
 */
export async function upsertComment(
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
  await write('Updating the comment', () =>
    octokit.rest.issues.updateComment({ owner, repo, comment_id: ours.id, body }),
  );
  return 'changed';
}

/** Finds Sitrep's own comment with a mark at its end; undefined if there is none. */
export async function findComment(
  { owner, repo, octokit, read }: GitHub,
  number: number,
  login: string,
  mark: string,
  since?: Instant,
): Promise<{ id: number; body: string } | undefined> {
  for (let page = 1; ; page++) {
    const comments = await read('Reading the comments', () =>
      octokit.rest.issues.listComments({
        owner,
        repo,
        issue_number: number,
        per_page: pageSize,
        page,
        ...(since !== undefined && { since: new Date(since).toISOString() }),
      }),
    );
    for (const { id, user, body = '' } of comments) {
      if (user?.login !== login || !body.trimEnd().endsWith(mark)) continue;
      return { id, body: body.replaceAll('\r\n', '\n') };
    }
    if (comments.length < pageSize) return undefined;
  }
}

/** Deletes a comment. */
export async function removeComment(
  { owner, repo, octokit, write }: GitHub,
  id: number,
): Promise<void> {
  await write('Deleting a comment', () =>
    octokit.rest.issues.deleteComment({ owner, repo, comment_id: id }),
  );
}
