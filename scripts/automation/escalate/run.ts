import {
  escalationLabel,
  listLabels,
  planDigest,
  planIssues,
  type Issue,
  type Step,
} from './escalation-issues.ts';
import { writeBody, writeDigest, writeTitle } from './escalation-text.ts';
import { listEscalations, splitQuiet, type Escalation } from './escalations.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { listOpenIssues } from '../../edges/github/issues.ts';
import { hashText } from '../../edges/github/marks.ts';
import { listIssues } from '../own-issues.ts';
import { type Run, type Outcome, type Work, type Done } from './work.ts';
import { applyStep } from './apply.ts';

/**
 * Brings the issues on GitHub to where the promises stand: compares what should be with what is, and
 * does the difference, the most urgent first. Whatever stops it, the next run goes on from there.
 *
 * @throws GitHubError where not even the list could be read
 */
export async function escalate(run: Run): Promise<Outcome> {
  const outcome: Outcome = { steps: [], deferred: [], troubles: [] };
  let steps = await planRun(run, 'open');
  // What is missing among the open issues may be closed: only a full list tells.
  if (steps.some((step) => step.do === 'open' || (step.do === 'gather' && !step.issue)))
    steps = await planRun(run, 'all');
  const work: Work = { ...run, labels: new Set(), assignable: new Map() };
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

async function planRun(run: Run, state: 'open' | 'all'): Promise<Step[]> {
  const { github, login, dryRun } = run;
  const issues =
    state === 'open'
      ? await listOpenIssues(github, login, escalationLabel, dryRun)
      : await listIssues(github, { state, accounts: new Set([login]), label: escalationLabel });
  const known = new Set(issues.map(({ marks }) => marks.key));
  const { register, now, channels } = run;
  const escalations = listEscalations(register, now, known);
  const { loud, quiet } = splitQuiet(escalations, register, known);
  const steps = planIssues(loud, issues, (item) => digest(item, run), channels.size > 0);
  const gather = planDigest(quiet, issues, digestQuiet(quiet, run));
  return gather ? [...steps, gather] : steps;
}

/** Of what an issue shows, without what stays as it was when the issue was opened. */
export function digest(escalation: Escalation, { register, places }: Run): string {
  const parts = [
    writeTitle(escalation),
    writeBody(escalation, register, 0, [], places),
    ...listLabels(escalation),
  ];
  return hashText(parts.join('\n')).slice(0, 16);
}

export function digestQuiet(quiet: readonly Escalation[], { register, places }: Run): string {
  return hashText(writeDigest(quiet, register, places)).slice(0, 16);
}

function describeStep(step: Step): Outcome['steps'][number] {
  const { key } = step;
  if (step.do === 'open') return { do: step.do, key, what: writeTitle(step.escalation) };
  if (step.do === 'gather') {
    const what = `digest of ${step.escalations.length}`;
    return { do: step.do, key, what, ...(step.issue && { number: step.issue.number }) };
  }
  const { number } = step.issue;
  if (step.do === 'drop') return { do: 'drop', key, number, what: `double of #${step.original}` };
  const { escalation, due, issue } = step;
  const what =
    escalation.wish === 'closed'
      ? `close: ${escalation.reason ?? ''}`
      : due.length > 0
        ? `raise to level ${due.at(-1)?.level ?? 0}`
        : issue.open
          ? 'update'
          : 'reopen';
  return { do: 'change', key, number, what };
}

/** Goes on with an issue that was not listed. */
export async function resume(work: Work, escalation: Escalation, issue: Issue): Promise<Done> {
  const hasChannels = work.channels.size > 0;
  const steps = planIssues([escalation], [issue], (item) => digest(item, work), hasChannels);
  for (const step of steps) await applyStep(work, step);
  return { number: issue.number };
}

/** What channels know once they know of the issue alone. */
export const opening = new Map([['opened', 0]]);

/** GitHub assigns no more. */
export const mostAssignees = 10;
