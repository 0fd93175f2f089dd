import { parseComment } from './parse.ts';
import { asPayload, readLogin, readNumber, type Payload } from '../../session/event.ts';
import { Failure } from '../../session/context.ts';

/** Event of a comment. Its texts are only a hint: the current ones are fetched from GitHub. */
export interface CommentEvent {
  action: 'created' | 'edited' | 'deleted';
  comment: number;
  issue: number;
  body: string;
  author: string;
  sender: string;
}

/**
 * Parses the event of a comment, or explains why there is nothing to do.
 *
 * @throws {Failure} if the event is not about a comment
 */
export function parseCommentEvent(event: Payload): CommentEvent | { why: string } {
  const { action } = event;
  const comment = asPayload(event['comment']);
  const user = asPayload(comment['user']);
  const id = readNumber(comment['id']);
  const issue = asPayload(event['issue']);
  const number = readNumber(issue['number']);
  if (id === undefined || number === undefined) {
    throw new Failure('The event is not about a comment.', 'Run this on issue_comment events.');
  }
  if (action !== 'created' && action !== 'edited' && action !== 'deleted') {
    return { why: 'the comment has not changed' };
  }
  if (issue['pull_request']) return { why: 'the comment is not on an issue' };
  const author = readLogin(user);
  if (user['type'] === 'Bot' || author.endsWith('[bot]'))
    return { why: 'a program wrote the comment' };
  const body = typeof comment['body'] === 'string' ? comment['body'] : '';
  const { from } = asPayload(asPayload(event['changes'])['body']);
  const isCommand = [body, action === 'edited' ? from : ''].some(
    (text) => typeof text === 'string' && parseComment(text) !== undefined,
  );
  if (!isCommand) return { why: 'the comment is not a command' };
  const sender = readLogin(event['sender']);
  return { action, comment: id, issue: number, body, author, sender };
}
