import { stat } from 'node:fs/promises';
import { openRepository } from '../git/repository.ts';
import { readHashes } from '../git/hashes.ts';
import { loadRegister, type Inspect, type Loaded } from '../record/load.ts';
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

/** Loads the data root of this run, with Git's hashes where there are any. */
export async function openRegister(context: Context, inspect?: Inspect): Promise<Loaded> {
  await requireRoot(context);
  const repository = await openRepository(context.root);
  const hashes = 'none' in repository ? undefined : await readHashes(repository);
  return loadRegister(context.root, { ...(hashes && { hashes }), ...(inspect && { inspect }) });
}
