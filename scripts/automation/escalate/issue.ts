import type { Marks } from '../../edges/github/marks.ts';
import type { OwnIssue } from '../own-issues.ts';
import { digestText, updateIssue } from '../write-issue.ts';
import type { Escalation } from './escalations.ts';
import { writeBody, writeTitle } from './issue-text.ts';
import { listLabels } from './steps.ts';
import type { EscalationRun, EscalationWork } from './work.ts';

/** Updates title, text, labels and state of an escalation's issue in one request. */
export async function updateEscalation(
  { github, register, links }: EscalationWork,
  { number, labels, createdAt }: OwnIssue,
  escalation: Escalation,
  marks: Marks,
): Promise<void> {
  await updateIssue(github, `Changing issue #${number}`, number, {
    title: writeTitle(escalation),
    text: writeBody(escalation, register, createdAt, marks.mentions, links),
    marks,
    labels: listLabels(escalation, labels),
  });
}

/** Makes the marks of an escalation's issue. */
export function makeMarks(
  run: EscalationRun,
  escalation: Escalation,
  { told, sent, mentions }: Pick<Marks, 'told' | 'sent' | 'mentions'>,
): Marks {
  const { key, wanted, round } = escalation;
  const wish = wanted === 'closed' ? 'closed' : 'open';
  return { key, wish, round, told, sent, digest: digestEscalation(escalation, run), mentions };
}

/** Hashes what an issue shows, without the parts that never change once it is open. */
export function digestEscalation(
  escalation: Escalation,
  { register, links }: EscalationRun,
): string {
  const parts = [
    writeTitle(escalation),
    writeBody(escalation, register, 0, [], links),
    ...listLabels(escalation),
  ];
  return digestText(parts.join('\n'));
}

/** Reopens an issue. */
export async function reopen({ github }: EscalationWork, number: number): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write(`Reopening issue #${number}`, () =>
    octokit.rest.issues.update({ owner, repo, issue_number: number, state: 'open' }),
  );
}

/** Assigns people to an issue. */
export async function assign(
  { github }: EscalationWork,
  number: number,
  assignees: string[],
): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write(`Assigning issue #${number}`, () =>
    octokit.rest.issues.addAssignees({ owner, repo, issue_number: number, assignees }),
  );
}
