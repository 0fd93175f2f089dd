import { type Document, type IncidentFiles } from '../../model/register/document.ts';
import { cutEvents, cutRestricted } from '../../model/register/restricted.ts';
import { readWholeIncident, readWholeText } from './load.ts';

/**
 * Reads one incident with the texts that may be shown; undefined if its folder cannot be read whole.
 * Whatever is shown or sent comes through here: restricted entries are left out.
 */
export function readIncident(
  ...of: Parameters<typeof readWholeIncident>
): IncidentFiles | undefined {
  const files = readWholeIncident(...of);
  return files && cutRestricted(files);
}

/** Reads what may be shown of a record that is a single file; undefined if it cannot be read. */
export function readText(root: string, path: string): Document | undefined {
  const document = readWholeText(root, path);
  return document && { ...document, value: cutEvents(document.value as object) };
}
