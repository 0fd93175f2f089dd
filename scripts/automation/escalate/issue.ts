import { listLabels, type Issue } from './escalation-issues.ts';
import { writeBody, writeTitle } from './escalation-text.ts';
import { type Escalation } from './escalations.ts';
import { sealBody, type Marks } from '../../edges/github/marks.ts';
import { type Work } from './work.ts';

/** Brings text, labels and state to what they are to be, in one request. */
export async function patch(
  { github, register, places }: Work,
  { number, labels, createdAt }: Issue,
  escalation: Escalation,
  marks: Marks,
): Promise<void> {
  const { owner, repo, octokit } = github;
  const closed = escalation.wish === 'closed';
  const text = writeBody(escalation, register, createdAt, marks.mentions, places);
  await github.write(`Changing issue #${number}`, () =>
    octokit.rest.issues.update({
      owner,
      repo,
      issue_number: number,
      title: writeTitle(escalation),
      body: sealBody(text, marks),
      labels: listLabels(escalation, labels),
      state: closed ? 'closed' : 'open',
      ...(closed && { state_reason: 'completed' as const }),
    }),
  );
}

export async function reopen({ github }: Work, number: number): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write(`Reopening issue #${number}`, () =>
    octokit.rest.issues.update({ owner, repo, issue_number: number, state: 'open' }),
  );
}

export async function assign({ github }: Work, number: number, people: string[]): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write(`Assigning issue #${number}`, () =>
    octokit.rest.issues.addAssignees({ owner, repo, issue_number: number, assignees: people }),
  );
}
