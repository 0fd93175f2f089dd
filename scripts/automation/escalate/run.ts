import { escalationLabel, planDigest, planIssues, type EscalationStep } from './steps.ts';
import { writeTitle } from './issue-text.ts';
import { listEscalations, splitQuiet } from './escalations.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { listIssues, listOpenIssues } from '../own-issues.ts';
import { listUnreadEscalations } from './unread.ts';
import { compareUrgency } from '../../model/sla/urgency.ts';
import { applyStep } from './apply.ts';
import { digestQuiet } from './digest.ts';
import { digestEscalation } from './issue.ts';
import type { EscalationResult, EscalationRun, EscalationWork } from './work.ts';

/**
 * Brings the issues on GitHub up to date with the SLA clocks: plans the difference and applies it, the most
 * urgent first. If it stops, the next run continues from there.
 *
 * @throws {GitHubError} if the list of issues cannot be read
 */
export async function escalate(run: EscalationRun): Promise<EscalationResult> {
  const outcome: EscalationResult = { steps: [], deferred: [], troubles: [] };
  let steps = await planRun(run, 'open');
  // An issue that is not open may be closed; the full list shows it.
  if (steps.some((step) => step.do === 'open' || (step.do === 'gather' && !step.issue)))
    steps = await planRun(run, 'all');
  const work: EscalationWork = { ...run, labels: new Set(), assignable: new Map() };
  for (const [index, step] of steps.entries()) {
    const { key } = step;
    if (run.dryRun) {
      outcome.steps.push(describeStep(step));
      continue;
    }
    if (index >= run.budget) {
      outcome.deferred.push({ key, why: `more than ${run.budget} steps in one run` });
      continue;
    }
    try {
      const done = await applyStep(work, step);
      if (done.waits !== undefined) outcome.deferred.push({ key, why: done.waits });
      else outcome.steps.push({ ...describeStep(step), ...done });
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      outcome.troubles.push({ key, why: error.message });
      if (error.trouble === 'limited') {
        const left = steps.slice(index + 1);
        outcome.deferred.push(...left.map((later) => ({ key: later.key, why: error.message })));
        break;
      }
    }
  }
  return outcome;
}

async function planRun(run: EscalationRun, state: 'open' | 'all'): Promise<EscalationStep[]> {
  const { github, login, dryRun } = run;
  const issues =
    state === 'open'
      ? await listOpenIssues(github, login, escalationLabel, dryRun)
      : await listIssues(github, { state, accounts: new Set([login]), label: escalationLabel });
  const known = new Set(issues.map(({ marks }) => marks.key));
  const { register, now, channels } = run;
  const escalations = [
    ...listEscalations(register, now, known),
    ...listUnreadEscalations(register, now, known),
  ].sort((a, b) => compareUrgency(a.clock, b.clock));
  const { loud, quiet } = splitQuiet(escalations, register, known);
  const steps = planIssues(loud, issues, (item) => digestEscalation(item, run), channels.size > 0);
  const gather = planDigest(quiet, issues, digestQuiet(quiet, run));
  return gather ? [...steps, gather] : steps;
}

function describeStep(step: EscalationStep): EscalationResult['steps'][number] {
  const { key } = step;
  if (step.do === 'open') return { do: step.do, key, what: writeTitle(step.escalation) };
  if (step.do === 'gather') {
    const what = `digest of ${step.escalations.length}`;
    return { do: step.do, key, what, ...(step.issue && { number: step.issue.number }) };
  }
  const { number } = step.issue;
  if (step.do === 'drop')
    return { do: 'drop', key, number, what: `duplicate of #${step.original}` };
  const { escalation, due, issue } = step;
  const what =
    escalation.wanted === 'closed'
      ? `close: ${escalation.reason ?? ''}`
      : due.length > 0
        ? `raise to level ${due.at(-1)?.level ?? 0}`
        : issue.open
          ? 'update'
          : 'reopen';
  return { do: 'change', key, number, what };
}
