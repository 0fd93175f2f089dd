import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** A page of this build: the key of what it shows, and its file in the output folder. */
export interface Page {
  key: string;
  file: string;
  /** Targets its texts link to, and whether the site held them: a link comes and goes with its target. */
  asked: [target: string, held: boolean][];
}

/** The output folder of a site, and what is known of it from the build before. */
export interface Output {
  /** Whether the page's file is there as it was written, and shows what the key stands for. */
  keep(page: Pick<Page, 'key' | 'file'>): boolean;
  write(file: string, content: string): void;
  /** Removes what this build neither kept nor wrote, and remembers its pages for the next one. */
  finish(pages: readonly Page[]): void;
}

const marker = '.sitrep-site';
const markerText = 'Written by `sitrep site build`, which replaces all that is in this folder.\n';

/** Why a folder cannot be the output: it holds what is not ours to remove. */
export function explainForeign(out: string): string | undefined {
  if (!existsSync(out)) return undefined;
  if (!lstatSync(out).isDirectory()) return 'It is not a folder.';
  if (readdirSync(out).length === 0 || existsSync(join(out, marker))) return undefined;
  return 'It holds files that no build of a site wrote.';
}

/**
 * Opens an output folder for a build. Every file that may not be kept is marked, with a time that no
 * file has, and swept at the end unless the build wrote it again: so no page of a record that is gone
 * stays and no foreign file does, and whoever reads the site meanwhile never finds it empty.
 *
 * @param memory file in which the build before remembered its pages; outside of the folder, which is published
 * @param stamp what all pages depend on; nothing is kept where it differs
 * @param holds whether this build's site holds what a kept page may link to
 */
export function openOutput(
  out: string,
  memory: string,
  stamp: string,
  holds: (target: string) => boolean,
): Output {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, marker), markerText);
  const before = readMemory(memory, stamp);
  // A build that ends half-way must leave no memory of what it has overwritten.
  rmSync(memory, { force: true });
  const intact = new Map<string, Remembered>();
  for (const page of before) {
    const current = page.asked.every(([target, held]) => holds(target) === held);
    if (current && printOf(out, page.file) === page.print) intact.set(page.file, page);
  }
  for (const file of listFiles(out)) {
    if (file !== marker && !intact.has(file)) utimesSync(join(out, file), 0, 0);
  }
  const kept = new Set<string>();
  return {
    keep({ key, file }) {
      if (intact.get(file)?.key !== key) return false;
      kept.add(file);
      return true;
    },
    write(file, content) {
      const path = join(out, file);
      if (!path.startsWith(`${out}${sep}`)) throw new Error(`${file} leaves the site.`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    },
    finish(pages) {
      for (const file of listFiles(out)) {
        if (file === marker || kept.has(file)) continue;
        const known = intact.get(file);
        const untouched = known
          ? printOf(out, file) === known.print
          : lstatSync(join(out, file)).mtimeMs === 0;
        if (untouched) rmSync(join(out, file));
      }
      removeEmptyFolders(out);
      const remembered = pages.map((page) => ({
        ...(kept.has(page.file) ? (intact.get(page.file) ?? page) : page),
        print: printOf(out, page.file) ?? '',
      }));
      writeMemory(memory, stamp, remembered);
    },
  };
}

interface Remembered extends Page {
  print: string;
}

/** Differs whenever a file was written since, whatever was written: nobody can set the time of change. */
function printOf(out: string, file: string): string | undefined {
  const stats = lstatSync(join(out, file), { bigint: true, throwIfNoEntry: false });
  return stats && [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}

function readMemory(memory: string, stamp: string): Remembered[] {
  try {
    const known = JSON.parse(readFileSync(memory, 'utf8')) as {
      stamp: string;
      pages: Remembered[];
    };
    return known.stamp === stamp ? known.pages : [];
  } catch {
    return [];
  }
}

function writeMemory(memory: string, stamp: string, pages: readonly Remembered[]): void {
  const part = `${memory}.${process.pid}`;
  try {
    mkdirSync(dirname(memory), { recursive: true });
    writeFileSync(part, JSON.stringify({ stamp, pages }));
    renameSync(part, memory);
  } catch {
    // Without a memory the next build writes every page again, and is just as right.
  }
}

/** Lists the files of a folder, relative to it, and removes symbolic links: the build writes through none. */
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

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    removeEmptyFolders(path);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}
