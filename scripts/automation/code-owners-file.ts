import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { ChangedSince, writeFileAtomic } from '../edges/disk/write.ts';
import { Failure } from '../session/context.ts';

/** Where GitHub looks, in this order. */
export const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** The repository may be somebody else's, and lead anywhere. */
export function requireNoLink(place: string): void {
  if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Failure(`${place} is a link.`, 'Put the file or folder itself there.');
}

export async function write(
  file: string,
  text: string,
  present: Uint8Array | undefined,
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  try {
    await writeFileAtomic(file, text, { expected: present ?? 'none' });
  } catch (error) {
    if (!(error instanceof ChangedSince)) throw error;
    throw new Failure(error.message, 'Run this again.');
  }
}

export function formatPatch(path: string, before: string, after: string): string {
  const options = { context: 1, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(path, path, before, after, '', '', options).trimEnd();
}
