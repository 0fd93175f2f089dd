import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from './write.ts';

/** Returns the first path of a list that exists in a folder. */
export function findExisting(folder: string, paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(join(folder, path)));
}

/** Checks that there is a file or folder at a path. */
export function exists(path: string): boolean {
  return existsSync(path);
}

/**
 * Returns the file, or its folder, if it is a symbolic link: the repository may be somebody else's, and
 * its links lead anywhere.
 */
export function findLink(file: string): string | undefined {
  return [dirname(file), file].find((path) =>
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink(),
  );
}

/** Reads a file; undefined if there is none. */
export function readPresent(file: string): Uint8Array | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

/**
 * Writes a file that held `present` when it was read, with the folders above it.
 *
 * @throws {ChangedSince} if it holds anything else now
 */
export async function writePresent(
  file: string,
  text: string,
  present: Uint8Array | undefined,
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await writeFileAtomic(file, text, { expected: present ?? 'none' });
}
