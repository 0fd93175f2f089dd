import type { Issue } from '../escalate/escalation-issues.ts';
import { quotePlain } from '../../model/text/quote.ts';
import { listReminders, writeReminder, type Reminder } from './reminders.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { claim, findTree, perform } from '../../edges/github/claim.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { ensureLabels, sortAssignable } from '../../edges/github/issues.ts';
import { hashText, sealBody, type Marks } from '../../edges/github/marks.ts';
import {
  listIssues,
  findLostIssue,
  listOpenIssues,
  reminderLabel as label,
} from '../own-issues.ts';
import { findPlaces } from '../escalate/places.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import type { Context } from '../../session/context.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { openRegister } from '../../session/open.ts';

export interface ReminderRun {
  github: GitHub;
  register: Register;
  now: Instant;
  login: string;
  /** Address of the data root in the repository, with a slash at its end. */
  files: string | undefined;
  dryRun: boolean;
}

export interface Reminded {
  steps: { do: 'open' | 'change' | 'close'; key: string; number?: number; items: number }[];
  deferred: { key: string; why: string }[];
  troubles: { key: string; why: string }[];
}

/** Brings the reminder issues of a repository up to date with the records of this run. */
export async function remindAll(
  context: Context,
  repository: string | boolean | undefined,
): Promise<{ reminded: Reminded; requests: number }> {
  const github = reachGitHub(repository);
  const { register } = await openRegister(context);
  const { now, dryRun } = context;
  const { files } = findPlaces(register.settings);
  const reminded = await attempt(async () =>
    remind({ github, register, now, dryRun, login: await findLogin(github), files }),
  );
  return { reminded, requests: github.requests() };
}

/** Keeps one issue for each person or team that is to be reminded of something, and closes the others. */
export async function remind(run: ReminderRun): Promise<Reminded> {
  const { github, login, dryRun } = run;
  const reminders = listReminders(run.register, run.now);
  const reminded: Reminded = { steps: [], deferred: [], troubles: [] };
  let issues = await listOpenIssues(github, login, label, dryRun);
  const isMissing = ({ key }: Reminder): boolean => !findIssue(issues, key);
  // An issue that is not open may be closed; the full list shows it.
  if (reminders.some(isMissing)) {
    issues = await listIssues(github, { state: 'all', accounts: new Set([login]), label });
  }
  const gone = issues.filter(
    ({ open, marks }) => open && !reminders.some(({ key }) => nameMark(key) === marks.key),
  );
  const work: [string, () => Promise<Reminded['steps'][number] | 'waits' | undefined>][] = [
    ...reminders.map((reminder): (typeof work)[number] => [
      reminder.key,
      () => keepReminder(run, reminder, findIssue(issues, reminder.key)),
    ]),
    ...gone.map((issue): (typeof work)[number] => [
      issue.marks.key,
      () => closeReminder(run, issue),
    ]),
  ];
  for (const [key, act] of work) {
    try {
      const done = await act();
      if (done === 'waits') reminded.deferred.push({ key, why: 'another run may be at it' });
      else if (done) reminded.steps.push(done);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      reminded.troubles.push({ key, why: error.message });
      if (error.trouble === 'limited') break;
    }
  }
  return reminded;
}

/** Returns the mark of a reminder; handles may have capitals, and marks may not. */
function nameMark(key: string): string {
  return `reminder/${key.toLowerCase()}`;
}

function findIssue(issues: readonly Issue[], key: string): Issue | undefined {
  return issues
    .filter(({ marks }) => marks.key === nameMark(key))
    .sort((a, b) => a.number - b.number)[0];
}

function makeMarks(key: string, text: string, wish: Marks['wish']): Marks {
  const digest = hashText(text).slice(0, 16);
  return { key, wish, round: 0, told: new Map(), sent: new Map(), digest, mentions: [] };
}

async function keepReminder(
  run: ReminderRun,
  reminder: Reminder,
  issue: Issue | undefined,
): Promise<Reminded['steps'][number] | 'waits' | undefined> {
  const { github, files, dryRun, login } = run;
  const { owner, repo, octokit } = github;
  const { key, people, items } = reminder;
  const text = writeReminder(reminder, files);
  const marks = makeMarks(nameMark(key), text, 'open');
  // An issue that a person closed stays closed until its text changes.
  const isSame = issue?.marks.digest === marks.digest && issue.marks.wish === 'open';
  if (isSame) return undefined;
  const step = { do: issue ? ('change' as const) : ('open' as const), key, items: items.length };
  if (dryRun) return { ...step, ...(issue && { number: issue.number }) };
  if (issue) {
    await github.write('Changing a reminder', () =>
      octokit.rest.issues.update({
        owner,
        repo,
        issue_number: issue.number,
        body: sealBody(text, marks),
        state: 'open',
      }),
    );
    return { ...step, number: issue.number };
  }
  await ensureLabels(github, [label], new Set());
  const { assignable, others } = await sortAssignable(github, people, new Map());
  const claimed = await claim(github, marks.key, await findTree(github), login, {
    search: (old) => findLostIssue(github, marks.key, old, login, label),
  });
  if (typeof claimed === 'string') return 'waits';
  if ('found' in claimed) return keepReminder(run, reminder, claimed.found);
  const meant = others.map((handle) => `@${handle}`).join(' ');
  const opened = await perform(github, claimed, () =>
    github.write('Opening a reminder', () =>
      octokit.rest.issues.create({
        owner,
        repo,
        title: quotePlain(`Reminders for ${reminder.name}`, 200),
        body: sealBody(meant === '' ? text : `${text}\n\n${meant}`, marks),
        labels: [label],
        assignees: assignable,
      }),
    ),
  );
  return { ...step, number: opened.number };
}

async function closeReminder(
  { github, dryRun }: ReminderRun,
  { number, marks }: Issue,
): Promise<Reminded['steps'][number]> {
  const { owner, repo, octokit } = github;
  const text = 'Nothing is left.';
  if (!dryRun) {
    await github.write('Closing a reminder', () =>
      octokit.rest.issues.update({
        owner,
        repo,
        issue_number: number,
        body: sealBody(text, makeMarks(marks.key, text, 'closed')),
        state: 'closed',
        state_reason: 'completed',
      }),
    );
  }
  return { do: 'close', key: marks.key, number, items: 0 };
}
