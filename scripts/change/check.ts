import { kindOf } from '../model/record/kind.ts';
import { readDocument } from '../edges/disk/read.ts';
import type { Document } from '../model/register/document.ts';
import type { Finding } from '../model/register/finding.ts';
import type { Instant } from '../model/time/instant.ts';
import { collectLinks } from '../model/register/links.ts';
import type { Kind, Register } from '../model/register/register.ts';
import { checkDocument, checkRecord, checkRegister } from '../model/rules/check.ts';
import type { Change, FileChange } from './change.ts';
import { previewIncident, type Overlay } from '../edges/disk/preview.ts';
import { findFolder } from '../model/record/incident-folder.ts';

/**
 * Checks a change: returns the records with it, and the errors that `validate` would newly find in its files
 * and in the other files of their incidents.
 *
 * @param beside files as they are on a branch, if they differ from the data root
 */
export function checkChange(
  root: string,
  register: Register,
  { files }: Pick<Change, 'files'>,
  now: Instant,
  beside: readonly FileChange[] = [],
): { register: Register; findings: Finding[] } {
  const overlay = (changed: [path: string, bytes: Uint8Array | undefined][]): Overlay =>
    new Map([...beside.map(({ path, text }) => [path, encode(text)] as const), ...changed]);
  const after = preview(
    root,
    register,
    overlay(files.map(({ path, text }) => [path, encode(text)])),
  );
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set([...paths].flatMap((path) => findFolder(path) ?? []));
  const errors = find(after, now).filter(
    ({ path, level }) =>
      level === 'error' && (paths.has(path) || folders.has(findFolder(path) ?? '')),
  );
  if (errors.length === 0) return { register: after.register, findings: [] };
  const before = overlay(files.map(({ path, expected }) => [path, expected]));
  const known = new Set(find(preview(root, register, before), now).flatMap(identify));
  const findings = errors.filter(
    // In an unchanged file, an error at the same place is known, even if its message differs.
    (finding) =>
      !identify(finding)
        .slice(0, paths.has(finding.path) ? 1 : 2)
        .some((it) => known.has(it)),
  );
  // Errors in the changed files come first, since they may cause the others.
  findings.sort((a, b) => Number(paths.has(b.path)) - Number(paths.has(a.path)));
  return { register: after.register, findings };
}

function encode(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text);
}

/** Identifies a finding by its message, and by its place. */
function identify({ rule, path, message, pointer }: Finding): string[] {
  return [
    ['says', rule, path, message].join('\n'),
    ...(pointer === undefined ? [] : [['at', rule, path, pointer].join('\n')]),
  ];
}

interface PreviewedRegister {
  register: Register;
  findings: Finding[];
}

function find({ register, findings }: PreviewedRegister, now: Instant): Finding[] {
  return [...findings, ...checkRegister(register, now)];
}

function preview(root: string, register: Register, overlay: Overlay): PreviewedRegister {
  const inspect = { document: checkDocument, record: checkRecord };
  const after: Register = {
    ...register,
    incidents: new Map(register.incidents),
    links: [...register.links],
    files: new Set(register.files),
  };
  const findings: Finding[] = [];
  const folders = new Set<string>();
  for (const [path, bytes] of overlay) {
    if (bytes) after.files.add(path);
    else after.files.delete(path);
    const named = kindOf(path);
    if (!named) continue;
    const folder = findFolder(path);
    if (folder !== undefined) folders.add(folder);
    else if (bytes) {
      const { timezone: zone } = register.settings.organisation;
      const read = readDocument(path, named.kind, named.id, bytes, { zone });
      for (const finding of read.findings) findings.push(finding);
      if (read.document) {
        for (const finding of checkDocument(read.document, register.settings))
          findings.push(finding);
        putRecord(after, read.document);
      }
    }
  }
  for (const folder of folders) {
    const read = previewIncident(root, register.settings, folder, overlay, inspect);
    for (const finding of read.findings) findings.push(finding);
    if (read.files) after.incidents.set(read.files.incident.id, read.files.incident);
  }
  return { register: after, findings };
}

const shelves: Partial<
  Record<Kind, 'services' | 'teams' | 'runbooks' | 'problems' | 'maintenance' | 'reports'>
> = {
  service: 'services',
  team: 'teams',
  runbook: 'runbooks',
  problem: 'problems',
  maintenance: 'maintenance',
  report: 'reports',
};

function putRecord(register: Register, document: Document): void {
  const shelf = shelves[document.kind];
  if (!shelf) return;
  const { id, path, hash, value } = document;
  const records = new Map<string, unknown>(register[shelf]);
  records.set(id, { ...(value as object), id, path, hash });
  Object.assign(register, { [shelf]: records });
  for (const link of collectLinks(document)) register.links.push(link);
}
