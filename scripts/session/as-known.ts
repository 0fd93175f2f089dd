import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportCommit, findCommitAt } from '../edges/git/export.ts';
import { openRepository } from '../edges/git/repository.ts';
import { formatInstant } from '../model/time/instant.ts';
import { Failure, type Context } from './context.ts';
import type { Option } from './options.ts';
import { readWhen } from './when.ts';

export const knownAtOption = {
  flags: '--known-at <instant>',
  description: 'use the records as Git had them at this time',
} as const satisfies Option;

/**
 * Opens the records as they were known at an instant: as of the newest commit of the current branch at
 * that time, in a folder that is removed when the process ends. Without `--at`, it is also the present.
 *
 * @param text of `--known-at`; undefined leaves the context as it is
 * @throws {Failure} if Git does not know, or nothing was recorded by then
 */
export async function openAsKnown(context: Context, text: string | undefined): Promise<Context> {
  if (text === undefined) return context;
  const { root } = context;
  const at = await readWhen(root, text, '--known-at');
  const repository = await openRepository(root);
  if ('none' in repository) {
    throw new Failure(`Cannot tell what was known: ${repository.none}.`, 'Leave out --known-at.');
  }
  const commit = repository.head === undefined ? undefined : await findCommitAt(repository, at);
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-known-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  if (commit === undefined || !(await exportCommit(repository, root, commit, folder))) {
    throw new Failure(
      `Nothing was recorded by ${formatInstant(at)}.`,
      repository.shallow
        ? 'History is cut off here: run git fetch --unshallow.'
        : 'Name a later time with --known-at.',
    );
  }
  return { ...context, root: folder, now: context.asOf ?? at, knownAt: { at, commit } };
}
