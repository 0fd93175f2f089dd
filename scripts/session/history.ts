import type { PostmortemRecord } from '../../schemas/generated/records.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { readDocument } from '../edges/disk/read.ts';
import { openBlobs } from '../edges/git/blobs.ts';
import { readDirtyPaths } from '../edges/git/hashes.ts';
import { readHistory } from '../edges/git/history.ts';
import { traceEntries } from '../edges/git/recorded.ts';
import { openRepository } from '../edges/git/repository.ts';
import { digestPostmortem } from '../model/record/digest.ts';
import { parseYaml } from '../model/record/parse.ts';
import type { Document, IncidentFiles } from '../model/register/document.ts';
import type { LogEntry, Postmortem } from '../model/register/register.ts';
import type { Instant } from '../model/time/instant.ts';
import { Failure, type Context } from './context.ts';

type DataRoot = Pick<Context, 'root'>;

/** Commit that the data root was read at. */
export interface SourceCommit {
  /** Missing if the data root is in no repository, or nothing is committed yet. */
  commit?: string;
  /** True if files differ from that commit. */
  dirty: boolean;
}

/** Reads which commit figures come from, and whether the files differ from it. */
export async function readSourceCommit({
  root,
  knownAt,
}: Pick<Context, 'root' | 'knownAt'>): Promise<SourceCommit> {
  if (knownAt) return { commit: knownAt.commit, dirty: false };
  const repository = await openRepository(root);
  if ('none' in repository || repository.head === undefined) return { dirty: true };
  const dirty = await readDirtyPaths(repository);
  return { commit: repository.head, dirty: dirty.length > 0 };
}

/** Reads when each entry of an incident was first committed; `unknown` gives the reason if Git cannot say. */
export async function readRecordedTimes(
  { root }: DataRoot,
  { log }: IncidentFiles,
): Promise<{ times: ReadonlyMap<LogEntry, Instant>; unknown?: string }> {
  const repository = await openRepository(root);
  if ('none' in repository) return { times: new Map(), unknown: repository.none };
  const history = await readHistory(repository, openMemory(root));
  const blobs = openBlobs(root);
  try {
    const versions = await traceEntries(history, log, blobs.read, parseOlderText);
    return {
      times: new Map([...versions].map(([logged, { at }]) => [logged, at])),
      ...(history.incomplete !== undefined && { unknown: history.incomplete }),
    };
  } finally {
    blobs.close();
  }
}

/** Parses an older version of a file; one with a syntax error recorded nothing. */
function parseOlderText(text: string): unknown {
  const parsed = parseYaml(text);
  return 'value' in parsed ? parsed.value : undefined;
}

/** Texts of an amended postmortem: as somebody approved it, and as it is now. */
export interface AmendedText {
  commit: string;
  approved: string;
  current: string;
}

/**
 * Reads the newest approved version of a postmortem from history, and its current text.
 *
 * @param id of the incident
 * @throws {Failure} if no version in history has an approved text
 */
export async function readAmendedText(
  { root }: DataRoot,
  id: string,
  { path, approvals = [] }: Postmortem,
): Promise<AmendedText> {
  const repository = await openRepository(root);
  if ('none' in repository) throw new Failure(`Cannot read the history: ${repository.none}.`);
  const { versions, incomplete } = await readHistory(repository, openMemory(root));
  const approved = new Set(approvals.map(({ digest }) => digest));
  const blobs = openBlobs(root);
  try {
    for (const { change, blob, commit } of versions.get(path) ?? []) {
      if (change === 'deleted') continue;
      const text = (await blobs.read([blob])).get(blob);
      if (text === undefined || !approved.has(digestText(path, id, text) ?? '')) continue;
      return { commit, approved: text, current: readCurrentText(root, path) };
    }
  } finally {
    blobs.close();
  }
  throw new Failure(
    `No version of ${path} in history has an approved text.`,
    incomplete === undefined
      ? 'It was never committed under this path on the current branch. Look in the pull request of the approval.'
      : `History is incomplete: ${incomplete}.`,
  );
}

/** Digests a postmortem's text as approvals do; undefined if it is not a valid record. */
function digestText(path: string, id: string, text: string): string | undefined {
  const bytes = new TextEncoder().encode(text);
  const { document } = readDocument(path, 'postmortem', id, bytes);
  return document && digestPostmortem(document as Document<PostmortemRecord>);
}

function readCurrentText(root: string, path: string): string {
  const read = readBytes(root, path);
  if (!('bytes' in read)) throw new Failure(`${path}: ${read.finding.message}`);
  return new TextDecoder().decode(read.bytes);
}
