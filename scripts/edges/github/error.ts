import { RequestError } from '@octokit/request-error';
import { readMessage } from '../../model/text/read-message.ts';

/** Kinds of failed requests that callers distinguish. */
export type Trouble =
  'not-found' | 'gone' | 'forbidden' | 'invalid' | 'limited' | 'unknown-outcome' | 'unavailable';

/** Failed request to GitHub, explained in one sentence. */
export class GitHubError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/**
 * Classifies what Octokit throws.
 *
 * A write that ended in a 5xx or without a response may have had its effect, so it must not be repeated
 * without a check.
 */
export function readTrouble(error: unknown, what: string, isWrite: boolean): GitHubError {
  if (error instanceof GitHubError) return error;
  if (!(error instanceof RequestError) || error.response === undefined) {
    const reason = readMessage(error);
    return isWrite
      ? new GitHubError(
          'unknown-outcome',
          `${what}: GitHub did not answer (${reason}); it may have been done.`,
        )
      : new GitHubError('unavailable', `${what}: GitHub could not be reached (${reason}).`);
  }
  const { status, message, response } = error;
  const detail = message.split('\n')[0] ?? '';
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
      `${what}: not found on GitHub, or not visible to the token.`,
    );
  if (status === 410)
    return new GitHubError('gone', `${what}: switched off or deleted on GitHub (${detail}).`);
  if (status === 422) return new GitHubError('invalid', `${what}: GitHub rejected it (${detail}).`);
  return new GitHubError(
    'forbidden',
    `${what}: the token does not have permission (${status}: ${detail}).`,
  );
}
