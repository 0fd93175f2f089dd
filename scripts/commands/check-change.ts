import { kindOf } from '../record/kind.ts';
import { previewIncident, type Overlay } from '../record/load.ts';
import { readDocument } from '../record/read.ts';
import type { Document } from '../register/document.ts';
import type { Finding } from '../register/finding.ts';
import type { Instant } from '../register/instant.ts';
import { collectLinks } from '../register/links.ts';
import type { Kind, Register } from '../register/register.ts';
import { checkDocument, checkRecord, checkRegister } from '../rules/check.ts';
import type { Change } from './change.ts';

/**
 * The records as they would be with a change, and the errors that it would bring: what `validate` would
 * say of the files it touches, without what it says of them already.
 */
export function checkChange(
  root: string,
  register: Register,
  { files }: Pick<Change, 'files'>,
  now: Instant,
): { register: Register; findings: Finding[] } {
  const encode = (text: string | undefined) =>
    text === undefined ? undefined : new TextEncoder().encode(text);
  const after = preview(
    root,
    register,
    new Map(files.map(({ path, text }) => [path, encode(text)])),
  );
  const changed = files.filter(({ expected }) => expected);
  const before =
    changed.length === 0
      ? []
      : find(
          preview(root, register, new Map(changed.map((file) => [file.path, file.expected]))),
          now,
        );
  const known = new Set(before.map(describe));
  const paths = new Set(files.map(({ path }) => path));
  const findings = find(after, now).filter(
    (finding) =>
      paths.has(finding.path) && finding.level === 'error' && !known.has(describe(finding)),
  );
  return { register: after.register, findings };
}

function describe({ rule, path, message }: Finding): string {
  return [rule, path, message].join('\n');
}

interface Preview {
  register: Register;
  findings: Finding[];
}

function find({ register, findings }: Preview, now: Instant): Finding[] {
  return [...findings, ...checkRegister(register, now)];
}

function preview(root: string, register: Register, overlay: Overlay): Preview {
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
    if (/^[0-9]{4}\//.test(path)) {
      folders.add(path.split('/').slice(0, 2).join('/'));
    } else if (bytes) {
      const { timezone: zone } = register.settings.organisation;
      const read = readDocument(path, named.kind, named.id, bytes, { zone });
      findings.push(...read.findings);
      if (read.document) {
        findings.push(...checkDocument(read.document, register.settings));
        putRecord(after, read.document);
      }
    }
  }
  for (const folder of folders) {
    const read = previewIncident(root, register.settings, folder, overlay, inspect);
    findings.push(...read.findings);
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
  register.links.push(...collectLinks(document));
}
