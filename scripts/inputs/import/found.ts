import { dirname } from 'node:path';
import type { Draft } from './importer.ts';
import type { Settings } from '../../model/register/register.ts';
import { checkRecord } from '../../model/rules/check.ts';
import { readIfPresent } from '../../edges/disk/bytes.ts';
import { previewIncident, type Overlay } from '../../edges/disk/preview.ts';
import { Failure } from '../../session/context.ts';

/** Reads the bytes of a file in the data root; returns undefined if it does not exist. */
export function readFound(root: string, path: string): Uint8Array | undefined {
  const found = readIfPresent(root, path);
  if (typeof found !== 'string') return found;
  throw new Failure(found, 'Make it a readable, ordinary file, then import again.');
}

/**
 * Finds the error that a timeline with this text would bring, because it contradicts entries that somebody
 * added to its folder; undefined if it brings none.
 *
 * @param planned files that the import is about to write
 */
export function findClash(
  root: string,
  settings: Settings,
  { path, text }: Draft,
  planned: Overlay,
): string | undefined {
  if (!path.endsWith('/timeline.yaml')) return undefined;
  const find = (overlay: Overlay): string[] =>
    previewIncident(root, settings, dirname(path), overlay, inspect)
      .findings.filter(({ level }) => level === 'error')
      .map(({ message }) => message);
  const brought = find(new Map([...planned, [path, Buffer.from(text)]]));
  if (brought.length === 0) return undefined;
  const known = new Set(find(planned));
  const error = brought.find((message) => !known.has(message));
  return error === undefined
    ? undefined
    : `beside the entries that you added it would be wrong: ${error.replace(/\.$/, '')}; take yours out or correct it, then import again`;
}

const inspect = { document: () => [], record: checkRecord };

/**
 * Whether the record with this text would belong into its folder after all: the folder may be named after
 * the day of entries that were written by hand.
 */
export function fitsFolder(root: string, settings: Settings, { path, text }: Draft): boolean {
  const overlay = new Map([[path, Buffer.from(text)]]);
  const { files, findings } = previewIncident(root, settings, dirname(path), overlay, inspect);
  return files !== undefined && !findings.some(({ rule }) => rule === 'misnamed-incident');
}
