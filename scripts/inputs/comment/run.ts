import { parseComment, type ParsedComment } from './parse.ts';
import type { ChatCommand } from './command.ts';
import { listCommands } from './commands.ts';
import { formatEntryKept, formatPostmortem, formatUnproposed, formatPending } from './reply.ts';
import { findLogin } from '../../edges/github/viewer.ts';
import {
  mayWrite,
  readComment,
  readIssue,
  type CommentDetails,
} from '../../edges/github/thread.ts';
import { describeState } from './state.ts';
import { findField } from '../../model/register/finding.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import { RefusedEntry } from '../../change/entry.ts';
import {
  postReply,
  reportMistake,
  refuseAuthor,
  confirmCommand,
  type CommentRun,
} from './post-reply.ts';
import { parseCommentEvent, type CommentEvent } from './event.ts';
import { findOwnEntry, formatCommentTime, writeEntry, writePostmortem } from './entry.ts';
import { locateIncident, type LocatedIncident, type IssueSession } from './locate.ts';
import { tryAgain } from '../../session/again.ts';
import { readEvent } from '../../session/event.ts';
import { findRepositoryPage } from '../../deliver/remote.ts';
import { openRegister } from '../../session/open.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
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

/** Options that name the event of a comment. */
export interface CommentOptions {
  readonly event: string | undefined;
  readonly repository: string | undefined;
}

/** Carries out the command of a comment that a workflow was started for. */
export async function carryOutComment(
  context: Context,
  options: CommentOptions,
): Promise<CommandResult> {
  const event = parseCommentEvent(readEvent(options.event));
  if ('why' in event) {
    return describeOutcome(context, undefined, { outcome: 'ignored', why: event.why });
  }
  const github = reachGitHub(options.repository);
  const { register } = await openRegister(context);
  const outcome = await attempt(() =>
    tryAgain(async (): Promise<CommentOutcome> => {
      const issue = await readIssue(github, event.issue);
      if (!issue || issue.isPull) return ignore('the comment is not on an issue');
      const login = await findLogin(github);
      const prefix = await findPrefix(context.root);
      const page = findRepositoryPage(issue);
      const { root, dryRun } = context;
      const session = { github, root, prefix, page, dryRun, register, issue, login };
      const run = { context, session, event };
      return event.action === 'deleted' ? answerDeletion(run) : handleComment(run);
    }),
  );
  return describeOutcome(context, event, outcome);
}

function ignore(why: string): CommentOutcome {
  return { outcome: 'ignored', why };
}

async function handleComment(run: CommentRun): Promise<CommentOutcome> {
  const { session, event } = run;
  const { github, issue } = session;
  const comment = await readComment(github, event.comment);
  if (!comment) return ignore('the comment was deleted');
  // A later event has the current text.
  if (normalise(comment.body) !== normalise(event.body)) {
    return ignore('the comment was edited later');
  }
  if (comment.isBot) return ignore('a program wrote the comment');
  const located = await locateIncident(session);
  if (!located) return ignore('the issue belongs to no incident');
  const asked = parseComment(comment.body);
  const before = findOwnEntry(located.whole.log, comment.id);
  if (event.action === 'edited' && event.sender !== comment.author) {
    if (before?.id !== undefined)
      await postReply(run, comment, formatEntryKept('edited', before.id));
    return ignore('somebody else edited the comment');
  }
  if (!asked) {
    if (before?.id !== undefined)
      await postReply(run, comment, formatEntryKept('withdrawn', before.id));
    return ignore('the comment is no longer a command');
  }
  const isKnown = await isAuthorised(session, comment.author);
  const isOpen = 'command' in asked && asked.command.isOpen === true;
  if (!isKnown && !(isOpen && issue.author === comment.author)) return refuseAuthor(run, comment);
  return 'wrong' in asked
    ? reportMistake(run, comment, asked.wrong)
    : runCommand(run, comment, located, asked);
}

function normalise(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trimEnd();
}

/** Finds the handle of a login, whose letters may differ in case. */
function findHandle({ people }: Register, login: string): string | undefined {
  if (people.has(login)) return login;
  return [...people.keys()].find((handle) => handle.toLowerCase() === login.toLowerCase());
}

/** Checks whether somebody is in the catalog of the default branch or has write access on GitHub. */
async function isAuthorised({ github, register }: IssueSession, login: string): Promise<boolean> {
  return findHandle(register, login) !== undefined || mayWrite(github, login);
}

