import { type Issue } from './escalation-issues.ts';
import { writeRaise, writeTitle } from './escalation-text.ts';
import { type Escalation } from './escalations.ts';
import { type Notice } from './notices.ts';
import { claim, findTree, perform, release } from '../../edges/github/claim.ts';
import { findComment } from '../../edges/github/comment.ts';
import { writeCommentMark } from '../../edges/github/marks.ts';
import { type Work } from './work.ts';

/** Says in a comment which levels are due, once; false while another run may be at it. */
export async function tellOnIssue(
  work: Work,
  number: number,
  escalation: Escalation,
  due: readonly Notice[],
): Promise<boolean> {
  const { github, register, login, places } = work;
  const { owner, repo, octokit } = github;
  const name = nameStep(escalation, due);
  const mark = writeCommentMark(name);
  work.tree ??= await findTree(github);
  if (await findComment(github, number, login, mark)) return true;
  const claimed = await claim(github, name, work.tree, login);
  if (typeof claimed === 'string') return false;
  await perform(github, claimed, () =>
    github.write(`Commenting on issue #${number}`, () =>
      octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: number,
        body: `${writeRaise(escalation, due, register, places)}\n\n${mark}`,
      }),
    ),
  );
  return true;
}

/** Names a step by its newest due notice: incident/clock/round/team.level.repeat. */
function nameStep({ key, round }: Escalation, due: readonly Notice[]): string {
  const newest = due.at(-1);
  const step = newest ? `${newest.team}.${newest.level}.${newest.repeat}` : 'opened';
  return `${key}/${round}/${step}`;
}

/** Tells every channel, each once; whether all of them know now. */
export async function tellChannels(
  work: Work,
  escalation: Escalation,
  due: readonly Notice[],
  { url }: Issue,
): Promise<boolean> {
  const { github, login } = work;
  let all = true;
  for (const [id, tell] of work.channels) {
    const name = `${nameStep(escalation, escalation.notices)}/channel/${id}`;
    work.tree ??= await findTree(github);
    // Told before, or being told: what cannot be seen is not tried twice.
    const claimed = await claim(github, name, work.tree, login, { generations: 1 });
    if (typeof claimed === 'string') continue;
    const title = writeTitle(escalation);
    if (!(await tell({ name, title, escalation, due, url }))) {
      await release(github, claimed);
      all = false;
    }
  }
  return all;
}
