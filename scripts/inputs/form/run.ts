import { decide, readFormTip, type FormDecision, type FormSession } from './decide.ts';
import type { FieldError, IssueForm } from './form.ts';
import { readSubmission, type ReadSubmission } from './index.ts';
import { formatErrors, formatFiled, formatSettled } from './reply.ts';
import type { FormRecord } from './record.ts';
import { upsertComment } from '../../edges/github/comment.ts';
import { findPullRequest } from '../../edges/github/pull.ts';
import { readIssue, switchLabel, type IssueDetails } from '../../edges/github/thread.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import { isLive } from '../../model/register/lifetime.ts';
import { nameBranch } from '../../model/record/branch.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { waitForTurn, waitToRetry } from '../../session/again.ts';
import { asPayload, readEvent, readNumber } from '../../session/event.ts';
import { openRegister } from '../../session/open.ts';
import {
  deliverOnTip,
  findRepositoryPage,
  openTip,
  type RemoteDelivered,
} from '../../deliver/remote.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { reachGitHub } from '../../session/github.ts';
import { findPrefix } from '../../edges/git/prefix.ts';

const mark = '<!-- sitrep:form v1 -->';
const labels = {
  form: 'sitrep:form',
  incident: 'sitrep:incident',
  incomplete: 'sitrep:incomplete',
};

/** Result of handling an issue. */
interface FormOutcome {
  issue: number;
  outcome: 'ignored' | FormDecision['outcome'];
  why?: string;
  form?: IssueForm['name'];
  record?: string;
  path?: string;
  pull_request?: string;
  errors?: FieldError[];
}

/** Options that name the issue of a form. */
export interface FormOptions {
  readonly issue: number | undefined;
  readonly event: string | undefined;
  readonly repository: string | undefined;
}

/** Updates the branch, pull request, reply and label of an issue to match its present text. */
export async function fileForm(context: Context, options: FormOptions): Promise<CommandResult> {
  const github = reachGitHub(options.repository);
  const number = chooseIssue(options);
  const { register } = await openRegister(context);
  const prefix = await findPrefix(context.root);
  for (let failures = 0; ; failures++) {
    try {
      return toResult(context, await fileIssue(context, { github, register, prefix }, number));
    } catch (error) {
      await waitToRetry(error, failures);
    }
  }
}

function chooseIssue({ issue, event }: FormOptions): number {
  const number = issue ?? readNumber(asPayload(readEvent(event)['issue'])['number']);
  if (number !== undefined) return number;
  throw new Failure('The event is not about an issue.', 'Name an issue with --issue.');
}

function explainIgnored(issue: IssueDetails | undefined): string | undefined {
  if (!issue) return 'it was deleted';
  if (issue.isPull) return 'it is a pull request';
  return issue.isBot ? 'a program wrote it' : undefined;
}

async function fileIssue(
  { root, dryRun }: Context,
  opened: Pick<FormSession, 'github' | 'register' | 'prefix'>,
  number: number,
): Promise<FormOutcome> {
  const { github } = opened;
  const issue = await readIssue(github, number);
  const why = explainIgnored(issue);
  if (!issue || why !== undefined) return { issue: number, outcome: 'ignored', why: why ?? '' };
  const submission = readSubmission(issue, opened.register);
  if (!submission)
    return { issue: number, outcome: 'ignored', why: 'it was opened without a form' };
  // Found before anything is written: without our login, our own comment could not be recognised.
  const login = await findLogin(github);
  const session = { ...opened, root, dryRun, issue, login, page: findRepositoryPage(issue) };
  const delivered = await deliverSubmission(session, submission);
  if (!dryRun) await reply(session, submission.form, delivered);
  return describeOutcome(session, submission.form, delivered);
}

/** Delivers the record of a submission. Decides anew on each tip until the remote takes the commit. */
async function deliverSubmission(
  session: FormSession,
  submission: ReadSubmission,
): Promise<RemoteDelivered<FormDecision>> {
  const { github, issue } = session;
  const branch = nameBranch({ issue: issue.number });
  for (let attempt = 1; ; attempt++) {
    const pull = await findPullRequest(github, branch);
    const tip = await openTip(github, { branch, ...(pull && { pull }) }, 'always');
    const made = decide(session, submission, await readFormTip(session, tip));
    const delivered = await deliverOnTip(session, tip, 'always', made);
    if (typeof delivered !== 'string') return delivered;
    await waitForTurn(attempt);
  }
}

/** Replies with the decision, in one comment that is kept up to date, and labels the issue. */
async function reply(
  { github, issue, register, login }: FormSession,
  form: IssueForm,
  { result, ...opened }: RemoteDelivered<FormDecision>,
): Promise<void> {
  const write = async (text: string): Promise<void> => {
    await upsertComment(github, issue.number, text, login, mark);
  };
  const remove = labels.incomplete;
  switch (result.outcome) {
    case 'settled':
      return write(formatSettled(form, result.state, result.url));
    case 'incomplete':
      await write(formatErrors(form, result.errors));
      return switchLabel(github, issue, { add: labels.incomplete });
    case 'filed':
    case 'changed':
    case 'unchanged': {
      const { draft, record } = result;
      const isIncident = draft.kind === 'incident';
      const proposed = { id: record.id, url: findPage(opened) ?? '', isOpen: 'pull' in opened };
      const { timezone: zone } = register.settings.organisation;
      const live = isIncident ? listLive(register, record) : [];
      await write(formatFiled(form, draft, proposed, { zone, live }));
      const add = isIncident ? labels.incident : labels.form;
      return switchLabel(github, issue, { add, remove });
    }
  }
}

/** Lists the live incidents of the same services: one of them may be the incident that is reported. */
function listLive({ incidents }: Register, { services }: FormRecord): Incident[] {
  return [...incidents.values()].filter(
    (incident) => isLive(incident) && incident.services.some((id) => services.includes(id)),
  );
}

function findPage({ pull, open_at }: Omit<RemoteDelivered<unknown>, 'result'>): string | undefined {
  return pull?.url ?? open_at;
}

function describeOutcome(
  { issue, dryRun }: FormSession,
  form: IssueForm,
  { result, ...opened }: RemoteDelivered<FormDecision>,
): FormOutcome {
  const known = { issue: issue.number, outcome: result.outcome, form: form.name };
  if (result.outcome === 'settled') {
    return { ...known, why: result.state, pull_request: result.url };
  }
  if (result.outcome === 'incomplete') return { ...known, errors: result.errors };
  const { id, path } = result.record;
  const url = dryRun ? undefined : findPage(opened);
  return { ...known, record: id, path, ...(url !== undefined && { pull_request: url }) };
}

function toResult({ dryRun }: Context, outcome: FormOutcome): CommandResult {
  const { issue, outcome: name, why, record, pull_request: url, errors = [] } = outcome;
  const parts = [`#${issue}: ${name}`, why ?? '', record ?? '', url ?? ''];
  const lines = [
    parts.filter((part) => part !== '').join('  '),
    ...errors.map(({ field, message }) => `  ${field}: ${message}`),
  ];
  return { status: 0, data: { ...outcome, dry_run: dryRun }, text: lines.join('\n') };
}
