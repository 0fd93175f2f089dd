import type { RecordDraft } from './importer.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';

/**
 * Result of importing one file. Created, updated and overwritten files are written. Kept and conflict leave
 * the file as somebody edited it; for a conflict, the source has changed since the last import. Older
 * leaves the file because it comes from a newer version of the source, and misnamed because its folder has
 * the name of another day than the start of the incident.
 */
export type ImportOutcome =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'kept'
  | 'conflict'
  | 'overwritten'
  | 'settled'
  | 'older'
  | 'misnamed';

/** Decision about one file. */
export interface ImportStep {
  draft: RecordDraft;
  outcome: ImportOutcome;
  /** Hash to store as the last processed version of the source; undefined keeps the stored one. */
  remember: string | undefined;
  /** Reason why a file in conflict, an older one or a misnamed one is not changed. */
  why?: string;
}

/** Hashes of a file's versions, and facts about them. */
export interface FileHashes {
  /** Version of the source now. */
  wanted: string;
  /** Version on disk; undefined if there is no file. */
  found: string | undefined;
  /** Version of the source at the last import; undefined if it was never imported. */
  last: string | undefined;
  /** Version of the source now, with the owner from the last import, if only the owner differs. */
  former?: string | undefined;
  /** When the source had last changed the imported version, if that is later than in the source now. */
  newer?: Instant | undefined;
  /** New contradiction between the text and other entries in its folder. */
  clash?: string | undefined;
  /** True if `--overwrite` restores another file of the record after both were removed. */
  restored?: boolean;
}

/**
 * Decides about one file, mostly from three hashes. A file is rewritten only if it is exactly what the last
 * import wrote, and older, so only `--overwrite` can discard an edit or a newer version. A file that does
 * not fit its folder is never written.
 */
export function decide(
  draft: RecordDraft,
  { wanted, found, last, former = wanted, newer, clash, restored = false }: FileHashes,
  conflicts: 'report' | 'overwrite' | 'keep',
): ImportStep {
  const { hold, misnamed } = draft;
  const step = (
    outcome: ImportOutcome,
    remember: string | undefined,
    why?: string,
  ): ImportStep => ({
    draft,
    outcome,
    remember,
    ...(why !== undefined && { why }),
  });
  const isSame = found === wanted;
  if (isSame && misnamed === undefined)
    return step('unchanged', newer === undefined ? wanted : last);
  if (found !== undefined && (hold === 'seed' || (hold === 'shared' && last === undefined)))
    return step('unchanged', last);
  // A record is never restored in part.
  if (restored && found === undefined) return step('overwritten', wanted);
  if (!isSame && last !== undefined && (last === wanted || last === former || hold === 'seed'))
    return step('kept', last);
  if (newer !== undefined && conflicts !== 'overwrite')
    return step('older', last, explainAge(draft, newer));
  if (misnamed !== undefined) {
    const isKept = conflicts === 'keep' && !isSame && (found ?? last) !== undefined;
    return isKept ? step('settled', wanted) : step('misnamed', last, misnamed);
  }
  if (found === undefined && last === undefined) return step('created', wanted);
  const isOurs = found !== undefined && found === last && newer === undefined;
  if (isOurs && clash === undefined) return step('updated', wanted);
  if (conflicts === 'overwrite') return step('overwritten', wanted);
  if (conflicts === 'keep') return step('settled', wanted);
  return step('conflict', last, isOurs ? clash : explainConflict(found, last));
}

function explainAge({ changed }: RecordDraft, newer: Instant): string {
  const now = changed === undefined ? 'earlier' : `of ${formatInstant(changed)}`;
  return `the source is ${now}, the imported version is of ${formatInstant(newer)}`;
}

function explainConflict(found: string | undefined, last: string | undefined): string {
  if (found === undefined) return 'it was removed, and the source has changed since';
  if (last === undefined) return 'it already exists and was not imported';
  return 'it was edited, and the source has changed since';
}
