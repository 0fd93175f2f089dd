import { setTimeout as wait } from 'node:timers/promises';
import { putCommit, readDefault, writeCommit } from '../../edges/github/branch.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { keepPullRequest } from '../../edges/github/pull.ts';
import { formatMessage } from '../../edges/git/commit.ts';
import type { Register } from '../../model/register/register.ts';
import type { FileChange } from '../../change/change.ts';
import { findPlace, type Place, type Pull, type Room } from './place.ts';
import { Failure } from '../../commands/command.ts';

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
  pull?: Pull;
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

async function put(
  room: Room,
  place: Place,
  { file, what, by }: { file: FileChange; what: string; by: string },
  isRefused: boolean,
): Promise<{ pull?: Pull } | 'lost' | 'refused'> {
  const { github, prefix, register } = room;
  const { head, spare, isProposed, incident } = place;
  const commit = await writeCommit(
    github,
    head,
    [{ path: `${prefix}${file.path}`, text: file.text }],
    // No text of anybody: it could tell people, or close issues.
    formatMessage(`${what}: ${incident.id}`, [
      ['Incident', incident.id],
      ...writeAuthor(by, register),
    ]),
  );
  const toSpare = isRefused && !isProposed;
  const branch = toSpare ? spare : head.branch;
  const outcome = await putCommit(github, branch, commit, toSpare);
  if (outcome === 'refused' && (isRefused || isProposed)) {
    throw new Failure(
      `GitHub takes no commit on ${branch}.`,
      'Look at the rules of the repository.',
    );
  }
  if (outcome !== 'done') return outcome;
  return isProposed || toSpare ? { pull: place.pull ?? (await keepPull(room, place)) } : {};
}

/**
 * What lies on a branch of the room is proposed.
 *
 * @throws {Failure} where the token may not: then a person has to
 */
async function keepPull({ github, issue }: Room, { incident, spare }: Place): Promise<Pull> {
  try {
    return await keepPullRequest(github, {
      head: spare,
      base: (await readDefault(github)).branch,
      title: `Timeline of ${incident.id}`,
      body: `What was written in #${issue.number}, which stays the room of the incident.`,
      labels: ['sitrep'],
      reviewers: [incident.roles['commander'] ?? ''].filter((handle) => handle !== ''),
    });
  } catch (error) {
    if (!(error instanceof GitHubError) || error.trouble !== 'forbidden') throw error;
    throw new Failure(
      `It is written on the branch ${spare}, for which this workflow may open no pull request.`,
      'Somebody who may has to open it.',
    );
  }
}

function writeAuthor(by: string, { people }: Register): [string, string][] {
  const person = people.get(by);
  if (!person) return [];
  const name = person.name.replaceAll(/[<>]/g, '');
  return [['Co-authored-by', `${name} <${person.handle}@users.noreply.github.com>`]];
}
