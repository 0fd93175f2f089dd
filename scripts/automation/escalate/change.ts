import { ensureLabels, sortAssignable } from '../../edges/github/issues.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { explainClaim } from '../write-issue.ts';
import { notifyChannels } from './channels.ts';
import { commentOnIssue } from './comment.ts';
import { assign, makeMarks, reopen, updateEscalation } from './issue.ts';
import { findRecipients } from './notices.ts';
import { addTold, listLabels, listUntold, type EscalationStep } from './steps.ts';
import { announced, maxAssignees, type EscalationWork, type StepOutcome } from './work.ts';

type ChangeStep = Extract<EscalationStep, { do: 'change' }>;

/** Brings an issue up to date: reopens it, notifies the levels that are due, or closes it. */
export async function applyChange(work: EscalationWork, step: ChangeStep): Promise<StepOutcome> {
  const { issue, escalation, due, unsent } = step;
  const { number, marks } = issue;
  if (escalation.wanted === 'closed') {
    await updateEscalation(work, issue, escalation, makeMarks(work, escalation, marks));
    return { number };
  }
  // First, since later writes may be refused: a comment on an issue that somebody locked.
  if (!issue.open) await reopen(work, number);
  const isAnew = escalation.round !== marks.round;
  let { sent, mentions } = marks;
  let told = isAnew ? new Map<string, number>() : marks.told;
  if (due.length > 0) {
    const others = await notifyLevels(work, step);
    if (others === undefined) return { waits: explainClaim('wait') };
    told = addTold(told, due);
    mentions = [...new Set([...mentions, ...others])];
  }
  await ensureLabels(work.github, listLabels(escalation), work.labels);
  const untold = listUntold(escalation.notices, isAnew ? new Map() : sent);
  if (unsent && (await notifyChannels(work, escalation, untold, issue))) {
    sent = addTold(announced, escalation.notices);
  }
  const after = makeMarks(work, escalation, { told, sent, mentions });
  await updateEscalation(work, issue, escalation, after);
  return { number };
}

/**
 * Comments on an issue which levels are due, and assigns their people.
 *
 * @returns people who cannot be assigned; undefined if another run may be writing the comment
 */
async function notifyLevels(
  work: EscalationWork,
  { issue, escalation, due }: ChangeStep,
): Promise<string[] | undefined> {
  const { number, assignees } = issue;
  const people = findRecipients(escalation.incident, escalation.clock, due);
  const missing = people.filter((handle) => !assignees.includes(handle));
  const { assignable, others } = await sortAssignable(work.github, missing, work.assignable);
  const free = Math.max(0, maxAssignees - assignees.length);
  const added = assignable.slice(0, free);
  const assignAll = async (): Promise<void> => {
    if (added.length > 0) await assign(work, number, added);
  };
  try {
    if (!(await commentOnIssue(work, number, escalation, due))) return undefined;
  } catch (error) {
    // If the comment is refused, people still learn of the issue by being assigned.
    if (error instanceof GitHubError && error.trouble === 'forbidden') await assignAll();
    throw error;
  }
  await assignAll();
  return others;
}
