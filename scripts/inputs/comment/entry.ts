import type { CommentDetails } from '../../edges/github/thread.ts';
import { formatMarkdown } from '../../model/record/format.ts';
import { draftPostmortem } from '../../change/postmortem.ts';
import { formatSecond } from '../../model/time/instant.ts';
import { canonicalEntry } from '../../model/register/log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Incident, LogEntry } from '../../model/register/register.ts';
import { prepareEntry, type PreparedEntry } from '../../change/entry.ts';
import type { LocatedIncident, IssueSession } from './locate.ts';
import { addFile, type RequestedFile } from './add-file.ts';
import { checkChange } from '../../change/check.ts';
import { Failure } from '../../session/context.ts';

/** Result of writing a comment's entry. */
export interface WrittenEntry {
  state: 'written' | 'unchanged';
  after: Incident;
  entry: string;
}

/** Finds the newest entry of a comment by the comment's number in its id. */
export function findOwnEntry(log: readonly LogEntry[], comment: number): LogEntry | undefined {
  const shape = new RegExp(`-c${comment}(?:-(?<edition>[0-9]{1,4}))?$`);
  const mine = log.flatMap((logged) => {
    const match = shape.exec(logged.id ?? '');
    return match ? [{ logged, edition: Number(match.groups?.['edition'] ?? 1) }] : [];
  });
  return mine.sort((a, b) => a.edition - b.edition).at(-1)?.logged;
}

/**
 * Adds the entry of a comment to the timeline once. An edited comment adds an entry that supersedes the
 * previous one.
 *
 * @throws {Failure} if the entry is not valid in the timeline
 */
export async function writeEntry(
  session: IssueSession,
  comment: CommentDetails,
  make: (located: LocatedIncident, before: Entry | undefined) => Entry | { wrong: string },
  isEdit: boolean,
): Promise<RequestedFile<WrittenEntry> | undefined> {
  return addFile<WrittenEntry>(session, (located) => {
    const { incident, whole } = located;
    const before = findOwnEntry(whole.log, comment.id);
    const entry = before && !isEdit ? before.entry : make(located, before?.entry);
    if ('wrong' in entry) return entry;
    if (before && isSame(before.entry, entry)) {
      const nothing = { state: 'unchanged' as const, after: incident, entry: before.id ?? '' };
      return { nothing, path: before.path };
    }
    const { change, after, path } = prepare(session, comment, located, entry, before);
    const [file] = change.files;
    if (!file) throw new Error(`${path} is not part of its change: this is a bug.`);
    const id = path.replace(/^.*\/|\.yaml$/g, '');
    const done = { state: 'written' as const, after, entry: id };
    return { file, what: entry.type, by: entry.by ?? '', done };
  });
}

/** Checks whether two entries are the same except for their times and what they supersede. */
function isSame(before: Entry, after: Entry): boolean {
  const { supersedes: _before, at: _at, ...was } = before;
  const { supersedes: _after, at, ...is } = after;
  return canonicalEntry({ ...was, at }) === canonicalEntry({ ...is, at });
}

function prepare(
  { root }: IssueSession,
  comment: CommentDetails,
  { register, incident, files }: LocatedIncident,
  entry: Entry,
  before: LogEntry | undefined,
): PreparedEntry {
  const edition = Number(/-c[0-9]+-([0-9]+)$/.exec(before?.id ?? '')?.[1] ?? 1) + 1;
  const mark = `c${comment.id}${before ? `-${edition}` : ''}`;
  const whole =
    before?.id === undefined ? entry : { ...entry, at: before.entry.at, supersedes: before.id };
  return prepareEntry(root, register, incident, whole, comment.at, mark, files);
}

/** Formats the time of a comment to the second. */
export function formatCommentTime({ at }: CommentDetails): string {
  return formatSecond(at);
}

/**
 * Drafts the postmortem from the timeline if there is none yet.
 *
 * @returns its path, and whether it is new
 */
export async function writePostmortem(
  session: IssueSession,
  comment: CommentDetails,
  by: string,
): Promise<RequestedFile<{ path: string; standing: string; isNew: boolean }> | undefined> {
  return addFile(session, ({ incident, whole, register, files }) => {
    const { postmortem } = incident;
    if (postmortem) {
      const { path, standing } = postmortem;
      return { nothing: { path, standing, isNew: false }, path };
    }
    const path = `${incident.path}/postmortem.md`;
    const { record, body } = draftPostmortem(whole, register, by);
    const file = { path, text: formatMarkdown(record, body) };
    const change = { files: [file] };
    const [wrong] = checkChange(session.root, register, change, comment.at, files).findings;
    if (wrong) throw new Failure(wrong.message, wrong.help);
    const done = { path, standing: 'draft', isNew: true };
    return { file, what: 'postmortem drafted', by, done };
  });
}
