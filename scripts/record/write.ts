import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  fchmodSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file is not what it was when it was read: somebody else wrote it, and must not be overwritten. */
export class ChangedSince extends Error {}

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed, then renamed over it.
 * Killed at any moment, the old or the new text stands there.
 *
 * @param options.expected what the file held when it was read; where it holds anything else now, nothing is written
 * @throws {ChangedSince} when the file changed, or when it is a symbolic link
 */
export async function writeFileAtomic(
  path: string,
  text: string,
  options: { expected?: Uint8Array } = {},
): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const mode = modeOf(path);
  try {
    writeFlushed(beside, text, mode);
    if (options.expected && !readFileSync(path).equals(options.expected)) {
      throw new ChangedSince(`${path} changed since it was read.`);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  flushFolder(folder);
}

/** Permissions of the file that is there; a link is refused, since a rename would replace it. */
function modeOf(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) throw new ChangedSince(`${path} is a symbolic link.`);
  return stats && stats.mode & 0o777;
}

function writeFlushed(path: string, text: string, mode: number | undefined): void {
  const file = openSync(path, 'wx');
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    if (mode !== undefined && (fstatSync(file).mode & 0o777) !== mode) fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function flushFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
