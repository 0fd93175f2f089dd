import {
  addTold,
  escalationLabel,
  listLabels,
  listUntold,
  planDigest,
  type Issue,
  type Step,
  planIssues,
} from './escalation-issues.ts';
import { writeBody, writeDigest, writeTitle } from './escalation-text.ts';
import { type Escalation } from './escalations.ts';
import { findResponsible, type Notice } from './notices.ts';
import { claim, findTree, perform } from '../../edges/github/claim.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { ensureLabels, sortAssignable } from '../../edges/github/issues.ts';
import { sealBody, type Marks } from '../../edges/github/marks.ts';
import {
  type EscalationRun,
  type Work,
  type Done,
  digest,
  digestQuiet,
  opening,
  mostAssignees,
} from './work.ts';
import { patch, reopen, assign } from './issue.ts';
import { tellOnIssue, tellChannels } from './tell.ts';
import { findLostIssue } from '../own-issues.ts';

export async function applyStep(work: Work, step: Step): Promise<Done> {
  if (step.do === 'open') return applyOpen(work, step);
  if (step.do === 'drop') return applyDrop(work, step);
  if (step.do === 'gather') return applyGather(work, step);
  return applyChange(work, step);
}

async function applyOpen(
  work: Work,
  { key, escalation, due }: Extract<Step, { do: 'open' }>,
): Promise<Done> {
  const { github, register, places, now, login } = work;
  const { owner, repo, octokit } = github;
  const labels = listLabels(escalation);
  await ensureLabels(github, labels, work.labels);
  const { assignable, others } = await sortAssignable(
    github,
    findPeople(escalation, due),
    work.assignable,
  );
  work.tree ??= await findTree(github);
  const claimed = await claim(github, key, work.tree, login, {
    search: (old) => findLostIssue(github, key, old, login, escalationLabel),
  });
  if (typeof claimed === 'string') return { waits: explainClaim(claimed) };
  if ('found' in claimed) return resume(work, escalation, claimed.found);
  const marks = makeMarks(work, escalation, {
    told: addTold(new Map(), due),
    sent: new Map(),
    mentions: others,
  });
  const issue = await perform(github, claimed, () =>
    github.write('Opening an issue', () =>
      octokit.rest.issues.create({
        owner,
        repo,
        title: writeTitle(escalation),
        body: sealBody(writeBody(escalation, register, now, others, places), marks),
        labels,
        assignees: assignable.slice(0, mostAssignees),
      }),
    ),
  );
  const opened: Issue = {
    number: issue.number,
    url: issue.html_url,
    open: true,
    title: issue.title,
    body: issue.body ?? '',
    labels,
    assignees: assignable,
    createdAt: Date.parse(issue.created_at),
    marks,
  };
  if (work.channels.size > 0 && (await tellChannels(work, escalation, due, opened))) {
    await patch(work, opened, escalation, { ...marks, sent: addTold(opening, due) });
  }
  return { number: issue.number };
}

async function applyChange(
  work: Work,
  { issue, escalation, due, unsent }: Extract<Step, { do: 'change' }>,
): Promise<Done> {
  const { github } = work;
  const { number, marks, assignees } = issue;
  if (escalation.wish === 'closed') {
    await patch(work, issue, escalation, makeMarks(work, escalation, marks));
    return { number };
  }
  // Before anything that may be refused: a comment on an issue that somebody locked.
  if (!issue.open) await reopen(work, number);
  const isAnew = escalation.round !== marks.round;
  let { sent, mentions } = marks;
  let told = isAnew ? new Map<string, number>() : marks.told;
  if (due.length > 0) {
    const missing = findPeople(escalation, due).filter((handle) => !assignees.includes(handle));
    const { assignable, others } = await sortAssignable(github, missing, work.assignable);
    const room = Math.max(0, mostAssignees - assignees.length);
    const assigning = async (): Promise<void> => {
      if (assignable.length > 0 && room > 0) await assign(work, number, assignable.slice(0, room));
    };
    const isTold = await tellOnIssue(work, number, escalation, due).catch(
      async (error: unknown) => {
        // Who may not be told in words is told by being assigned.
        if (error instanceof GitHubError && error.trouble === 'forbidden') await assigning();
        throw error;
      },
    );
    if (!isTold) return { waits: explainClaim('wait') };
    await assigning();
    told = addTold(told, due);
    mentions = [...new Set([...mentions, ...others])];
  }
  await ensureLabels(github, listLabels(escalation), work.labels);
  const untold = listUntold(escalation.notices, isAnew ? new Map() : sent);
  if (unsent && (await tellChannels(work, escalation, untold, issue))) {
    sent = addTold(opening, escalation.notices);
  }
  await patch(work, issue, escalation, makeMarks(work, escalation, { told, sent, mentions }));
  return { number };
}

