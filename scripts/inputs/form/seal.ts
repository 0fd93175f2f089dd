import { createHash } from 'node:crypto';
import { type CommitFile, type Head } from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';
import { readFile } from '../../edges/github/review.ts';
import type { RoomIssue } from '../../edges/github/room.ts';
import type { Register } from '../../model/register/register.ts';
import type { FormRecord } from './record.ts';

/** What proposing takes. */
export interface Desk {
  github: GitHub;
  register: Register;
  issue: RoomIssue;
}

/** A record's files by their paths in the repository. */
export function placeFiles({ files }: FormRecord, prefix: string): CommitFile[] {
  return files.map(({ path, text }) => ({ path: `${prefix}${path}`, text }));
}

/** The same for the same files: what has not changed is not written again. */
export function digestFiles(files: readonly CommitFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex').slice(0, 16);
}

/** What a commit of ours says of itself in its trailers: only on top of one may a form write again. */
export interface Seal {
  digest: string;
  files: string[];
}

/** A form makes fewer files. */
const mostSealed = 10;

/** Reads the seal of a commit; undefined where somebody else wrote it. */
export function readSeal(message: string): Seal | undefined {
  const digest = /^Sitrep-Form: (?<digest>[0-9a-f]{16})$/m.exec(message)?.groups?.['digest'];
  if (digest === undefined) return undefined;
  const files = [...message.matchAll(/^Sitrep-File: (.+)$/gm)].map(([, path = '']) => path);
  return { digest, files };
}

/** Whether a commit has what its seal says: one that somebody amended keeps the words, and not the files. */
export async function isSealed(
  github: GitHub,
  { commit }: Head,
  { digest, files }: Seal,
): Promise<boolean> {
  if (files.length > mostSealed) return false;
  const found: CommitFile[] = [];
  for (const path of files) {
    found.push({ path, text: (await readFile(github, path, commit))?.text });
  }
  return digestFiles(found) === digest;
}

/** The subject names the id alone: a title of somebody else could tell people, or close issues. */
export function writeMessage({ id }: FormRecord, files: readonly CommitFile[]): string {
  const trailers = [
    `Sitrep-Form: ${digestFiles(files)}`,
    ...files.map(({ path }) => `Sitrep-File: ${path}`),
  ];
  return `${titleOf({ id })}\n\n${trailers.join('\n')}\n`;
}

/** Title of the pull request, and subject of the commit. */
export function titleOf({ id }: Pick<FormRecord, 'id'>): string {
  return `File ${id}`;
}
