import { stat } from 'node:fs/promises';
import { readHashes } from '../git/hashes.ts';
import { openRepository } from '../git/repository.ts';
import { openCache } from '../record/cache.ts';
import { openMemory } from '../record/memory.ts';
import { loadRegister, type Loaded, type LoadOptions } from '../record/load.ts';
import { checkDocument, checkRecord } from '../rules/check.ts';
import { Failure, type Context } from './command.ts';

/** Fails with one sentence where the data root is no folder. */
export async function requireRoot(context: Context): Promise<void> {
  const stats = await stat(context.root).catch(() => undefined);
  if (!stats?.isDirectory()) {
    throw new Failure(
      `There is no folder ${context.root}.`,
      'Name your data root with --root, or run this where `incidents/` lies.',
    );
  }
}

/** How a run reads its data root: with Git's hashes where there are any, and with what was kept of the run before. */
export async function chooseLoading(root: string): Promise<LoadOptions & { save(): void }> {
  const repository = await openRepository(root);
  const hashes = 'none' in repository ? undefined : await readHashes(repository);
  const cache = openCache(openMemory(root), 'verdicts');
  return {
    cache,
    // The rules always look: so what is kept of one command serves every other.
    inspect: { document: checkDocument, record: checkRecord },
    save: () => {
      cache.save();
    },
    ...(hashes && { hashes }),
  };
}

/** Loads the data root of this run. */
export async function openRegister(context: Context): Promise<Loaded> {
  await requireRoot(context);
  const loading = await chooseLoading(context.root);
  const loaded = await loadRegister(context.root, loading);
  loading.save();
  return loaded;
}
