import { type Document, type IncidentFiles } from '../../model/register/document.ts';
import { cutEvents, cutRestricted } from '../../model/register/restricted.ts';
import { readWholeIncident, readWholeText } from './load.ts';

/**
 * Reads one incident without its restricted entries, for everything that is shown or sent; undefined
 * if its folder cannot be read completely.
 */
export function readIncident(
  ...of: Parameters<typeof readWholeIncident>
): IncidentFiles | undefined {
  const files = readWholeIncident(...of);
  return files && cutRestricted(files);
}

/** Reads a record that is a single file, without restricted events; undefined if it cannot be read. */
export function readText(root: string, path: string): Document | undefined {
  const document = readWholeText(root, path);
  return document && { ...document, value: cutEvents(document.value as object) };
}
