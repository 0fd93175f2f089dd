import { quotePlain } from '../../model/text/quote.ts';
import { listReminders, writeReminder, type Reminder } from './reminders.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { ensureLabels, sortAssignable } from '../../edges/github/issues.ts';
import {
  listIssues,
  listOpenIssues,
  reminderLabel as label,
  type OwnIssue,
} from '../own-issues.ts';
import { makePlainMarks, openIssue, updateIssue, type IssueWriter } from '../write-issue.ts';
import { findLinks } from '../escalate/links.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import type { Context } from '../../session/context.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { openAsOf } from '../../session/open.ts';

/** Everything that one run of `sitrep remind` works with. */
export interface ReminderRun extends IssueWriter {
  register: Register;
  now: Instant;
  /** Address of the data root in the repository, with a slash at its end. */
  files: string | undefined;
  dryRun: boolean;
}

/** Steps of a run that were done, deferred, or failed. */
export interface ReminderResult {
  steps: { do: 'open' | 'change' | 'close'; key: string; number?: number; items: number }[];
  deferred: { key: string; why: string }[];
  troubles: { key: string; why: string }[];
}

type ReminderStep = ReminderResult['steps'][number];

/** Brings the reminder issues of a repository up to date with the records of this run. */
export async function remindAll(
  context: Context,
  repository: string | undefined,
): Promise<{ reminded: ReminderResult; requests: number }> {
  const github = reachGitHub(repository);
  const { register } = await openAsOf(context);
  const { now, dryRun } = context;
  const { files } = findLinks(register.settings);
  const reminded = await attempt(async () =>
    remind({ github, register, now, dryRun, login: await findLogin(github), files }),
  );
  return { reminded, requests: github.requests() };
}

/** Keeps one issue for each person or team with something due, and closes the others. */
export async function remind(run: ReminderRun): Promise<ReminderResult> {
  const { github, login, dryRun } = run;
  const reminders = listReminders(run.register, run.now);
  const reminded: ReminderResult = { steps: [], deferred: [], troubles: [] };
  let issues = await listOpenIssues(github, login, label, dryRun);
  const isMissing = ({ key }: Reminder): boolean => !findIssue(issues, key);
  // An issue that is not open may be closed; the full list shows it.
  if (reminders.some(isMissing)) {
    issues = await listIssues(github, { state: 'all', accounts: new Set([login]), label });
  }
  const gone = issues.filter(
    ({ open, marks }) => open && !reminders.some(({ key }) => nameMark(key) === marks.key),
  );
  const work: [string, () => Promise<ReminderStep | { waits: string } | undefined>][] = [
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
      if (done && 'waits' in done) reminded.deferred.push({ key, why: done.waits });
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

function findIssue(issues: readonly OwnIssue[], key: string): OwnIssue | undefined {
  return issues
    .filter(({ marks }) => marks.key === nameMark(key))
    .sort((a, b) => a.number - b.number)[0];
}

/** Opens or updates the issue of a reminder; undefined if it is up to date. */
async function keepReminder(
  run: ReminderRun,
  reminder: Reminder,
  issue: OwnIssue | undefined,
): Promise<ReminderStep | { waits: string } | undefined> {
  const { github, files, dryRun } = run;
  const { key, people, items } = reminder;
  const text = writeReminder(reminder, files);
  const marks = makePlainMarks(nameMark(key), 'open', text);
  // An issue that a person closed stays closed until its text changes.
  const isSame = issue?.marks.digest === marks.digest && issue.marks.wish === 'open';
  if (isSame) return undefined;
  const step = { do: issue ? ('change' as const) : ('open' as const), key, items: items.length };
  if (dryRun) return { ...step, ...(issue && { number: issue.number }) };
  if (issue) {
    await updateIssue(github, 'Changing a reminder', issue.number, { text, marks });
    return { ...step, number: issue.number };
  }
  await ensureLabels(github, [label], new Set());
  const { assignable, others } = await sortAssignable(github, people, new Map());
  const mentions = others.map((handle) => `@${handle}`).join(' ');
  const result = await openIssue(run, 'Opening a reminder', {
    title: quotePlain(`Reminders for ${reminder.name}`, 200),
    text: mentions === '' ? text : `${text}\n\n${mentions}`,
    marks,
    labels: [label],
    assignees: assignable,
  });
  if ('waits' in result) return result;
  if ('found' in result) return keepReminder(run, reminder, result.found);
  return { ...step, number: result.opened.number };
}

/** Closes the issue of somebody who has nothing due any more. */
async function closeReminder(
  { github, dryRun }: ReminderRun,
  { number, marks: { key } }: OwnIssue,
): Promise<ReminderStep> {
  const text = 'Nothing is due.';
  if (!dryRun) {
    const marks = makePlainMarks(key, 'closed', text);
    await updateIssue(github, 'Closing a reminder', number, { text, marks });
  }
  return { do: 'close', key, number, items: 0 };
}
