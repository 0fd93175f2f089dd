import { dirname, join, resolve } from 'node:path';
import { isLink, readIfPresent } from '../edges/disk/bytes.ts';
import { ChangedSince, makeFolderOf, removeFile, writeFileAtomic } from '../edges/disk/write.ts';
import { type FileChange } from '../change/change.ts';
import { Failure } from '../session/context.ts';

/** Writes files in order, and removes those without a text. */
export async function writeFiles(root: string, files: readonly FileChange[]): Promise<void> {
  for (const { path, text, expected } of files) {
    const file = join(root, path);
    requireInside(root, path);
    if (isUnchanged(text, expected)) continue;
    try {
      if (text === undefined) await removeFile(file, expected ?? new Uint8Array());
      else {
        makeFolderOf(file);
        await writeFileAtomic(file, text, { expected: expected ?? 'none' });
      }
    } catch (error) {
      if (!(error instanceof ChangedSince)) throw error;
      throw new Failure(`${path} changed while it was being edited.`, 'Run this again.');
    }
  }
}

/** Returns true if a file of the data root holds exactly this text. */
export function holdsText(root: string, path: string, text: string): boolean {
  const found = readIfPresent(root, path);
  return found !== undefined && typeof found !== 'string' && Buffer.from(text).equals(found);
}

/** Returns true if a file already had its text when it was read, so that only the commit is missing. */
export function isUnchanged(text: string | undefined, expected: Uint8Array | undefined): boolean {
  return text !== undefined && expected !== undefined && Buffer.from(text).equals(expected);
}

/**
 * Requires that no folder of a path is a symbolic link: it could lead outside the data root, or into
 * another record.
 *
 * @throws {Failure} if one is
 */
export function requireInside(root: string, path: string): void {
  const home = resolve(root);
  for (
    let folder = dirname(join(home, path));
    folder !== home && folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    if (!isLink(folder)) continue;
    throw new Failure(
      `${folder} is a link, and may lead outside the data root.`,
      'Replace it with a folder.',
    );
  }
}
