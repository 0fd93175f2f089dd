import type { GitHub } from './client.ts';

const mark = '<!-- sitrep:summary v1 -->';

/**
 * Keeps one comment on a pull request up to date, and makes it where there is none.
 *
 * @param login of our own account: nobody else's comment is taken for ours
 * @returns what was done
 */
export async function keepComment(
  { owner, repo, octokit, read, write }: GitHub,
  number: number,
  text: string,
  login: string,
): Promise<'created' | 'changed' | 'unchanged'> {
  const body = `${text}\n\n${mark}`;
  const size = 100;
  for (let page = 1; ; page++) {
    const comments = await read('Reading the comments', () =>
      octokit.rest.issues.listComments({ owner, repo, issue_number: number, per_page: size, page }),
    );
    const ours = comments.find(
      (comment) => comment.user?.login === login && (comment.body ?? '').trimEnd().endsWith(mark),
    );
    if (ours) {
      if (ours.body?.replaceAll('\r\n', '\n') === body) return 'unchanged';
      await write('Changing the comment', () =>
        octokit.rest.issues.updateComment({ owner, repo, comment_id: ours.id, body }),
      );
      return 'changed';
    }
    if (comments.length < size) break;
  }
  await write('Commenting', () =>
    octokit.rest.issues.createComment({ owner, repo, issue_number: number, body }),
  );
  return 'created';
}
