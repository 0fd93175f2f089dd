import type { Draft } from './importer.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';

/**
 * What becomes of a draft. Created, updated and overwritten are written; kept and conflict leave the
 * file as somebody edited it, and differ in whether the source has changed since it was last imported.
 * Older leaves it as a newer text of the source made it, and misnamed as it was, since its folder is
 * named for another day than the one on which it would begin.
 */
export type Outcome =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'kept'
  | 'conflict'
  | 'overwritten'
  | 'settled'
  | 'older'
  | 'misnamed';

export interface Step {
  draft: Draft;
  outcome: Outcome;
  /** Hash to remember as the last that the source said and that was dealt with; undefined: as before. */
  remember: string | undefined;
  /** Why it was left as it was, of a conflict, of what is older and of what is misnamed. */
  why?: string;
}

/** Hashes of one file's three texts, and what else is known of them. */
export interface Texts {
  /** As the source would have it now. */
  wanted: string;
  /** As it stands; undefined where there is none. */
  found: string | undefined;
  /** As the source last had it; undefined where it was never imported. */
  last: string | undefined;
  /** As the source last had it, if its owner is all that has changed since. */
  former?: string | undefined;
  /** When the source had changed what was imported, where that is after what it says now. */
  newer?: Instant | undefined;
  /** What the text would contradict in the entries of its folder, where nothing does now. */
  clash?: string | undefined;
  /** Whether another file of the record is taken from the source after both had been removed. */
  revived?: boolean;
}

/**
 * Decides about one file, from three hashes above all. A file is rewritten only where what stands
 * there is exactly what the last import wrote, and older; so an edit, or what is newer, can be lost to
 * nothing but `--overwrite`. No file is written that would not fit its folder.
 */
export function decide(
  draft: Draft,
  { wanted, found, last, former = wanted, newer, clash, revived = false }: Texts,
  conflicts: 'report' | 'overwrite' | 'keep',
): Step {
  const { hold, misnamed } = draft;
  const step = (outcome: Outcome, remember: string | undefined, why?: string): Step => ({
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
  // A record never comes back in part.
  if (revived && found === undefined) return step('overwritten', wanted);
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

function explainAge({ changed }: Draft, newer: Instant): string {
  const now = changed === undefined ? 'earlier' : `of ${formatInstant(changed)}`;
  return `the source is ${now}, what was imported of ${formatInstant(newer)}`;
}

function explainConflict(found: string | undefined, last: string | undefined): string {
  if (found === undefined) return 'it was removed, and the source has changed since';
  if (last === undefined) return 'it stands there already and was not imported';
  return 'it was edited, and the source has changed since';
}
