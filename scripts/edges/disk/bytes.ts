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

/** Maximum size of a record in bytes. Larger files are rejected before they are read. */
const largest = 1024 * 1024;

/**
 * Reads a file of the data root, or explains why it cannot be read. Never follows symbolic links.
 */
export function readBytes(
  root: string,
  path: string,
): { bytes: Uint8Array } | { finding: Finding } {
  const refuse = (rule: string, message: string, help: string): { finding: Finding } => ({
    finding: { rule, level: 'error', path, message, help },
  });
  let file: number | undefined;
  try {
    // Without blocking: if the file were replaced by a pipe, a read could wait forever.
    file = openSync(
      join(root, path),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    const { size } = fstatSync(file);
    if (size > largest) {
      const megabytes = (size / largest).toFixed(1);
      return refuse(
        'file-too-large',
        `The file is ${megabytes} MB; a record is at most 1 MB.`,
        'Store logs and dumps elsewhere, and link to them.',
      );
    }
    return { bytes: readFileSync(file) };
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') {
      return refuse(
        'symbolic-link',
        'The file is a symbolic link.',
        'Replace the link with the file itself.',
      );
    }
    return refuse(
      'unreadable-file',
      `The file cannot be read (${code}).`,
      'Check that it exists and that you may read it.',
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * Lists the record files of one incident's folder, relative to the data root and in order. Never
 * follows links.
 */
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

/** Checks that a path below the data root, or beside it with `..`, exists. */
export function hasFile(root: string, path: string): boolean {
  return existsSync(join(root, path));
}

/** Checks that a path is a symbolic link. */
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
