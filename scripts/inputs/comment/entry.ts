import type { RoomComment } from '../../edges/github/room.ts';
import { formatMarkdown } from '../../model/record/format.ts';
import { draftPostmortem } from '../../change/postmortem.ts';
import { formatSecond } from '../../model/time/instant.ts';
import { canonicalEntry } from '../../model/register/log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, LogEntry } from '../../model/register/register.ts';
import { prepareEntry, type Prepared } from '../../change/entry.ts';
import type { Place, Room } from './place.ts';
import { putFile, type Put } from './put.ts';
import { checkChange } from '../../change/check.ts';
import { Failure } from '../../session/context.ts';

/** Result of writing a comment's entry. */
export interface Written {
  state: 'written' | 'unchanged';
  after: Incident;
  entry: string;
}

/** Finds the newest entry that a comment made: its file bears the comment's number. */
export function findMine(log: readonly LogEntry[], comment: number): LogEntry | undefined {
  const shape = new RegExp(`-c${comment}(?:-(?<edition>[0-9]{1,4}))?$`);
  const mine = log.flatMap((logged) => {
    const match = shape.exec(logged.id ?? '');
    return match ? [{ logged, edition: Number(match.groups?.['edition'] ?? 1) }] : [];
  });
  return mine.sort((a, b) => a.edition - b.edition).at(-1)?.logged;
}

/**
 * Adds the entry of a comment to the timeline, once. An edited comment makes an entry that supersedes the
 * one before.
 *
 * @throws {Failure} if the timeline allows no such entry
 */
export async function writeEntry(
  room: Room,
  comment: RoomComment,
  make: (place: Place, before: Entry | undefined) => Entry | { wrong: string },
  isEdit: boolean,
): Promise<Put<Written> | undefined> {
  return putFile<Written>(room, (place) => {
    const { incident, whole } = place;
    const before = findMine(whole.log, comment.id);
    const entry = before && !isEdit ? before.entry : make(place, before?.entry);
    if ('wrong' in entry) return entry;
    if (before && isSame(before.entry, entry)) {
      const nothing = { state: 'unchanged' as const, after: incident, entry: before.id ?? '' };
      return { nothing, path: before.path };
    }
    const { change, after, path } = prepare(room, comment, place, entry, before);
    const [file] = change.files;
    if (!file) throw new Error(`${path} is not part of its change: this is a bug.`);
    const id = path.replace(/^.*\/|\.yaml$/g, '');
    const done = { state: 'written' as const, after, entry: id };
    return { file, what: entry.type, by: entry.by ?? '', done };
  });
}

/** Whether two entries say the same, apart from when they were said and what they supersede. */
function isSame(before: Entry, after: Entry): boolean {
  const { supersedes: _before, at: _at, ...was } = before;
  const { supersedes: _after, at, ...is } = after;
  return canonicalEntry({ ...was, at }) === canonicalEntry({ ...is, at });
}

function prepare(
  { root }: Room,
  comment: RoomComment,
  { register, incident, files }: Place,
  entry: Entry,
  before: LogEntry | undefined,
): Prepared {
  const edition = Number(/-c[0-9]+-([0-9]+)$/.exec(before?.id ?? '')?.[1] ?? 1) + 1;
  const mark = `c${comment.id}${before ? `-${edition}` : ''}`;
  const whole =
    before?.id === undefined ? entry : { ...entry, at: before.entry.at, supersedes: before.id };
  return prepareEntry(root, register, incident, whole, comment.at, mark, files);
}

/** Formats the time of a comment's entry, to the second. */
export function timeOf({ at }: RoomComment): string {
  return formatSecond(at);
}

/**
 * Drafts the postmortem from the timeline if there is none yet.
 *
 * @returns its path, and whether it was drafted now
 */
export async function writePostmortem(
  room: Room,
  comment: RoomComment,
  by: string,
): Promise<Put<{ path: string; standing: string; isNew: boolean }> | undefined> {
  return putFile(room, ({ incident, whole, register, files }) => {
    const { postmortem } = incident;
    if (postmortem) {
      const { path, standing } = postmortem;
      return { nothing: { path, standing, isNew: false }, path };
    }
    const path = `${incident.path}/postmortem.md`;
    const { record, body } = draftPostmortem(whole, register, by);
    const file = { path, text: formatMarkdown(record, body) };
    const change = { files: [file] };
    const [wrong] = checkChange(room.root, register, change, comment.at, files).findings;
    if (wrong) throw new Failure(wrong.message, wrong.help);
    const done = { path, standing: 'draft', isNew: true };
    return { file, what: 'postmortem drafted', by, done };
  });
}
