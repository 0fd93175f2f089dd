import { hash } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Memory } from '../scripts/edges/disk/memory.ts';

/** A page of this build: the digest of what it shows, and its file in the output folder. */
export interface Page {
  key: string;
  file: string;
  /** Targets that its texts link to, and whether the site held them: a link is shown only if its target is there. */
  asked: [target: string, held: boolean][];
}

/** The output folder of a site, with what the previous build stored about it. Files are relative to the folder. */
export interface Output {
  /** Keeps a page's file, and returns true, if it is unchanged since it was written and has the same key. */
  keep(page: Pick<Page, 'key' | 'file'>): boolean;
  write(file: string, content: string): void;
  copy(from: string, file: string): void;
  /** Removes files that this build neither kept nor wrote, and stores its pages for the next build. */
  finish(pages: readonly Page[]): void;
}

const marker = '.sitrep-site';
const markerText = 'Written by `sitrep site build`, which replaces everything in this folder.\n';

/** Explains why a folder cannot be the output: it holds files that are not ours to remove. */
export function explainForeign(out: string): string | undefined {
  if (!existsSync(out)) return undefined;
  if (!lstatSync(out).isDirectory()) return 'It is not a folder.';
  if (readdirSync(out).length === 0 || existsSync(join(out, marker))) return undefined;
  return 'It holds files that no build of a site wrote.';
}

/**
 * Makes the output folder and its missing parents one by one: below /proc, where no folder can be made,
 * Node's recursive option never returns.
 *
 * @returns the system's error code if the folder cannot be written to
 */
export function makeOutput(out: string): string | undefined {
  try {
    makeFolder(out);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}

function makeFolder(folder: string): void {
  if (!existsSync(folder)) {
    makeFolder(dirname(folder));
    mkdirSync(folder);
  }
  accessSync(folder, constants.W_OK);
}

/**
 * Opens an output folder for a build. Files that the build neither keeps nor writes are removed only at its
 * end, so that the site is never empty for its readers meanwhile.
 *
 * @param out absolute
 * @param memory cache in which the previous build stored its pages
 * @param stamp digest of what all pages depend on; no page is kept if it has changed
 * @param holds reports whether this build's site holds a target that a kept page links to
 */
export function openOutput(
  out: string,
  memory: Memory,
  stamp: string,
  holds: (target: string) => boolean,
): Output {
  const name = `site-${digestBytes(out)}`;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, marker), markerText);
  const found = new Set(listFiles(out));
  const intact = new Map<string, Remembered>();
  for (const page of readMemory(memory, name, stamp)) {
    const isCurrent = page.asked.every(([target, held]) => holds(target) === held);
    const stat = isCurrent && found.has(page.file) ? checkFile(out, page) : undefined;
    if (stat !== undefined) intact.set(page.file, { ...page, stat });
  }
  // A build that is interrupted must not leave a record of files that it has overwritten.
  memory.forget(name);
  const digests = new Map<string, string>();
  const made = new Set<string>();
  const place = (file: string): string => {
    const path = join(out, file);
    if (!path.startsWith(join(out, sep))) throw new Error(`${file} leaves the site.`);
    const folder = dirname(path);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    found.delete(file);
    return path;
  };
  return {
    keep({ key, file }) {
      if (intact.get(file)?.key !== key) return false;
      found.delete(file);
      return true;
    },
    write(file, content) {
      writeFileSync(place(file), content);
      digests.set(file, digestBytes(content));
    },
    copy(from, file) {
      copyFileSync(from, place(file), constants.COPYFILE_FICLONE);
    },
    finish(pages) {
      found.delete(marker);
      for (const file of found) {
        rmSync(join(out, file));
        removeEmptyAbove(out, file);
      }
      const remembered = pages.flatMap((page): Remembered[] => {
        const digest = digests.get(page.file);
        if (digest !== undefined)
          return [{ ...page, digest, stat: statFile(out, page.file) ?? '' }];
        const known = intact.get(page.file);
        return known ? [known] : [];
      });
      memory.keep(name, JSON.stringify({ stamp, pages: remembered }));
    },
  };
}

interface Remembered extends Page {
  /** Status of the file: it differs after any write, since no program can set the time of change. */
  stat: string;
  /** Digest of its bytes: for a folder that was restored elsewhere, where all times differ. */
  digest: string;
}

/** Returns the status of a page's file if it holds what was written; otherwise undefined. */
function checkFile(out: string, { file, stat, digest }: Remembered): string | undefined {
  const found = statFile(out, file);
  if (found === stat) return found;
  const isSame = found !== undefined && digestBytes(readFileSync(join(out, file))) === digest;
  return isSame ? found : undefined;
}

function digestBytes(content: string | Uint8Array): string {
  return hash('sha256', content);
}

function statFile(out: string, file: string): string | undefined {
  const stats = lstatSync(join(out, file), { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() === true
    ? [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ')
    : undefined;
}

function readMemory(memory: Memory, name: string, stamp: string): Remembered[] {
  const known = JSON.parse(memory.recall(name) ?? '{}') as { stamp?: string; pages?: Remembered[] };
  return known.stamp === stamp ? (known.pages ?? []) : [];
}

/** Lists the files of a folder, relative to it. Removes symbolic links, so that the build never writes through one. */
function listFiles(out: string): string[] {
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(out, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink()) rmSync(join(out, path));
      else files.push(path);
    }
  };
  walk('');
  return files;
}

function removeEmptyAbove(out: string, file: string): void {
  const folder = dirname(file);
  if (folder === '.' || readdirSync(join(out, folder)).length > 0) return;
  rmdirSync(join(out, folder));
  removeEmptyAbove(out, folder);
}
