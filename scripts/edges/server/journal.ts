import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../disk/write.ts';

/** What is being written into the clone: done again when the process ended in between. */
export interface Journal {
  files: readonly { path: string; text: string }[];
  message: string;
}

const name = 'journal.json';

/** Keeps durably what is about to be written. */
export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  await writeFileAtomic(join(folder, name), JSON.stringify(journal));
}

/** What was being written when the process before ended; undefined where nothing was. */
export function readJournal(folder: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Journal;
  } catch {
    return undefined;
  }
}

/** Everything stands in a commit. */
export function endJournal(folder: string): void {
  rmSync(join(folder, name), { force: true });
}
