/** Finds larger corpora of real data in the folder that `SITREP_CORPORA` names. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the folder of a larger corpus; undefined if no corpora are named, so that a sample is used. */
export function findCorpus(name: string): string | undefined {
  const corpora = process.env['SITREP_CORPORA'];
  if (!corpora) return undefined;
  const folder = join(corpora, name);
  // With a wrong path, a run on the sample must not look like a run on the corpus.
  if (!existsSync(folder)) {
    throw new Error(
      `SITREP_CORPORA names ${corpora}, which has no folder ${name}/. Name the folder that has one, or unset the variable.`,
    );
  }
  return folder;
}
