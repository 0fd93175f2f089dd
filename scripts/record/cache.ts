import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package.ts';
import type { Cache, Kept } from './load.ts';

/** A cache that lies in a file: what was kept is written when the run is done. */
export interface FileCache extends Cache {
  save(): void;
}

/**
 * Verdicts and rows of incidents' folders, kept in `<data root>/.sitrep/` from one run to the next.
 *
 * Each is kept under a digest of the folder's paths and blob hashes, and all of them under a stamp of
 * what else they depend on: Sitrep's own code and schemas, the version of Node and the settings. A file
 * that cannot be read, or whose stamp differs, is as good as none; so is a folder that cannot be written.
 */
export function openCache(root: string): FileCache {
  const folder = join(root, '.sitrep');
  const file = join(folder, 'register.json');
  let stamp = '';
  let old: Record<string, Kept> = {};
  const kept: Record<string, Kept> = Object.create(null) as Record<string, Kept>;
  let changed = false;
  return {
    open(settings) {
      stamp = stampCode().update(JSON.stringify(settings)).digest('hex');
      old = readKept(file, stamp);
    },
    get(key) {
      const known = Object.hasOwn(old, key) ? old[key] : undefined;
      if (known) kept[key] = known;
      return known;
    },
    set(key, value) {
      kept[key] = value;
      changed = true;
    },
    save() {
      // Folders that are gone leave the cache too.
      if (!changed && Object.keys(kept).length === Object.keys(old).length) return;
      const text = JSON.stringify(kept);
      writeKept(folder, file, `${stamp} ${digestText(text)}\n${text}`);
    },
  };
}

function readKept(file: string, stamp: string): Record<string, Kept> {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const kept = text.slice(end + 1);
    // The digest of what follows tells a file that was cut short or meddled with.
    if (text.slice(0, end) !== `${stamp} ${digestText(kept)}`) return {};
    return JSON.parse(kept) as Record<string, Kept>;
  } catch {
    return {};
  }
}

function digestText(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function writeKept(folder: string, file: string, text: string): void {
  const part = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    // The folder keeps itself out of Git, whatever the repository ignores.
    writeFileSync(join(folder, '.gitignore'), '*\n');
    writeFileSync(part, text);
    renameSync(part, file);
  } catch {
    // Without a cache the next run is slower, and just as right.
  }
}

/** A digest of everything in the package that a verdict may depend on, begun so that more can be added. */
function stampCode(): ReturnType<typeof createHash> {
  const digest = createHash('sha1').update(process.version);
  for (const folder of ['dist/scripts', 'scripts', 'schemas']) {
    for (const path of listCode(join(packageRoot, folder))) {
      digest.update(path).update(readFileSync(path));
    }
  }
  return digest;
}

const verdictRooms = ['record', 'register', 'rules', 'schemas'];

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
