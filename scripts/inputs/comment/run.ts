import { readComment as parseComment, type Asked } from './comment.ts';
import type { ChatCommand } from './command.ts';
import { listCommands } from './commands.ts';
import { tellKept, tellPostmortem, tellUnproposed, tellWaiting } from './reply.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import { mayWrite, readComment, readIssue, type RoomComment } from '../../edges/github/room.ts';
import { describeStanding } from './standing.ts';
import { findField } from '../../model/register/finding.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import { RefusedEntry } from '../../change/entry.ts';
import { answer, complain, refuse, settle, type Run } from './answer.ts';
import { readTold, type Told } from './event.ts';
import { findMine, timeOf, writeEntry, writePostmortem } from './entry.ts';
import { findPlace, type Place, type Room } from './place.ts';
import { tryAgain } from '../../session/again.ts';
import { readEvent } from '../../session/event.ts';
import { findRepositoryPage } from '../../deliver/remote.ts';
import { openRegister } from '../../session/open.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { type Values } from '../../session/options.ts';
import { findPrefix } from '../../edges/git/prefix.ts';

/** Result of handling a comment. */
interface CommentOutcome {
  outcome: 'ignored' | 'written' | 'unchanged' | 'answered' | 'refused';
  why?: string;
  command?: string;
  incident?: string;
  status?: string;
  severity?: string;
  entry?: string;
  pull_request?: string;
}

/** Carries out the command of a comment. */
export async function obeyComment(context: Context, options: Values): Promise<CommandResult> {
  const told = readTold(readEvent(options['event']));
  if ('why' in told) {
    return describeOutcome(context, undefined, { outcome: 'ignored', why: told.why });
  }
  const github = reachGitHub(options['repository']);
  const { register } = await openRegister(context);
  const outcome = await attempt(() =>
    tryAgain(async (): Promise<CommentOutcome> => {
      const issue = await readIssue(github, told.issue);
      if (!issue || issue.isPull) return ignore('it is not in an issue');
      const login = await findLogin(github);
      const prefix = await findPrefix(context.root);
      const page = findRepositoryPage(issue);
      const { root, dryRun } = context;
      const room = { github, root, prefix, page, dryRun, register, issue, login };
      const run = { context, room, told };
      return told.action === 'deleted' ? tellDeleted(run) : obey(run);
    }),
  );
  return describeOutcome(context, told, outcome);
}

function ignore(why: string): CommentOutcome {
  return { outcome: 'ignored', why };
}

async function obey(run: Run): Promise<CommentOutcome> {
  const { room, told } = run;
  const { github, issue } = room;
  const comment = await readComment(github, told.comment);
  if (!comment) return ignore('it was deleted');
  // Another event carries its present text.
  if (normalise(comment.body) !== normalise(told.body)) {
    return ignore('it was edited since');
  }
  if (comment.isBot) return ignore('a program wrote it');
  const place = await findPlace(room);
  if (!place) return ignore('the issue belongs to no incident');
  const asked = parseComment(comment.body);
  const before = findMine(place.whole.log, comment.id);
  if (told.action === 'edited' && told.sender !== comment.author) {
    if (before?.id !== undefined) await answer(run, comment, tellKept('changed', before.id));
    return ignore('somebody else edited it');
  }
  if (!asked) {
    if (before?.id !== undefined) await answer(run, comment, tellKept('talk', before.id));
    return ignore('it is no longer a command');
  }
  const isKnown = await isAuthorised(room, comment.author);
  const isOpen = 'command' in asked && asked.command.isOpen === true;
  if (!isKnown && !(isOpen && issue.author === comment.author)) return refuse(run, comment);
  return 'wrong' in asked
    ? complain(run, comment, asked.wrong)
    : carryOut(run, comment, place, asked);
}

function normalise(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trimEnd();
}

/** Finds the handle of a login, whose letters may differ in case. */
function findHandle({ people }: Register, login: string): string | undefined {
  if (people.has(login)) return login;
  return [...people.keys()].find((handle) => handle.toLowerCase() === login.toLowerCase());
}

/** Whether the catalogue of the default branch, or GitHub, lets somebody give commands. */
async function isAuthorised({ github, register }: Room, login: string): Promise<boolean> {
  return findHandle(register, login) !== undefined || mayWrite(github, login);
}

