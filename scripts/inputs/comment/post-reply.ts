import { permissionNotice, formatMistake } from './reply.ts';
import { findComment, upsertComment, removeComment } from '../../edges/github/comment.ts';
import { react, type CommentDetails } from '../../edges/github/thread.ts';
import type { CommentEvent } from './event.ts';
import type { IssueSession } from './locate.ts';
import { type Context } from '../../session/context.ts';

/** Event of a comment, and the incident issue that it is on. */
export interface CommentRun {
  context: Context;
  session: IssueSession;
  event: CommentEvent;
}

/** Posts or updates the reply to a comment. Each comment has one, found by the comment's number. */
export async function postReply(
  { context, session }: CommentRun,
  { id, at }: Pick<CommentDetails, 'id'> & Partial<CommentDetails>,
  text: string,
): Promise<void> {
  if (context.dryRun) return;
  const { github, issue, login } = session;
  await upsertComment(github, issue.number, text, login, nameMark(String(id)), at);
}

function nameMark(name: string): string {
  return `<!-- sitrep:answer v1 ${name} -->`;
}

/** Explains to the author of a command what is wrong with it. */
export async function reportMistake(
  run: CommentRun,
  comment: CommentDetails,
  why: string,
  usage?: string,
): Promise<{ outcome: 'refused'; why: string }> {
  const { session, context } = run;
  await postReply(run, comment, formatMistake(why, usage));
  if (!context.dryRun) await react(session.github, comment.id, 'confused');
  return { outcome: 'refused', why };
}

/** Explains, once in each incident issue, who may use commands. */
export async function refuseAuthor(
  run: CommentRun,
  comment: CommentDetails,
): Promise<{ outcome: 'refused'; why: string }> {
  const { session, context } = run;
  if (!context.dryRun) {
    await upsertComment(
      session.github,
      session.issue.number,
      permissionNotice,
      session.login,
      nameMark('refusal'),
    );
    await react(session.github, comment.id, 'confused');
  }
  return { outcome: 'refused', why: `${comment.author} has no permission` };
}

/**
 * Confirms that a command was carried out, and removes the reply to an earlier text of the comment.
 *
 * @param text reply if a reaction alone would claim too much
 */
export async function confirmCommand(
  run: CommentRun,
  comment: CommentDetails,
  text?: string,
): Promise<void> {
  const { context, session, event } = run;
  if (context.dryRun) return;
  const { github, issue, login } = session;
  if (text !== undefined) {
    await postReply(run, comment, text);
    await react(github, comment.id, '+1');
    return;
  }
  await react(github, comment.id, '+1');
  if (event.action !== 'edited') return;
  const mark = nameMark(String(comment.id));
  const old = await findComment(github, issue.number, login, mark, comment.at);
  if (old) await removeComment(github, old.id);
}
