import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package.ts';
import type { Memory } from './memory.ts';
import { type Cache, type Kept } from './folder.ts';

/** Cache stored in a file. New entries are written when the run is done. */
export interface FileCache extends Cache {
  save(): void;
}

/**
 * Results and rows of incidents' folders, kept from one run to the next.
 *
 * Each is stored under a digest of the folder's paths and blob hashes. All of them carry a stamp of
 * everything else they depend on: Sitrep's code and schemas, the Node version and the settings.
 * Entries with another stamp are ignored.
 *
 * @param name key of the cache in the memory
 */
export function openCache(memory: Memory, name: string): FileCache {
  let stamp = '';
  let old = new Map<string, string>();
  const kept = new Map<string, string>();
  let changed = false;
  return {
    open(settings) {
      stamp = stampCode().update(JSON.stringify(settings)).digest('hex');
      old = readKept(memory.recall(name) ?? '', stamp);
    },
    get(key) {
      const known = old.get(key);
      if (known === undefined) return undefined;
      kept.set(key, known);
      return JSON.parse(known) as Kept;
    },
    set(key, value) {
      kept.set(key, JSON.stringify(value));
      changed = true;
    },
    save() {
      // Entries of deleted folders are dropped from the cache too.
      if (!changed && kept.size === old.size) return;
      memory.keep(name, listLines(stamp, kept));
    },
  };
}

/**
 * Yields the stamp, then one line per folder; many lines at a time, since each write is a system
 * call.
 */
function* listLines(stamp: string, kept: ReadonlyMap<string, string>): Generator<string> {
  let part = stamp;
  for (const [key, json] of kept) {
    part += `\n${key} ${json}`;
    if (part.length < 1_000_000) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** One line per folder: its key and its stored JSON, which is parsed only on demand. */
function readKept(text: string, stamp: string): Map<string, string> {
  const [first, ...lines] = text.split('\n');
  if (first !== stamp) return new Map();
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }),
  );
}

/**
 * Returns a digest of everything in the package that a result may depend on, open for more input.
 */
function stampCode(): ReturnType<typeof createHash> {
  const digest = createHash('sha1').update(process.version);
  for (const folder of ['dist/scripts', 'scripts', 'schemas']) {
    for (const path of listCode(join(packageRoot, folder))) {
      digest.update(path).update(readFileSync(path));
    }
  }
  return digest;
}

const verdictRooms = ['record', 'register', 'rules', 'prose', 'schemas'];

function listCode(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(?:[jt]s|json)$/.test(entry.name))
      .filter(({ parentPath, name }) => {
        const inside = parentPath.slice(packageRoot.length);
        return !name.includes('.test.') && verdictRooms.some((room) => inside.includes(room));
      })
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
  } catch {
    return [];
  }
}
