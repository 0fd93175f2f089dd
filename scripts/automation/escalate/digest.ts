import { ensureLabels } from '../../edges/github/issues.ts';
import { digestText, makePlainMarks, openIssue, updateIssue } from '../write-issue.ts';
import { writeDigest } from './digest-text.ts';
import type { Escalation } from './escalations.ts';
import { escalationLabel, planDigest, type EscalationStep } from './steps.ts';
import type { EscalationRun, EscalationWork, StepOutcome } from './work.ts';

/** Brings the issue that lists quiet clocks up to date. */
export async function applyDigest(
  work: EscalationWork,
  { key, issue, escalations }: Extract<EscalationStep, { do: 'gather' }>,
): Promise<StepOutcome> {
  const { github, register, links } = work;
  const text = writeDigest(escalations, register, links);
  const marks = makePlainMarks(key, escalations.length > 0 ? 'open' : 'closed', text);
  if (issue) {
    await updateIssue(github, 'Changing the digest', issue.number, { text, marks });
    return { number: issue.number };
  }
  await ensureLabels(github, [escalationLabel], work.labels);
  const result = await openIssue(work, 'Opening the digest', {
    title: 'SLA targets at risk or breached',
    text,
    marks,
    labels: [escalationLabel],
  });
  if ('waits' in result) return result;
  if ('opened' in result) return { number: result.opened.number };
  const { found } = result;
  const step = planDigest(escalations, [found], digestQuiet(escalations, work));
  return step ? applyDigest(work, step) : { number: found.number };
}

/** Hashes what the digest issue shows. */
export function digestQuiet(
  quiet: readonly Escalation[],
  { register, links }: EscalationRun,
): string {
  return digestText(writeDigest(quiet, register, links));
}
