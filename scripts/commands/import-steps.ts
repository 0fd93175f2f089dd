import type { Draft } from '../importers/importer.ts';

/**
 * What becomes of a draft. Created, updated and overwritten are written; kept and conflict leave the
 * file as somebody edited it, and differ in whether the source has changed since it was last imported.
 */
export type Outcome =
  'created' | 'updated' | 'unchanged' | 'kept' | 'conflict' | 'overwritten' | 'settled';

export interface Step {
  draft: Draft;
  outcome: Outcome;
  /** Hash to remember as the last that the source said and that was dealt with; undefined: as before. */
  remember: string | undefined;
  /** What stands in the way, of a conflict. */
  why?: string;
}

/** Hashes of one file's three texts. */
export interface Texts {
  /** As the source would have it now. */
  wanted: string;
  /** As it stands; undefined where there is none. */
  found: string | undefined;
  /** As the source last had it; undefined where it was never imported. */
  last: string | undefined;
  /** As the source last had it, if its owner is all that has changed since. */
  former?: string | undefined;
}

/**
 * Decides about one file, from three hashes alone. A file is rewritten only where what stands there
 * is exactly what the last import wrote; so an edit can be lost to nothing but `--overwrite`.
 */
export function decide(
  draft: Draft,
  { wanted, found, last, former = wanted }: Texts,
  conflicts: 'report' | 'overwrite' | 'keep',
): Step {
  const step = (outcome: Outcome, remember: string | undefined): Step => ({
    draft,
    outcome,
    remember,
  });
  if (found === wanted) return step('unchanged', wanted);
  if (found === undefined && last === undefined) return step('created', wanted);
  if (
    found !== undefined &&
    (draft.hold === 'seed' || (draft.hold === 'shared' && last === undefined))
  )
    return step('unchanged', last);
  if (last === wanted || last === former || draft.hold === 'seed') return step('kept', last);
  if (found !== undefined && found === last) return step('updated', wanted);
  if (conflicts === 'overwrite') return step('overwritten', wanted);
  if (conflicts === 'keep') return step('settled', wanted);
  return {
    draft,
    outcome: 'conflict',
    remember: last,
    why: explainConflict({ wanted, found, last }),
  };
}

function explainConflict({ found, last }: Texts): string {
  if (found === undefined) return 'it was removed, and the source has changed since';
  if (last === undefined) return 'it stands there already and was not imported';
  return 'it was edited, and the source has changed since';
}
