import { readComment as parseComment } from './comment.ts';
import { asPayload, readLogin, readNumber, type Payload } from '../../session/event.ts';
import { Failure } from '../../session/context.ts';

/** What an event says, as far as it is believed: the texts are read anew. */
export interface Told {
  action: 'created' | 'edited' | 'deleted';
  comment: number;
  issue: number;
  body: string;
  author: string;
  sender: string;
}

/**
 * Reads the event of a comment, or tells why there is nothing to do.
 *
 * @throws {Failure} where it is the event of something else
 */
export function readTold(event: Payload): Told | { why: string } {
  const { action } = event;
  const comment = asPayload(event['comment']);
  const user = asPayload(comment['user']);
  const id = readNumber(comment['id']);
  const issue = asPayload(event['issue']);
  const number = readNumber(issue['number']);
  if (id === undefined || number === undefined) {
    throw new Failure('The event is about no comment.', 'Run this on issue_comment.');
  }
  if (action !== 'created' && action !== 'edited' && action !== 'deleted') {
    return { why: 'nothing was written' };
  }
  if (issue['pull_request']) return { why: 'it is not in an issue' };
  const author = readLogin(user);
  if (user['type'] === 'Bot' || author.endsWith('[bot]')) return { why: 'a program wrote it' };
  const body = typeof comment['body'] === 'string' ? comment['body'] : '';
  const { from } = asPayload(asPayload(event['changes'])['body']);
  const isCommand = [body, action === 'edited' ? from : ''].some(
    (text) => typeof text === 'string' && parseComment(text) !== undefined,
  );
  if (!isCommand) return { why: 'it is no command' };
  const sender = readLogin(event['sender']);
  return { action, comment: id, issue: number, body, author, sender };
}
