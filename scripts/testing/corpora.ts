/** For tests: larger corpora of real data, kept elsewhere, in the folder that `SITREP_CORPORA` names. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the folder of a larger corpus, or undefined if no corpora are named: then a sample is used. */
export function findCorpus(name: string): string | undefined {
  const corpora = process.env['SITREP_CORPORA'];
  if (!corpora) return undefined;
  const folder = join(corpora, name);
  // A wrong path must not pass as a run on the whole.
  if (!existsSync(folder)) {
    throw new Error(
      `SITREP_CORPORA names ${corpora}, which has no folder ${name}/. Name the folder that has one, or unset the variable.`,
    );
  }
  return folder;
}
