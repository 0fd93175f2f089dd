import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../disk/write.ts';

/** Files that are being written into the clone, written again if the process ends meanwhile. */
export interface Journal {
  files: readonly { path: string; text: string }[];
  message: string;
}

const name = 'journal.json';

/** Writes durably what is about to be written into the clone. */
export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  await writeFileAtomic(join(folder, name), JSON.stringify(journal));
}

/** Reads what the previous process was writing when it ended; undefined if it was writing nothing. */
export function readJournal(folder: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Journal;
  } catch {
    return undefined;
  }
}

/** Removes the journal once everything in it is committed. */
export function endJournal(folder: string): void {
  rmSync(join(folder, name), { force: true });
}
