import { type Document, type IncidentFiles } from '../../model/register/document.ts';
import { type Finding } from '../../model/register/finding.ts';
import { type Settings } from '../../model/register/register.ts';
import { listFolder } from './bytes.ts';
import { type Reads, sortFiles, readFolder, type Inspect } from './folder.ts';

/**
 * Files as a change would leave them, by path relative to the data root; undefined for a removed
 * file.
 */
export type Overlay = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * Reads one incident as it would be with a change that is not written yet, with its findings.
 *
 * @param path folder of the incident, relative to the data root
 */
export function previewIncident(
  root: string,
  settings: Settings,
  path: string,
  overlay: Overlay,
  inspect: Inspect,
): { files?: IncidentFiles; documents: Document[]; findings: Finding[] } {
  const inFolder = [...overlay].filter(([file]) => file.startsWith(`${path}/`));
  const reads: Reads = new Map();
  const listed = new Set(listFolder(root, path));
  for (const [file, bytes] of inFolder) {
    if (bytes) reads.set(file, { bytes });
    if (bytes) listed.add(file);
    else listed.delete(file);
  }
  const [folder] = sortFiles([...listed].sort()).folders;
  const findings: Finding[] = [];
  if (!folder) return { documents: [], findings };
  const run = { root, findings, leftOut: [], reads, zone: settings.organisation.timezone };
  const { files, documents } = readFolder(run, settings, folder, '');
  for (const document of documents)
    for (const finding of inspect.document(document, settings, files)) findings.push(finding);
  if (files) for (const finding of inspect.record(files, settings)) findings.push(finding);
  return { ...(files && { files }), documents, findings };
}
