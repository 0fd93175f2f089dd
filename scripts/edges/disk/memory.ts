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

/** Texts that are kept from one run to the next, to save work: each run is as right without them. */
export interface Memory {
  /** What was kept under a name; undefined where nothing is, or a file that was cut short. */
  recall(name: string): string | undefined;
  /** Keeps a text, or its parts one after the other: a long one need not be there as a whole. */
  keep(name: string, text: string | Iterable<string>): void;
  forget(name: string): void;
}

/**
 * What Sitrep remembers of a data root. It lies in a folder of the user's own: what lies in the data root
 * came with the repository, and a verdict that somebody else wrote must not be believed.
 *
 * @param root data root, absolute; it need not exist
 */
export function openMemory(root: string): Memory {
  return openMemoryIn(findMemory(root));
}

/** @param folder one that nobody else may write to */
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
        // The next run works it out anew.
      }
    },
    forget(name) {
      try {
        rmSync(join(folder, name), { force: true });
      } catch {
        // Where nothing can be kept, nothing has to go.
      }
    },
  };
}

/** The digest of what is kept stands behind it. */
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

/** The folder in which the memory of a data root lies. */
export function findMemory(root: string): string {
  return join(findCache(), 'roots', digestText(resolveReal(root)));
}

/** The user's own folder for what can be made again, as the XDG base directories say: a relative one is to be ignored. */
export function findCache(): string {
  const named = process.env['XDG_CACHE_HOME'];
  if (named !== undefined && isAbsolute(named)) return join(named, 'sitrep');
  try {
    return join(homedir(), '.cache/sitrep');
  } catch {
    // A user without a home, as in some containers: nothing can be kept.
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
