/** For tests: a repository that brings what Sitrep is said to remember of it. */
import { join } from 'node:path';
import { openCache } from '../edges/disk/cache.ts';
import { loadRegister } from '../edges/disk/load.ts';
import { openMemoryIn } from '../edges/disk/memory.ts';
import { checkDocument, checkRecord } from '../model/rules/check.ts';
import { type Kept } from '../edges/disk/folder.ts';

/**
 * Leaves in `.sitrep` of a data root what is kept of its records, changed, and with a digest that fits.
 *
 * @param change changes what is kept of a record, as JSON
 */
export async function forgeCache(root: string, change: (kept: string) => string): Promise<void> {
  const cache = openCache(openMemoryIn(join(root, '.sitrep')), 'verdicts');
  await loadRegister(root, {
    inspect: { document: checkDocument, record: checkRecord },
    cache: {
      ...cache,
      set: (key, kept) => cache.set(key, JSON.parse(change(JSON.stringify(kept))) as Kept),
    },
  });
  cache.save();
}
