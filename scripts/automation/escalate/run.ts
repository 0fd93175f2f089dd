import {
  addTold,
  escalationLabel,
  listLabels,
  listUntold,
  planDigest,
  planIssues,
  type Issue,
  type Marks,
  type Step,
} from './escalation-issues.ts';
import { writeBody, writeDigest, writeRaise, writeTitle, type Places } from './escalation-text.ts';
import { listEscalations, splitQuiet, type Escalation } from './escalations.ts';
import { findResponsible, type Notice } from './notices.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import type { Send } from '../../edges/notify/send.ts';
import { claim, findTree, perform, release } from '../claim.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import {
  ensureLabels,
  findLostIssue,
  listIssues,
  listOpenIssues,
  sortAssignable,
} from '../../edges/github/issues.ts';
import { hashText, sealBody, writeCommentMark } from '../../edges/github/marks.ts';

export interface Run {
  github: GitHub;
  register: Register;
  now: Instant;
  /** Our own account. */
  login: string;
  places: Places;
  channels: ReadonlyMap<string, Send>;
  dryRun: boolean;
  /** At most so many steps; what is left is for the next run. */
  budget: number;
}

/** What a run came to. */
export interface Outcome {
  /** Done; or, in a dry run, to be done. */
  steps: { do: Step['do']; key: string; number?: number; what: string }[];
  /** Waiting for a claim of another run, or left to the next one. */
  deferred: { key: string; why: string }[];
  troubles: { key: string; why: string }[];
}

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

interface Work extends Run {
  labels: Set<string>;
  assignable: Map<string, boolean>;
  tree?: string;
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
function digest(escalation: Escalation, { register, places }: Run): string {
  const parts = [
    writeTitle(escalation),
    writeBody(escalation, register, 0, [], places),
    ...listLabels(escalation),
  ];
  return hashText(parts.join('\n')).slice(0, 16);
}

function digestQuiet(quiet: readonly Escalation[], { register, places }: Run): string {
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

type Done = { number: number; waits?: undefined } | { waits: string };

async function applyStep(work: Work, step: Step): Promise<Done> {
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

/** Goes on with an issue that was not listed. */
async function resume(work: Work, escalation: Escalation, issue: Issue): Promise<Done> {
  const hasChannels = work.channels.size > 0;
  const steps = planIssues([escalation], [issue], (item) => digest(item, work), hasChannels);
  for (const step of steps) await applyStep(work, step);
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

/** What channels know once they know of the issue alone. */
const opening = new Map([['opened', 0]]);

/** GitHub assigns no more. */
const mostAssignees = 10;

/** Who is meant: whoever has to do it, and everybody of the levels that are due. */
function findPeople({ incident, clock }: Escalation, due: readonly Notice[]): string[] {
  const people = due.flatMap((notice) => notice.people);
  return [...new Set([...findResponsible(incident, clock), ...people])];
}

function makeMarks(
  run: Run,
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

/** Brings text, labels and state to what they are to be, in one request. */
async function patch(
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

async function reopen({ github }: Work, number: number): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write(`Reopening issue #${number}`, () =>
    octokit.rest.issues.update({ owner, repo, issue_number: number, state: 'open' }),
  );
}

async function assign({ github }: Work, number: number, people: string[]): Promise<void> {
  const { owner, repo, octokit } = github;
  await github.write(`Assigning issue #${number}`, () =>
    octokit.rest.issues.addAssignees({ owner, repo, issue_number: number, assignees: people }),
  );
}

/** Says in a comment which levels are due, once; false while another run may be at it. */
async function tellOnIssue(
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
  if (await hasComment(work, number, mark)) return true;
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

/** What is told, by the newest of what is due: incident/clock/round/team.level.repeat. */
function nameStep({ key, round }: Escalation, due: readonly Notice[]): string {
  const newest = due.at(-1);
  const step = newest ? `${newest.team}.${newest.level}.${newest.repeat}` : 'opened';
  return `${key}/${round}/${step}`;
}

async function hasComment({ github, login }: Work, number: number, mark: string): Promise<boolean> {
  const { owner, repo, octokit } = github;
  const size = 100;
  for (let page = 1; ; page++) {
    const comments = await github.read(`Reading the comments of issue #${number}`, () =>
      octokit.rest.issues.listComments({
        owner,
        repo,
        issue_number: number,
        per_page: size,
        page,
      }),
    );
    const isOurs = comments.some(
      ({ body, user }) => user?.login === login && (body ?? '').trimEnd().endsWith(mark),
    );
    if (isOurs) return true;
    if (comments.length < size) return false;
  }
}

/** Tells every channel, each once; whether all of them know now. */
async function tellChannels(
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

function explainClaim(claimed: 'wait' | 'exhausted'): string {
  return claimed === 'wait'
    ? 'another run may be at it; the next one looks again'
    : 'it was tried too often without effect: look at the refs below refs/sitrep/escalations';
}
