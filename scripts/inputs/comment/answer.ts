import { refusal, tellWrong } from './reply.ts';
import { findComment, keepComment, removeComment } from '../../edges/github/comment.ts';
import { react, type RoomComment } from '../../edges/github/room.ts';
import type { Told } from './event.ts';
import type { Room } from './place.ts';
import { type Context } from '../../session/context.ts';

/** One event of a comment, and where it happened. */
export interface Run {
  context: Context;
  room: Room;
  told: Told;
}

/** One answer a comment, which is found again by the comment's number. */
export async function answer(
  { context, room }: Run,
  { id, at }: Pick<RoomComment, 'id'> & Partial<RoomComment>,
  text: string,
): Promise<void> {
  if (context.dryRun) return;
  const { github, issue, login } = room;
  await keepComment(github, issue.number, text, login, nameMark(String(id)), at);
}

function nameMark(name: string): string {
  return `<!-- sitrep:answer v1 ${name} -->`;
}

/** Says what is wrong with a command, to whoever wrote it. */
export async function complain(
  run: Run,
  comment: RoomComment,
  why: string,
  usage?: string,
): Promise<{ outcome: 'refused'; why: string }> {
  const { room, context } = run;
  await answer(run, comment, tellWrong(why, usage));
  if (!context.dryRun) await react(room.github, comment.id, 'confused');
  return { outcome: 'refused', why };
}

/** One comment for all in a room who may not. */
export async function refuse(
  run: Run,
  comment: RoomComment,
): Promise<{ outcome: 'refused'; why: string }> {
  const { room, context } = run;
  if (!context.dryRun) {
    await keepComment(room.github, room.issue.number, refusal, room.login, nameMark('refusal'));
    await react(room.github, comment.id, 'confused');
  }
  return { outcome: 'refused', why: `${comment.author} may not` };
}

/**
 * Shows that the command was carried out, and takes back what an earlier text of it was told.
 *
 * @param text answer where the reaction alone would say too much
 */
export async function settle(run: Run, comment: RoomComment, text?: string): Promise<void> {
  const { context, room, told } = run;
  if (context.dryRun) return;
  const { github, issue, login } = room;
  if (text !== undefined) {
    await answer(run, comment, text);
    await react(github, comment.id, '+1');
    return;
  }
  await react(github, comment.id, '+1');
  if (told.action !== 'edited') return;
  const mark = nameMark(String(comment.id));
  const old = await findComment(github, issue.number, login, mark, comment.at);
  if (old) await removeComment(github, old.id);
}