async function runCommand(
  run: CommentRun,
  comment: CommentDetails,
  located: LocatedIncident,
  { command, text }: Extract<ParsedComment, { command: ChatCommand }>,
): Promise<CommentOutcome> {
  const { session, event } = run;
  const { name, usage } = command;
  const by = findHandle(session.register, comment.author) ?? comment.author;
  if (!command.read) return answerQuestion(run, comment, located, name, by);
  const read = command.read.bind(command);
  const make = (
    { register, incident }: LocatedIncident,
    before: Entry | undefined,
  ): Entry | { wrong: string } => {
    const made = read(text, { register, incident, by, ...(before && { before }) });
    if ('wrong' in made) return made;
    return {
      at: formatCommentTime(comment),
      by,
      ...made.statement,
      // A public update must not link to the incident issue.
      ...(made.statement.audience !== 'public' && {
        links: [{ title: 'Comment', url: comment.url }],
      }),
    };
  };
  try {
    const added = await writeEntry(session, comment, make, event.action === 'edited');
    if (!added) return ignore('the issue belongs to no incident');
    if ('wrong' in added) return await reportMistake(run, comment, added.wrong, usage);
    const { done, pull } = added;
    const { after, state, entry } = done;
    const { id, status, severity } = after;
    await confirmCommand(
      run,
      comment,
      pull && formatPending(`\`${entry}\``, pull, isRecorded(session, id)),
    );
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
    // If the entry is not valid in the current state, no word of the comment is wrong.
    const prefix = field === undefined || field === 'type' ? '' : `${field}:`;
    const why = [prefix, error.message, error.next ?? ''];
    return reportMistake(run, comment, why.join(' ').trim(), usage);
  }
}

/** Answers a command that writes no entry. */
async function answerQuestion(
  run: CommentRun,
  comment: CommentDetails,
  located: LocatedIncident,
  name: string,
  by: string,
): Promise<CommentOutcome> {
  try {
    const text = name === 'postmortem' ? await answerPostmortem(run, comment, by) : undefined;
    await postReply(run, comment, text ?? formatAnswer(name, run, located));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return reportMistake(run, comment, error.message);
  }
  return { outcome: 'answered', command: name, incident: located.incident.id };
}

/** Checks whether the default branch has an incident: escalation reads proposed entries only then. */
function isRecorded({ register }: IssueSession, id: string): boolean {
  return register.incidents.has(id);
}

function formatAnswer(
  name: string,
  { context, session }: CommentRun,
  located: LocatedIncident,
): string {
  if (name === 'help') return listCommands();
  const { incident, register, isProposed, files, pull, branch } = located;
  const state = describeState(incident, register, context.now);
  if (!isProposed || files.length === 0) return state;
  const isKnown = isRecorded(session, incident.id);
  const what = isKnown ? 'Part of this' : 'All of this';
  return `${state}\n\n${pull ? formatPending(what, pull, isKnown) : formatUnproposed(what, branch)}`;
}

async function answerPostmortem(
  { session }: CommentRun,
  comment: CommentDetails,
  by: string,
): Promise<string | undefined> {
  const written = await writePostmortem(session, comment, by);
  if (!written || 'wrong' in written) return undefined;
  const { done, pull } = written;
  const text = formatPostmortem(done);
  return pull ? `${text}\n\n${formatPending('It', pull, false)}` : text;
}

async function answerDeletion(run: CommentRun): Promise<CommentOutcome> {
  const { session, event } = run;
  if (await readComment(session.github, event.comment)) {
    return ignore('the comment still exists');
  }
  const located = await locateIncident(session);
  const entry = located && findOwnEntry(located.whole.log, event.comment)?.id;
  if (!located || entry === undefined) return ignore('the comment has no entry');
  await postReply(run, { id: event.comment }, formatEntryKept('deleted', entry));
  return { outcome: 'answered', incident: located.incident.id, entry };
}

function describeOutcome(
  { dryRun }: Context,
  event: CommentEvent | undefined,
  outcome: CommentOutcome,
): CommandResult {
  const about = event && { issue: event.issue, comment: event.comment };
  const { outcome: what, why, command, incident, entry } = outcome;
  const parts = [what, command === undefined ? '' : `/${command}`, incident, entry, why];
  const line = parts.filter((part) => part !== undefined && part !== '').join('  ');
  return {
    status: 0,
    data: { ...about, ...outcome, dry_run: dryRun },
    text: `comment: ${line.replaceAll(/\s*\n\s*/g, ' ')}`,
  };
}
