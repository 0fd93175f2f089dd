import type { Draft, Form, Lack, Submission } from './form.ts';
import { readSubmission } from './index.ts';
import { tellFiled, tellLacks, tellSettled, type Settled } from './reply.ts';
import { readHead } from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { keepComment } from '../../edges/github/comment.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import { findPullRequest, isReviewed, renamePullRequest } from '../../edges/github/pull.ts';
import { readIssue, switchLabel, type RoomIssue } from '../../edges/github/room.ts';
import { isLive } from '../../model/register/lifetime.ts';
import type { Incident, Register } from '../../model/register/register.ts';
import { tryAgain } from '../../session/again.ts';
import { asPayload, readEvent, readNumber } from '../../session/event.ts';
import { digestFiles, isSealed, placeFiles, readSeal, titleOf } from './seal.ts';
import { prepareRecord, type FormRecord } from './record.ts';
import { openRegister } from '../../session/open.ts';
import { nameBranch, roomLabel } from '../../edges/github/incident-branch.ts';
import { linkBranch, openPull, propose } from '../../deliver/remote.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { type Values } from '../../session/options.ts';
import { findPrefix } from '../../edges/git/prefix.ts';

const mark = '<!-- sitrep:form v1 -->';
const labels = { room: roomLabel, incomplete: 'sitrep:incomplete' };

/** What became of a form. */
interface Outcome {
  issue: number;
  outcome: 'ignored' | 'incomplete' | 'filed' | 'changed' | 'unchanged' | 'settled';
  why?: string;
  form?: Form['name'];
  record?: string;
  path?: string;
  pull_request?: string;
  lacks?: Lack[];
}

interface Run {
  context: Context;
  github: GitHub;
  register: Register;
  login: string;
  issue: RoomIssue;
}

/** Reads the issue as it is now, and brings branch, pull request, answer and label to where it asks for. */
export async function fileForm(context: Context, options: Values): Promise<CommandResult> {
  const github = reachGitHub(options['repository']);
  const number = chooseIssue(options);
  const { register } = await openRegister(context);
  const outcome = await attempt(() =>
    tryAgain(async (): Promise<Outcome> => {
      const issue = await readIssue(github, number);
      const ignored = explainIgnored(issue);
      if (!issue || ignored !== undefined)
        return { issue: number, outcome: 'ignored', why: ignored ?? '' };
      const login = await findLogin(github);
      return fileIssue({ context, github, register, login, issue });
    }),
  );
  return describeOutcome(context, outcome);
}

function chooseIssue({ issue, event }: Values): number {
  const number =
    issue === undefined
      ? readNumber(asPayload(readEvent(event)['issue'])['number'])
      : readNumber(Number(issue));
  if (number !== undefined) return number;
  throw new Failure(
    issue === undefined ? 'The event is about no issue.' : `--issue ${String(issue)} is no number.`,
    'Name an issue with --issue.',
  );
}

function explainIgnored(issue: RoomIssue | undefined): string | undefined {
  if (!issue) return 'it was deleted';
  if (issue.isPull) return 'it is a pull request';
  return issue.isBot ? 'a program wrote it' : undefined;
}

async function fileIssue(run: Run): Promise<Outcome> {
  const { context, github, register, issue } = run;
  const { number } = issue;
  const submission: Submission = issue;
  const read = readSubmission(submission, register);
  if (!read) return { issue: number, outcome: 'ignored', why: 'it was opened without a form' };
  const { form } = read;
  const branch = nameBranch(number);
  const known = { issue: number, form: form.name };
  const pull = await findPullRequest(github, branch);
  const settle = async (state: Settled, url: string): Promise<Outcome> => {
    await answer(run, tellSettled(form, state, url));
    return { ...known, outcome: 'settled', why: state, pull_request: url };
  };
  if (pull && pull.state !== 'open') return settle(pull.state, pull.url);
  const tip = await readHead(github, branch);
  const seal = tip && readSeal(tip.message);
  if (tip && !(seal && (await isSealed(github, tip, seal)))) {
    return settle('touched', pull?.url ?? linkBranch(issue, branch));
  }
  // What a reviewer has read does not change behind their back.
  if (pull && (await isReviewed(github, pull.number))) return settle('reviewed', pull.url);
  const prepared = 'draft' in read ? prepare(run, read.draft) : read;
  if ('lacks' in prepared) {
    const { lacks } = prepared;
    await answer(run, tellLacks(form, lacks));
    if (!context.dryRun) await switchLabel(github, issue, { add: labels.incomplete });
    return { ...known, outcome: 'incomplete', lacks };
  }
  const { draft, record } = prepared;
  const { id } = record;
  const files = placeFiles(record, await findPrefix(context.root));
  const done = { ...known, record: id, path: record.path };
  const isSame = seal?.digest === digestFiles(files);
  if (context.dryRun) return { ...done, outcome: isSame ? 'unchanged' : tip ? 'changed' : 'filed' };
  if (!isSame) await propose(run, { branch, tip, seal, record, files });
  const opened = await openPull(run, branch, record);
  if (pull && pull.title !== titleOf(record)) {
    await renamePullRequest(github, pull.number, titleOf(record));
  }
  const { timezone: zone } = register.settings.organisation;
  const open = draft.kind === 'incident' ? listOpen(register, record) : [];
  await answer(run, tellFiled(form, draft, { id, ...opened }, { zone, open }));
  const add = draft.kind === 'incident' ? labels.room : 'sitrep:form';
  await switchLabel(github, issue, { add, remove: labels.incomplete });
  const outcome = isSame && pull ? 'unchanged' : tip ? 'changed' : 'filed';
  return { ...done, outcome, pull_request: opened.url };
}

/** What goes on already on the same services: people report what others have reported. */
function listOpen({ incidents }: Register, { services }: FormRecord): Incident[] {
  return [...incidents.values()].filter(
    (incident) => isLive(incident) && incident.services.some((id) => services.includes(id)),
  );
}

function prepare(
  { context, register, issue }: Run,
  draft: Draft,
): { draft: Draft; record: FormRecord } | { lacks: Lack[] } {
  try {
    return { draft, record: prepareRecord(context.root, register, draft, issue.at) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = [error.message, error.next ?? ''].join(' ').trim();
    return { lacks: [{ field: 'The record', why }] };
  }
}

async function answer({ context, github, login, issue }: Run, text: string): Promise<void> {
  if (!context.dryRun) await keepComment(github, issue.number, text, login, mark);
}

function describeOutcome({ dryRun }: Context, outcome: Outcome): CommandResult {
  const { issue, outcome: what, why, record, pull_request: url, lacks = [] } = outcome;
  const parts = [`#${issue}: ${what}`, why ?? '', record ?? '', url ?? ''];
  const lines = [
    parts.filter((part) => part !== '').join('  '),
    ...lacks.map(({ field, why: reason }) => `  ${field}: ${reason}`),
  ];
  return { status: 0, data: { ...outcome, dry_run: dryRun }, text: lines.join('\n') };
}
