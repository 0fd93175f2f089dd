import { setTimeout as wait } from 'node:timers/promises';
import type { FileChange } from '../../change/change.ts';
import { findPlace, type Place, type OpenPull, type Room } from './place.ts';
import { put, keepPull } from '../../deliver/remote.ts';
import { Failure } from '../../session/context.ts';

/** How often a commit is tried again that somebody else was faster than. */
const mostAttempts = 40;

/** A file to be put beside the others of an incident, or the reason why there is nothing to be put. */
export type Wish<T> =
  | { file: FileChange; what: string; by: string; done: T }
  /** `path` of the file that is there already. */
  | { nothing: T; path: string };

/** Result of putting a file, and the pull request in which it waits, if it does. */
export interface Put<T> {
  done: T;
  pull?: OpenPull;
}

/**
 * Puts a file of an incident where it belongs: on the branch of its room, on the default branch, or,
 * where that takes none, on a branch with a pull request. What is wished is asked anew on the very
 * commit that the next one is put on top of, so neither a second delivery nor a second run adds
 * anything.
 *
 * @returns undefined where the issue is no room
 */
export async function putFile<T>(
  room: Room,
  wish: (place: Place) => Wish<T>,
  isDry: boolean,
): Promise<Put<T> | undefined> {
  let isRefused = room.register.settings.delivery === 'pull-request';
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const place = await findPlace(room);
    if (!place) return undefined;
    const wished = wish(place);
    if ('nothing' in wished) {
      const pull = !isDry && place.isProposed ? await keepPull(room, place) : place.pull;
      // What the default branch has as well waits for nothing.
      const waits = place.files.some(({ path }) => path === wished.path);
      return { done: wished.nothing, ...(pull && waits && { pull }) };
    }
    if (isDry) return { done: wished.done };
    const outcome = await put(room, place, wished, isRefused);
    if (typeof outcome === 'object') return { done: wished.done, ...outcome };
    if (outcome === 'refused') isRefused = true;
    // Those who write at the same time wait for different spans.
    else await wait(Math.random() * Math.min(2000, 150 * attempt));
  }
  throw new Failure('Others were always faster.', 'Run this again.');
}
