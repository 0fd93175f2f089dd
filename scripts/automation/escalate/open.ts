import { planIssues, addTold, listLabels, type EscalationStep } from './steps.ts';
import { ensureLabels, sortAssignable } from '../../edges/github/issues.ts';
import { openIssue } from '../write-issue.ts';
import type { OwnIssue } from '../own-issues.ts';
import { applyChange } from './change.ts';
import { notifyChannels } from './channels.ts';
import type { Escalation } from './escalations.ts';
import { digestEscalation, makeMarks, updateEscalation } from './issue.ts';
import { writeBody, writeTitle } from './issue-text.ts';
import { findRecipients } from './notices.ts';
import { announced, maxAssignees, type EscalationWork, type StepOutcome } from './work.ts';

/** Opens the issue of an escalation with everybody who is due assigned, then notifies the channels. */
export async function applyOpen(
  work: EscalationWork,
  { escalation, due }: Extract<EscalationStep, { do: 'open' }>,
): Promise<StepOutcome> {
  const { github, register, links, now } = work;
  const labels = listLabels(escalation);
  await ensureLabels(github, labels, work.labels);
  const people = findRecipients(escalation.incident, escalation.clock, due);
  const { assignable, others } = await sortAssignable(github, people, work.assignable);
  const told = addTold(new Map(), due);
  const marks = makeMarks(work, escalation, { told, sent: new Map(), mentions: others });
  const result = await openIssue(work, 'Opening an issue', {
    title: writeTitle(escalation),
    text: writeBody(escalation, register, now, others, links),
    marks,
    labels,
    assignees: assignable.slice(0, maxAssignees),
  });
  if ('waits' in result) return result;
  if ('found' in result) return resume(work, escalation, result.found);
  const { opened } = result;
  if (work.channels.size > 0 && (await notifyChannels(work, escalation, due, opened))) {
    const sent = addTold(announced, due);
    await updateEscalation(work, opened, escalation, { ...marks, sent });
  }
  return { number: opened.number };
}

/** Updates an issue that exists but was not listed. */
async function resume(
  work: EscalationWork,
  escalation: Escalation,
  issue: OwnIssue,
): Promise<StepOutcome> {
  const hasChannels = work.channels.size > 0;
  const digest = (item: Escalation): string => digestEscalation(item, work);
  for (const step of planIssues([escalation], [issue], digest, hasChannels)) {
    if (step.do === 'change') await applyChange(work, step);
  }
  return { number: issue.number };
}
