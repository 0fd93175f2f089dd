import type { FileChange } from '../../change/change.ts';
import { deliverToGitHub, requirePull, type Made } from '../../deliver/remote.ts';
import { findProposal, readPlace, type OpenPull, type Place, type Room } from './place.ts';

/** A file to add to an incident, or the reason why there is none to add. */
export type Wish<T> =
  | { file: FileChange; what: string; by: string; done: T }
  /** `path` of the file that is already there. */
  | { nothing: T; path: string }
  /** What the command cannot be read as. */
  | { wrong: string };

/** Result of adding a file, and the pull request in which it waits, if it does. */
export type Put<T> = { done: T; pull?: OpenPull } | { wrong: string };

/**
 * Adds a file to an incident: on the branch of its issue, on the default branch, or, if that takes no
 * commits, on a branch with a pull request.
 *
 * @param wish asked again on every tip, so a second delivery or a second run adds nothing
 * @returns undefined for an issue of no incident
 */
export async function putFile<T>(
  room: Room,
  wish: (place: Place) => Wish<T>,
): Promise<Put<T> | undefined> {
  const delivered = await deliverToGitHub(room, {
    findProposal: () => findProposal(room),
    uses: room.register.settings.delivery === 'pull-request' ? 'always' : 'if-present',
    readTip: (tip) => readPlace(room, tip),
    make: (place) => makeChange(room, place, wish(place)),
  });
  if (!delivered) return undefined;
  const { wished, waits } = delivered.result;
  if ('wrong' in wished) return wished;
  const pull = requirePull(delivered);
  const done = 'nothing' in wished ? wished.nothing : wished.done;
  return { done, ...(pull && waits && { pull }) };
}

function makeChange<T>(
  { issue }: Room,
  { incident, files }: Place,
  wished: Wish<T>,
): Made<{ wished: Wish<T>; waits: boolean }> {
  if ('wrong' in wished) return { result: { wished, waits: false } };
  const pull = {
    title: `Timeline of ${incident.id}`,
    body: `Timeline entries from the incident issue, #${issue.number}.`,
    reviewers: [incident.roles['commander'] ?? ''].filter((handle) => handle !== ''),
  };
  if ('nothing' in wished) {
    // A file that the default branch has as well waits for nothing.
    const waits = files.some(({ path }) => path === wished.path);
    return { result: { wished, waits }, pull };
  }
  const { file, what, by } = wished;
  return {
    result: { wished, waits: true },
    // Nobody's own words: they could notify people, or close issues.
    change: { files: [file], message: `${what}: ${incident.id}`, incident: incident.id, by },
    pull,
  };
}
