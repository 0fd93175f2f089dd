import { readMessage } from '../model/text/read-message.ts';
import { readFileSync } from 'node:fs';
import { Failure } from './context.ts';

/** What GitHub tells of an event: of a type that nobody has checked. */
export type Payload = Readonly<Record<string, unknown>>;

/** More than GitHub ever sends. */
const largest = 25_000_000;

/**
 * The event that started the workflow.
 *
 * @param named `--event`; GITHUB_EVENT_PATH where it is left out
 * @throws {Failure} where there is none, or it cannot be read
 */
export function readEvent(named: string | undefined): Payload {
  const path = named ?? process.env['GITHUB_EVENT_PATH'];
  if (path === undefined || path === '') {
    throw new Failure(
      'There is no event: GITHUB_EVENT_PATH is not set.',
      'Name a file with --event, or run this in a workflow.',
    );
  }
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > largest) throw new Error('it is too large');
    return asPayload(JSON.parse(text));
  } catch (error) {
    const reason = readMessage(error);
    throw new Failure(`The event ${path} cannot be read (${reason}).`);
  }
}

/** A value as an object; an empty one where it is none. */
export function asPayload(value: unknown): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Payload)
    : {};
}

/** A field of an event that is a number above 0. */
export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** The login of somebody in an event. */
export function readLogin(value: unknown): string {
  const { login } = asPayload(value);
  return typeof login === 'string' ? login : '';
}
