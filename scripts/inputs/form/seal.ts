import { createHash } from 'node:crypto';
import { readFile, type CommitFile, type Head } from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';

/** Computes a digest of files, so that unchanged files are not written again. */
export function digestFiles(files: readonly CommitFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex').slice(0, 16);
}

/** Trailers by which `sitrep form` recognises its own commits, the only ones that it adds to. */
export interface FormSeal {
  digest: string;
  /** Paths in the repository. */
  files: string[];
}

/** Limit above the number of files of any form. */
const maxSealedFiles = 10;

/** Parses the seal in a commit message; undefined if the commit has none. */
export function parseSeal(message: string): FormSeal | undefined {
  const digest = /^Sitrep-Form: (?<digest>[0-9a-f]{16})$/m.exec(message)?.groups?.['digest'];
  if (digest === undefined) return undefined;
  const files = [...message.matchAll(/^Sitrep-File: (.+)$/gm)].map(([, path = '']) => path);
  return { digest, files };
}

/** Formats the seal of a commit as trailers. */
export function formatSeal(files: readonly CommitFile[]): [string, string][] {
  return [
    ['Sitrep-Form', digestFiles(files)],
    ...files.map(({ path }): [string, string] => ['Sitrep-File', path]),
  ];
}

/**
 * Reads the files of a commit and compares them with its seal: an amended commit keeps the message, but may
 * have other files.
 */
export async function isSealed(
  github: GitHub,
  { commit }: Head,
  { digest, files }: FormSeal,
): Promise<boolean> {
  if (files.length > maxSealedFiles) return false;
  const found: CommitFile[] = [];
  for (const path of files) found.push({ path, text: await readFile(github, path, commit) });
  return digestFiles(found) === digest;
}
