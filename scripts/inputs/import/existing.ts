import { dirname } from 'node:path';
import type { RecordDraft } from './importer.ts';
import type { Settings } from '../../model/register/register.ts';
import { checkRecord } from '../../model/rules/check.ts';
import { readIfPresent } from '../../edges/disk/bytes.ts';
import { previewIncident, type Overlay } from '../../edges/disk/preview.ts';
import { Failure } from '../../session/context.ts';

/** Reads the bytes of a file in the data root; returns undefined if it does not exist. */
export function readFound(root: string, path: string): Uint8Array | undefined {
  const found = readIfPresent(root, path);
  if (typeof found !== 'string') return found;
  throw new Failure(found, 'Make it a regular file that can be read, then import again.');
}

/**
 * Finds the first new error of a timeline with this text, because it contradicts entries that somebody
 * added to its folder; undefined if there is no new error.
 *
 * @param planned files that the import is about to write
 */
export function findClash(
  root: string,
  settings: Settings,
  { path, text }: RecordDraft,
  planned: Overlay,
): string | undefined {
  if (!path.endsWith('/timeline.yaml')) return undefined;
  const find = (overlay: Overlay): string[] =>
    previewIncident(root, settings, dirname(path), overlay, inspect)
      .findings.filter(({ level }) => level === 'error')
      .map(({ message }) => message);
  const errors = find(new Map([...planned, [path, Buffer.from(text)]]));
  if (errors.length === 0) return undefined;
  const known = new Set(find(planned));
  const error = errors.find((message) => !known.has(message));
  return error === undefined
    ? undefined
    : `it contradicts entries that you added: ${error.replace(/\.$/, '')}. Correct or remove your entries, then import again`;
}

const inspect = { document: () => [], record: checkRecord };

/**
 * Checks whether a record with this text fits its folder: the folder may have the name of the day of
 * entries that somebody wrote by hand.
 */
export function fitsFolder(root: string, settings: Settings, { path, text }: RecordDraft): boolean {
  const overlay = new Map([[path, Buffer.from(text)]]);
  const { files, findings } = previewIncident(root, settings, dirname(path), overlay, inspect);
  return files !== undefined && !findings.some(({ rule }) => rule === 'misnamed-incident');
}
