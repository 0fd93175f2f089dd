import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Draft } from './importer.ts';
import type { Settings } from '../../model/register/register.ts';
import { checkRecord } from '../../model/rules/check.ts';
import type { Step } from './steps.ts';
import { writeFiles } from '../../deliver/files.ts';
import { previewIncident, type Overlay } from '../../edges/disk/preview.ts';
import { Failure } from '../../session/context.ts';

/** The bytes of a file in the data root; undefined where there is none. */
export function readFound(root: string, path: string): Uint8Array | undefined {
  const file = join(root, path);
  try {
    if (lstatSync(file).isFile()) return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Failure(
      `${path} cannot be read (${code ?? 'unknown error'}).`,
      'Check that it may be read.',
    );
  }
  throw new Failure(
    `${path} is not an ordinary file.`,
    'Take it out of the way, then import again.',
  );
}

/** Writes what a step asks for, and nothing outside the data root. */
export async function applyStep(root: string, { draft }: Step, found?: Uint8Array): Promise<void> {
  const { path, text } = draft;
  await writeFiles(root, [{ path, text, ...(found && { expected: found }) }]);
}

/**
 * What a timeline with this text would contradict in the entries that somebody added to its folder;
 * undefined where it brings no error that is not there already.
 */
export function findClash(root: string, settings: Settings, draft: Draft): string | undefined {
  const { path, text } = draft;
  if (!path.endsWith('/timeline.yaml')) return undefined;
  const find = (overlay: Overlay): string[] =>
    previewIncident(root, settings, dirname(path), overlay, inspect)
      .findings.filter(({ level }) => level === 'error')
      .map(({ message }) => message);
  const brought = find(new Map([[path, Buffer.from(text)]]));
  if (brought.length === 0) return undefined;
  const known = new Set(find(new Map()));
  const error = brought.find((message) => !known.has(message));
  return error === undefined
    ? undefined
    : `beside the entries that you added it would be wrong: ${error.replace(/\.$/, '')}; take yours out or correct it, then import again`;
}

const inspect = { document: () => [], record: checkRecord };

/**
 * Whether the record with this text would lie in the folder of its day after all: entries from before
 * the start, written by hand, may be what the folder is named for.
 */
export function fitsFolder(root: string, settings: Settings, { path, text }: Draft): boolean {
  const overlay = new Map([[path, Buffer.from(text)]]);
  const { files, findings } = previewIncident(root, settings, dirname(path), overlay, inspect);
  return files !== undefined && !findings.some(({ rule }) => rule === 'misnamed-incident');
}
