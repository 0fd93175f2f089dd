import { decide, readFormTip, type FormDecision, type FormSession } from './decide.ts';
import type { Form, Lack } from './form.ts';
import { readSubmission } from './index.ts';
import { tellFiled, tellLacks, tellSettled } from './reply.ts';
import type { FormRecord } from './record.ts';
import { keepComment } from '../../edges/github/comment.ts';
import { findPullRequest } from '../../edges/github/pull.ts';
import { readIssue, switchLabel, type RoomIssue } from '../../edges/github/room.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import { isLive } from '../../model/register/lifetime.ts';
import { nameBranch } from '../../model/record/branch.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { tryAgain } from '../../session/again.ts';
import { asPayload, readEvent, readNumber } from '../../session/event.ts';
import { openRegister } from '../../session/open.ts';
import { deliverToGitHub, findRepositoryPage, type RemoteDelivered } from '../../deliver/remote.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { type Values } from '../../session/options.ts';
import { requireWholeNumber } from '../../session/whole-number.ts';
import { findPrefix } from '../../edges/git/prefix.ts';

const mark = '<!-- sitrep:form v1 -->';
const labels = { form: 'sitrep:form', room: 'sitrep:room', incomplete: 'sitrep:incomplete' };

/** Result of handling an issue. */
interface FormOutcome {
  issue: number;
  outcome: 'ignored' | FormDecision['outcome'];
  why?: string;
  form?: Form['name'];
  record?: string;
  path?: string;
  pull_request?: string;
  lacks?: Lack[];
}

interface FormRun extends FormSession {
  login: string;
}

/** Brings branch, pull request, answer and label in line with what an issue asks for now. */
export async function fileForm(context: Context, options: Values): Promise<CommandResult> {
  const github = reachGitHub(options['repository']);
  const number = chooseIssue(options);
  const { register } = await openRegister(context);
  const prefix = await findPrefix(context.root);
  const outcome = await attempt(() =>
    tryAgain(async (): Promise<FormOutcome> => {
      const issue = await readIssue(github, number);
      const ignored = explainIgnored(issue);
      if (!issue || ignored !== undefined)
        return { issue: number, outcome: 'ignored', why: ignored ?? '' };
      const login = await findLogin(github);
      const page = findRepositoryPage(issue);
      const { root, dryRun } = context;
      return fileIssue({ github, register, prefix, page, dryRun, root, issue, login });
    }),
  );
  return toResult(context, outcome);
}

function chooseIssue({ issue, event }: Values): number {
  if (issue !== undefined) return requireWholeNumber('--issue', issue);
  const number = readNumber(asPayload(readEvent(event)['issue'])['number']);
  if (number !== undefined) return number;
  throw new Failure('The event is not about an issue.', 'Name an issue with --issue.');
}

function explainIgnored(issue: RoomIssue | undefined): string | undefined {
  if (!issue) return 'it was deleted';
  if (issue.isPull) return 'it is a pull request';
  return issue.isBot ? 'a program wrote it' : undefined;
}

async function fileIssue(run: FormRun): Promise<FormOutcome> {
  const { github, issue, register } = run;
  const read = readSubmission(issue, register);
  const ignored = { issue: issue.number, outcome: 'ignored' as const };
  if (!read) return { ...ignored, why: 'it was opened without a form' };
  const branch = nameBranch({ issue: issue.number });
  const delivered = await deliverToGitHub(run, {
    findProposal: async () => {
      const pull = await findPullRequest(github, branch);
      return { branch, ...(pull && { pull }) };
    },
    uses: 'always',
    readTip: (tip) => readFormTip(run, tip),
    make: (tip) => decide(run, read, tip),
  });
  if (!delivered) return ignored;
  if (!run.dryRun) await answer(run, read.form, delivered);
  return describeOutcome(run, read.form, delivered);
}

/** Says in one comment what was decided, and labels the issue. */
async function answer(
  run: FormRun,
  form: Form,
  { result, ...opened }: RemoteDelivered<FormDecision>,
): Promise<void> {
  const { github, issue, register } = run;
  const say = async (text: string): Promise<void> => {
    await keepComment(github, issue.number, text, run.login, mark);
  };
  const remove = labels.incomplete;
  switch (result.outcome) {
    case 'settled':
      return say(tellSettled(form, result.state, result.url));
    case 'incomplete':
      await say(tellLacks(form, result.lacks));
      return switchLabel(github, issue, { add: labels.incomplete });
    case 'filed':
    case 'changed':
    case 'unchanged': {
      const { draft, record } = result;
      const isIncident = draft.kind === 'incident';
      const filed = { id: record.id, url: findPage(opened) ?? '', isOpen: 'pull' in opened };
      const { timezone: zone } = register.settings.organisation;
      const open = isIncident ? listOpen(register, record) : [];
      await say(tellFiled(form, draft, filed, { zone, open }));
      const add = isIncident ? labels.room : labels.form;
      return switchLabel(github, issue, { add, remove });
    }
  }
}

/** Lists the live incidents of the same services: people report what others have reported. */
function listOpen({ incidents }: Register, { services }: FormRecord): Incident[] {
  return [...incidents.values()].filter(
    (incident) => isLive(incident) && incident.services.some((id) => services.includes(id)),
  );
}

function findPage({ pull, open_at }: Omit<RemoteDelivered<unknown>, 'result'>): string | undefined {
  return pull?.url ?? open_at;
}

function describeOutcome(
  { issue, dryRun }: FormRun,
  form: Form,
  { result, ...opened }: RemoteDelivered<FormDecision>,
): FormOutcome {
  const known = { issue: issue.number, outcome: result.outcome, form: form.name };
  if (result.outcome === 'settled') {
    return { ...known, why: result.state, pull_request: result.url };
  }
  if (result.outcome === 'incomplete') return { ...known, lacks: result.lacks };
  const { id, path } = result.record;
  const url = dryRun ? undefined : findPage(opened);
  return { ...known, record: id, path, ...(url !== undefined && { pull_request: url }) };
}

function toResult({ dryRun }: Context, outcome: FormOutcome): CommandResult {
  const { issue, outcome: what, why, record, pull_request: url, lacks = [] } = outcome;
  const parts = [`#${issue}: ${what}`, why ?? '', record ?? '', url ?? ''];
  const lines = [
    parts.filter((part) => part !== '').join('  '),
    ...lacks.map(({ field, why: reason }) => `  ${field}: ${reason}`),
  ];
  return { status: 0, data: { ...outcome, dry_run: dryRun }, text: lines.join('\n') };
}
