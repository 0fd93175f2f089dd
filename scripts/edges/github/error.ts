import { RequestError } from '@octokit/request-error';
import { readMessage } from '../../model/text/read-message.ts';

/** What a request came to, as far as it matters to whoever made it. */
export type Trouble =
  'not-found' | 'gone' | 'forbidden' | 'invalid' | 'limited' | 'unknown-outcome' | 'unavailable';

/** A request to GitHub that did not do what was asked, in one sentence. */
export class GitHubError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/**
 * Tells what went wrong from what Octokit throws.
 *
 * A write that ended in a 5xx or without an answer may have been done: its outcome is unknown, and it
 * must not be repeated blindly.
 */
export function readTrouble(error: unknown, what: string, isWrite: boolean): GitHubError {
  if (error instanceof GitHubError) return error;
  if (!(error instanceof RequestError) || error.response === undefined) {
    const reason = readMessage(error);
    return isWrite
      ? new GitHubError(
          'unknown-outcome',
          `${what}: no answer came (${reason}); it may have been done.`,
        )
      : new GitHubError('unavailable', `${what}: GitHub could not be reached (${reason}).`);
  }
  const { status, message, response } = error;
  const told = message.split('\n')[0] ?? '';
  const { headers } = response;
  const isLimit =
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined ||
        headers['x-ratelimit-remaining'] === '0' ||
        /secondary rate limit/i.test(message)));
  if (isLimit) return new GitHubError('limited', `${what}: GitHub asks to slow down (${status}).`);
  if (status >= 500) {
    return isWrite
      ? new GitHubError(
          'unknown-outcome',
          `${what}: GitHub answered ${status}; it may have been done.`,
        )
      : new GitHubError('unavailable', `${what}: GitHub answered ${status}.`);
  }
  if (status === 404)
    return new GitHubError(
      'not-found',
      `${what}: GitHub knows no such thing, or the token may not see it.`,
    );
  if (status === 410)
    return new GitHubError('gone', `${what}: it is switched off or was deleted (${told}).`);
  if (status === 422)
    return new GitHubError('invalid', `${what}: GitHub does not take it (${told}).`);
  return new GitHubError('forbidden', `${what}: the token may not (${status}: ${told}).`);
}
