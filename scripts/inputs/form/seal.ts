import { createHash } from 'node:crypto';
import { readFile, type CommitFile, type Head } from '../../edges/github/branch.ts';
import type { GitHub } from '../../edges/github/client.ts';

/** Digests files, so that files that did not change are not written again. */
export function digestFiles(files: readonly CommitFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex').slice(0, 16);
}

/** Trailers by which a form recognises its own commit: it writes again only on top of one. */
export interface Seal {
  digest: string;
  /** Paths in the repository. */
  files: string[];
}

/** More files than a form makes. */
const maxSealed = 10;

/** Parses the seal of a commit; undefined if somebody else wrote the commit. */
export function parseSeal(message: string): Seal | undefined {
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

/** Whether a commit contains what its seal says: an amended one keeps the message, but not the files. */
export async function isSealed(
  github: GitHub,
  { commit }: Head,
  { digest, files }: Seal,
): Promise<boolean> {
  if (files.length > maxSealed) return false;
  const found: CommitFile[] = [];
  for (const path of files) found.push({ path, text: await readFile(github, path, commit) });
  return digestFiles(found) === digest;
}
