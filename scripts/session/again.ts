import { setTimeout as wait } from 'node:timers/promises';
import { GitHubError } from '../edges/github/error.ts';
import { isLocalServer } from './github.ts';

/** How long GitHub is given to recover, in milliseconds. */
const pauses = [1000, 5000, 20_000];

/**
 * Does something again where GitHub did not answer, or nobody knows whether it was done. Only for what
 * looks first at how things are, so that doing it twice is doing it once.
 */
export async function tryAgain<T>(action: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await action();
    } catch (error) {
      const isPassing =
        error instanceof GitHubError && ['unknown-outcome', 'unavailable'].includes(error.trouble);
      if (!isPassing) throw error;
      await wait(isLocalServer() ? 0 : pause);
    }
  }
  return action();
}

/** Waits before another attempt, for a random span: runs that collided must not collide again. */
export async function waitForTurn(attempt: number): Promise<void> {
  await wait(Math.random() * Math.min(2000, 150 * attempt));
}
