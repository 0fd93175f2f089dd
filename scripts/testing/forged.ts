/** Forges the cache of a data root for tests. */
import { join } from 'node:path';
import { openCache } from '../edges/disk/cache.ts';
import { loadRegister } from '../edges/disk/load.ts';
import { openMemoryIn } from '../edges/disk/memory.ts';
import { checkDocument, checkRecord } from '../model/rules/check.ts';
import { type Kept } from '../edges/disk/folder.ts';

/**
 * Writes a forged cache with a valid digest to `.sitrep` of a data root.
 *
 * @param change changes the cached JSON of a record
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
