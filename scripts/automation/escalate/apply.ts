import { updateIssue } from '../write-issue.ts';
import { applyChange } from './change.ts';
import { applyDigest } from './digest.ts';
import { applyOpen } from './open.ts';
import type { EscalationStep } from './steps.ts';
import type { EscalationWork, StepOutcome } from './work.ts';

/** Applies one step to GitHub. */
export async function applyStep(work: EscalationWork, step: EscalationStep): Promise<StepOutcome> {
  if (step.do === 'open') return applyOpen(work, step);
  if (step.do === 'drop') return applyDrop(work, step);
  if (step.do === 'gather') return applyDigest(work, step);
  return applyChange(work, step);
}

/** Closes an issue whose key an older issue has too. */
async function applyDrop(
  { github }: EscalationWork,
  { issue, original }: Extract<EscalationStep, { do: 'drop' }>,
): Promise<StepOutcome> {
  const { number, marks } = issue;
  await updateIssue(github, 'Closing a duplicate', number, {
    text: `Duplicate of #${original}.`,
    marks: { ...marks, wish: 'closed' },
    closedAs: 'not_planned',
  });
  return { number };
}