async function applyGather(
  work: Work,
  { key, issue, escalations }: Extract<Step, { do: 'gather' }>,
): Promise<Done> {
  const { github, register, places, login } = work;
  const { owner, repo, octokit } = github;
  const wish = escalations.length > 0 ? 'open' : 'closed';
  const text = writeDigest(escalations, register, places);
  const fields = { round: 0, told: new Map(), sent: new Map(), mentions: [] };
  const body = sealBody(text, { key, wish, ...fields, digest: digestQuiet(escalations, work) });
  const title = 'Promises at risk or broken';
  if (issue) {
    await github.write('Changing the digest', () =>
      octokit.rest.issues.update({
        owner,
        repo,
        issue_number: issue.number,
        body,
        state: wish,
        ...(wish === 'closed' && { state_reason: 'completed' as const }),
      }),
    );
    return { number: issue.number };
  }
  await ensureLabels(github, [escalationLabel], work.labels);
  work.tree ??= await findTree(github);
  const claimed = await claim(github, key, work.tree, login, {
    search: (old) => findLostIssue(github, key, old, login, escalationLabel),
  });
  if (typeof claimed === 'string') return { waits: explainClaim(claimed) };
  if ('found' in claimed) {
    const step = planDigest(escalations, [claimed.found], digestQuiet(escalations, work));
    return step ? applyStep(work, step) : { number: claimed.found.number };
  }
  const opened = await perform(github, claimed, () =>
    github.write('Opening the digest', () =>
      octokit.rest.issues.create({ owner, repo, title, body, labels: [escalationLabel] }),
    ),
  );
  return { number: opened.number };
}

/** Closes an issue that has an older twin. */
async function applyDrop(
  { github }: Work,
  { issue, original }: Extract<Step, { do: 'drop' }>,
): Promise<Done> {
  const { owner, repo, octokit } = github;
  const { number, marks } = issue;
  await github.write('Closing a double', () =>
    octokit.rest.issues.update({
      owner,
      repo,
      issue_number: number,
      state: 'closed',
      state_reason: 'not_planned',
      body: sealBody(`Told of in #${original} already.`, { ...marks, wish: 'closed' }),
    }),
  );
  return { number };
}

/** Lists the people to notify: the person responsible, and everybody at the levels that are due. */
function findPeople({ incident, clock }: Escalation, due: readonly Notice[]): string[] {
  const people = due.flatMap((notice) => notice.people);
  return [...new Set([...findResponsible(incident, clock), ...people])];
}

function makeMarks(
  run: EscalationRun,
  escalation: Escalation,
  { told, sent, mentions }: Pick<Marks, 'told' | 'sent' | 'mentions'>,
): Marks {
  const { key, wish, round } = escalation;
  return {
    key,
    wish: wish === 'closed' ? 'closed' : 'open',
    round,
    told,
    sent,
    digest: digest(escalation, run),
    mentions,
  };
}

function explainClaim(claimed: 'wait' | 'exhausted'): string {
  return claimed === 'wait'
    ? 'another run may be at it; the next one looks again'
    : 'it was tried too often without effect: look at the refs below refs/sitrep/escalations';
}

/** Goes on with an issue that was not listed. */
export async function resume(work: Work, escalation: Escalation, issue: Issue): Promise<Done> {
  const hasChannels = work.channels.size > 0;
  const steps = planIssues([escalation], [issue], (item) => digest(item, work), hasChannels);
  for (const step of steps) await applyStep(work, step);
  return { number: issue.number };
}
