import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { devNull, homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Texts kept from one run to the next to save work. A run gives the same result without them. */
export interface Memory {
  /** Reads what was kept under a name; undefined if there is nothing or the file is truncated. */
  recall(name: string): string | undefined;
  /**
   * Keeps a text, or its parts one after the other, so that a long text need not be in memory as a
   * whole.
   */
  keep(name: string, text: string | Iterable<string>): void;
  forget(name: string): void;
}

/**
 * Opens the memory of a data root. It is in a folder of the user's own: files in the data root came
 * with the repository, and results written by somebody else must not be trusted.
 *
 * @param root data root, absolute; it need not exist
 */
export function openMemory(root: string): Memory {
  return openMemoryIn(findMemory(root));
}

/**
 * @param folder one that nobody else may write to
 */
export function openMemoryIn(folder: string): Memory {
  return {
    recall(name) {
      try {
        const bytes = readFileSync(join(folder, name));
        const kept = bytes.subarray(0, -digestLength);
        const digest = bytes.toString('latin1', kept.length);
        return digest === digestText(kept) ? kept.toString() : undefined;
      } catch {
        return undefined;
      }
    },
    keep(name, text) {
      const part = join(folder, `${name}.${process.pid}`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeParts(part, typeof text === 'string' ? [text] : text);
        renameSync(part, join(folder, name));
      } catch {
        // The next run computes it again.
      }
    },
    forget(name) {
      try {
        rmSync(join(folder, name), { force: true });
      } catch {
        // If nothing can be kept, there is nothing to clean up.
      }
    },
  };
}

/** The digest of the content is stored after it. */
function writeParts(path: string, parts: Iterable<string>): void {
  const digest = createHash('sha1');
  const file = openSync(path, 'w', 0o600);
  try {
    for (const part of parts) {
      digest.update(part);
      writeSync(file, part);
    }
    writeSync(file, digest.digest('hex'));
  } finally {
    closeSync(file);
  }
}

const digestLength = 40;

function digestText(text: string | Uint8Array): string {
  return hash('sha1', text);
}

/** Returns the folder in which the memory of a data root is stored. */
export function findMemory(root: string): string {
  return join(findCache(), 'roots', digestText(resolveReal(root)));
}

/**
 * Returns the user's cache folder according to the XDG base directory specification, which says to
 * ignore relative paths.
 */
export function findCache(): string {
  const named = process.env['XDG_CACHE_HOME'];
  if (named !== undefined && isAbsolute(named)) return join(named, 'sitrep');
  try {
    return join(homedir(), '.cache/sitrep');
  } catch {
    // A user without a home directory, as in some containers: nothing can be kept.
    return devNull;
  }
}

function resolveReal(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
