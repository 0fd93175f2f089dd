import { readFileSync } from 'node:fs';
import { readMessage } from '../model/text/read-message.ts';
import { Failure } from './context.ts';

/** Payload of an event of GitHub, whose types are not checked. */
export type Payload = Readonly<Record<string, unknown>>;

/** Maximum size of an event in characters; GitHub sends less. */
const maxLength = 25_000_000;

/**
 * Reads the event that started the workflow.
 *
 * @param named value of `--event`; GITHUB_EVENT_PATH by default
 * @throws {Failure} if there is none, or it cannot be read
 */
export function readEvent(named: string | undefined): Payload {
  const path = named ?? process.env['GITHUB_EVENT_PATH'];
  if (path === undefined || path === '') {
    throw new Failure(
      'There is no event, because GITHUB_EVENT_PATH is not set.',
      'Name a file with --event, or run this in a workflow.',
    );
  }
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > maxLength) throw new Error('it is too large');
    return asPayload(JSON.parse(text));
  } catch (error) {
    const reason = readMessage(error);
    throw new Failure(`Cannot read the event ${path} (${reason}).`, 'Check the file.');
  }
}

/** Returns a value as an object; an empty one if it is not an object. */
export function asPayload(value: unknown): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Payload)
    : {};
}

/** Reads a field of an event that is a whole number above 0; undefined if it is not. */
export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Reads the login of a user in an event; '' if there is none. */
export function readLogin(value: unknown): string {
  const { login } = asPayload(value);
  return typeof login === 'string' ? login : '';
}