async function carryOut(
  run: Run,
  comment: RoomComment,
  place: Place,
  { command, text }: Extract<Asked, { command: ChatCommand }>,
): Promise<CommentOutcome> {
  const { room, told } = run;
  const { name, usage } = command;
  const by = findHandle(room.register, comment.author) ?? comment.author;
  if (!command.read) return answerQuestion(run, comment, place, name, by);
  const read = command.read.bind(command);
  const make = (
    { register, incident }: Place,
    before: Entry | undefined,
  ): Entry | { wrong: string } => {
    const made = read(text, { register, incident, by, ...(before && { before }) });
    if ('wrong' in made) return made;
    return {
      at: timeOf(comment),
      by,
      ...made.said,
      // The issue is not for the public.
      ...(made.said.audience !== 'public' && { links: [{ title: 'Comment', url: comment.url }] }),
    };
  };
  try {
    const put = await writeEntry(room, comment, make, told.action === 'edited');
    if (!put) return ignore('the issue belongs to no incident');
    if ('wrong' in put) return await complain(run, comment, put.wrong, usage);
    const { done, pull } = put;
    const { after, state, entry } = done;
    const { id, status, severity } = after;
    await settle(run, comment, pull && tellWaiting(`\`${entry}\``, pull, isRecorded(room, id)));
    return {
      outcome: state,
      command: name,
      incident: id,
      entry,
      status,
      ...(severity !== undefined && { severity }),
      ...(pull && { pull_request: pull.url }),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const field = error instanceof RefusedEntry ? findField(error.finding) : undefined;
    // An entry that cannot follow is not the fault of one word in the comment.
    const place = field === undefined || field === 'type' ? '' : `${field}:`;
    const why = [place, error.message, error.next ?? ''];
    return complain(run, comment, why.join(' ').trim(), usage);
  }
}

/** Carries out a command that makes no entry. */
async function answerQuestion(
  run: Run,
  comment: RoomComment,
  place: Place,
  name: string,
  by: string,
): Promise<CommentOutcome> {
  try {
    const text = name === 'postmortem' ? await tellDraft(run, comment, by) : undefined;
    await answer(run, comment, text ?? tellAsked(name, run, place));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return complain(run, comment, error.message);
  }
  return { outcome: 'answered', command: name, incident: place.incident.id };
}

/** Whether the default branch has an incident: escalation reads proposed entries of those only. */
function isRecorded({ register }: Room, id: string): boolean {
  return register.incidents.has(id);
}

function tellAsked(name: string, { context, room }: Run, place: Place): string {
  if (name === 'help') return listCommands();
  const { incident, register, isProposed, files, pull, branch } = place;
  const standing = describeStanding(incident, register, context.now);
  if (!isProposed || files.length === 0) return standing;
  const isKnown = isRecorded(room, incident.id);
  const what = isKnown ? 'Part of this' : 'All of this';
  return `${standing}\n\n${pull ? tellWaiting(what, pull, isKnown) : tellUnproposed(what, branch)}`;
}

async function tellDraft(
  { room }: Run,
  comment: RoomComment,
  by: string,
): Promise<string | undefined> {
  const written = await writePostmortem(room, comment, by);
  if (!written || 'wrong' in written) return undefined;
  const { done, pull } = written;
  const text = tellPostmortem(done);
  return pull ? `${text}\n\n${tellWaiting('It', pull, false)}` : text;
}

async function tellDeleted(run: Run): Promise<CommentOutcome> {
  const { room, told } = run;
  if (await readComment(room.github, told.comment)) {
    return ignore('it is still there');
  }
  const place = await findPlace(room);
  const entry = place && findMine(place.whole.log, told.comment)?.id;
  if (!place || entry === undefined) return ignore('it made no entry');
  await answer(run, { id: told.comment }, tellKept('deleted', entry));
  return { outcome: 'answered', incident: place.incident.id, entry };
}

function describeOutcome(
  { dryRun }: Context,
  told: Told | undefined,
  outcome: CommentOutcome,
): CommandResult {
  const about = told && { issue: told.issue, comment: told.comment };
  const { outcome: what, why, command, incident, entry } = outcome;
  const parts = [what, command === undefined ? '' : `/${command}`, incident, entry, why];
  const line = parts.filter((part) => part !== undefined && part !== '').join('  ');
  return {
    status: 0,
    data: { ...about, ...outcome, dry_run: dryRun },
    text: `comment: ${line.replaceAll(/\s*\n\s*/g, ' ')}`,
  };
}
