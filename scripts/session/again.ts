import { setTimeout as wait } from 'node:timers/promises';
import { GitHubError } from '../edges/github/error.ts';
import { Failure } from './context.ts';
import { explainRefusal, isLocalServer } from './github.ts';

/** Pauses before retries in milliseconds: the time that GitHub is given to recover. */
const pausesMs = [1000, 5000, 20_000];

/** Attempts at putting a commit on a branch that others move meanwhile. */
const maxTurns = 40;

/**
 * Retries an action if GitHub did not answer, or if the outcome is unknown. Only for actions that read the
 * current state first, so that doing them twice changes nothing.
 */
export async function tryAgain<T>(action: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await action();
    } catch (error) {
      await waitToRetry(error, failures);
    }
  }
}

/**
 * Waits before a retry of an action that failed.
 *
 * @param failures number of failures before this one
 * @throws the error, explained for the user, if a retry cannot help or there were enough of them
 */
export async function waitToRetry(error: unknown, failures: number): Promise<void> {
  const pauseMs = pausesMs[failures];
  const isPassing =
    error instanceof GitHubError && ['unknown-outcome', 'unavailable'].includes(error.trouble);
  if (!isPassing || pauseMs === undefined) throw explainRefusal(error);
  await wait(isLocalServer() ? 0 : pauseMs);
}

/**
 * Waits before another attempt, for a random time: runs that collided must not collide again.
 *
 * @throws {Failure} after too many attempts
 */
export async function waitForTurn(attempt: number): Promise<void> {
  if (attempt >= maxTurns) throw new Failure('Push rejected repeatedly.', 'Try again.');
  await wait(Math.random() * Math.min(2000, 150 * attempt));
}
