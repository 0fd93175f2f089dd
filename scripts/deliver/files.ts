import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ChangedSince, removeFile, writeFileAtomic } from '../edges/disk/write.ts';
import { type FileChange } from '../change/change.ts';
import { Failure } from '../session/context.ts';

/** Writes files, and removes those that are to go. */
export async function writeFiles(root: string, files: readonly FileChange[]): Promise<void> {
  for (const { path, text, expected } of files) {
    const file = join(root, path);
    requireInside(root, path);
    try {
      if (text === undefined) await removeFile(file, expected ?? new Uint8Array());
      else {
        mkdirSync(dirname(file), { recursive: true });
        await writeFileAtomic(file, text, { expected: expected ?? 'none' });
      }
    } catch (error) {
      if (!(error instanceof ChangedSince)) throw error;
      throw new Failure(`${path} was changed by somebody else meanwhile.`, 'Run this again.');
    }
  }
}

/**
 * A folder of the data root may be a symbolic link, to elsewhere or into another record: nothing is
 * written through one.
 */
export function requireInside(root: string, path: string): void {
  const home = resolve(root);
  for (
    let place = dirname(join(home, path));
    place !== home && place !== dirname(place);
    place = dirname(place)
  ) {
    if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    throw new Failure(
      `${place} is a link, and may lead outside the data root.`,
      'Put a folder in place of it.',
    );
  }
}
