import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { link, lstat, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Thrown if a file changed since it was read: somebody else wrote it, and it must not be
 * overwritten.
 */
export class ChangedSince extends Error {}

/**
 * Writes a file completely or not at all: to a temporary file beside it, flushed, then renamed over
 * it. If the process is killed at any moment, the file has either the old or the new text.
 *
 * @param options.expected what the file held when it was read, or `none`; if it differs now,
 *   nothing is written
 * @throws {ChangedSince} if the file changed, or is a symbolic link
 */
export async function writeFileAtomic(
  path: string,
  text: string,
  options: { expected?: Uint8Array | 'none' } = {},
): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const mode = await readMode(path);
  try {
    await writeFlushed(beside, text, mode);
    if (options.expected === 'none') await createFrom(beside, path);
    else {
      if (options.expected) await checkSame(path, options.expected);
      await rename(beside, path);
    }
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await flushFolder(folder);
}

/**
 * Returns the final name of a temporary file made by `writeFileAtomic`; undefined for any other
 * name.
 */
export function nameWritten(name: string): string | undefined {
  return /^\.(.+)\.[0-9a-f]{12}\.tmp$/.exec(name)?.[1];
}

/** Removes the temporary files that killed writes left beside a file. */
export function removeTemporaryFiles(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (nameWritten(name) === basename(path)) rmSync(join(folder, name), { force: true });
  }
}

/** Creates the folder of a file, and those above it. */
export function makeFolderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
}

/** Reads the permissions of the existing file. Rejects a link, since a rename would replace it. */
async function readMode(path: string): Promise<number | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink()) throw new ChangedSince(`${path} is a symbolic link.`);
  return stats && stats.mode & 0o777;
}

async function checkSame(path: string, expected: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (!present?.equals(expected)) throw new ChangedSince(`${path} changed since it was read.`);
}

/**
 * Links a new name to the file. Unlike a rename, this never replaces an existing file of that name.
 */
async function createFrom(beside: string, path: string): Promise<void> {
  await link(beside, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ChangedSince(`${path} already exists.`);
  });
  await rm(beside);
}

/**
 * Removes a file if it still holds what was read.
 *
 * @throws {ChangedSince} if it changed or no longer exists
 */
export async function removeFile(path: string, expected: Uint8Array): Promise<void> {
  await checkSame(path, expected);
  await rm(path);
  await flushFolder(dirname(path));
}

async function writeFlushed(path: string, text: string, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
