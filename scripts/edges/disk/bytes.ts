import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../model/register/finding.ts';
import { kindOf } from '../../model/record/kind.ts';

/** No record comes near this size: a larger file is refused before it is read. */
const largest = 1024 * 1024;

/** Reads a file of the data root, or says why it cannot be read. Symbolic links are never followed. */
export function readBytes(
  root: string,
  path: string,
): { bytes: Uint8Array } | { finding: Finding } {
  const refuse = (rule: string, message: string, help: string): { finding: Finding } => ({
    finding: { rule, level: 'error', path, message, help },
  });
  let file: number | undefined;
  try {
    // Without waiting, since a pipe put in the place of a file would never begin to give.
    file = openSync(
      join(root, path),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    const { size } = fstatSync(file);
    if (size > largest) {
      const megabytes = (size / largest).toFixed(1);
      return refuse(
        'file-too-large',
        `It is ${megabytes} MB; a record is at most 1 MB.`,
        'Keep logs and dumps elsewhere, and link to them.',
      );
    }
    return { bytes: readFileSync(file) };
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') {
      return refuse('symbolic-link', 'It is a symbolic link.', 'Put the file itself here.');
    }
    return refuse(
      'unreadable-file',
      `It cannot be read (${code}).`,
      'Check that it exists and may be read.',
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The record files of one incident's folder, relative to the data root, in order. No link is followed. */
export function listFolder(root: string, path: string): string[] {
  const list = (folder: string): string[] => {
    try {
      if (lstatSync(join(root, folder)).isSymbolicLink()) return [];
      return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
    } catch {
      return [];
    }
  };
  return [...list(path), ...list(`${path}/timeline`)].filter((file) => kindOf(file)).sort();
}

/** Whether a path below the data root, or beside it with `..`, exists. */
export function hasFile(root: string, path: string): boolean {
  return existsSync(join(root, path));
}

/** Whether a path is a symbolic link. */
export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/**
 * Reads a file of the data root that may be missing and of any size. Symbolic links are never followed.
 *
 * @returns its bytes, undefined if there is no file, or what is wrong as a sentence
 */
export function readIfPresent(root: string, path: string): Uint8Array | string | undefined {
  const file = join(root, path);
  try {
    if (lstatSync(file).isFile()) return readFileSync(file);
    return `${path} is not an ordinary file.`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `${path} cannot be read (${code ?? 'unknown error'}).`;
  }
}
