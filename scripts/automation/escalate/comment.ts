import { claim, findTree, perform } from '../../edges/github/claim.ts';
import { findComment } from '../../edges/github/comment.ts';
import { writeCommentMark } from '../../edges/github/marks.ts';
import { writeRaise } from './issue-text.ts';
import type { Escalation } from './escalations.ts';
import { nameNotice, type Notice } from './notices.ts';
import type { EscalationWork } from './work.ts';

/** Comments on an issue which levels are due, exactly once. Returns false if another run may be doing it. */
export async function commentOnIssue(
  work: EscalationWork,
  number: number,
  escalation: Escalation,
  due: readonly Notice[],
): Promise<boolean> {
  const { github, register, login, links } = work;
  const { owner, repo, octokit } = github;
  const name = nameNotice(escalation, due);
  const mark = writeCommentMark(name);
  work.tree ??= await findTree(github);
  if (await findComment(github, number, login, mark)) return true;
  const claimed = await claim(github, name, work.tree, login);
  if (typeof claimed === 'string') return false;
  const body = `${writeRaise(escalation, due, register, links)}\n\n${mark}`;
  await perform(github, claimed, () =>
    github.write(`Commenting on issue #${number}`, () =>
      octokit.rest.issues.createComment({ owner, repo, issue_number: number, body }),
    ),
  );
  return true;
}
