import { hash } from 'node:crypto';
import { assembleRegister } from '../../model/register/assemble.ts';
import type { Document, IncidentFiles } from '../../model/register/document.ts';
import type { Finding } from '../../model/register/finding.ts';
import { foldLines } from '../../model/text/fold-lines.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { SettingsRecord } from '../../../schemas/generated/records.ts';
import type {
  Incident,
  LeftOut,
  Maintenance,
  Problem,
  Register,
  Report,
  Runbook,
  Service,
  Settings,
  Team,
  UnreadIncident,
} from '../../model/register/register.ts';
import { collectLinks } from '../../model/register/links.ts';
import { cutEvents, cutRestricted } from '../../model/register/restricted.ts';
import { fillSettings } from '../../model/register/settings.ts';
import { listFolder, readBytes } from './bytes.ts';
import { findFiles } from './find.ts';
import { hashBlob } from '../../model/record/hash.ts';
import { addHolidays } from './holidays.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readLastVersions } from './last-read.ts';
import { listUnreadIncidents } from './unread.ts';
import { boundYoungGeneration } from './young-generation.ts';
import {
  type LoadRun,
  type Reads,
  type RecordFile,
  type Folder,
  sortFiles,
  readFile,
  readFolder,
  type LoadOptions,
  type Kept,
} from './folder.ts';

export interface Loaded {
  register: Register;
  findings: Finding[];
  /** Every file found, relative to the data root, in order. */
  files: string[];
  /** Incidents as of the last commit in which they could be read, without restricted texts. */
  lastRead: IncidentFiles[];
}

/**
 * Reads a data root into the register. Anything broken becomes a finding and is left out of the
 * register with the reason; everything else is still read.
 *
 * @param root data root, an existing folder
 */
export async function loadRegister(root: string, options: LoadOptions = {}): Promise<Loaded> {
  const { files, findings } = await findFiles(root);
  const run: LoadRun = { ...options, root, findings, leftOut: listUnread(findings), links: [] };
  const { filed, folders } = sortFiles(files);
  const settings = await readSettings(run, filed.get('settings'));
  run.zone = settings.organisation.timezone;
  const services = readFiled<Service>(run, settings, filed.get('service'));
  const teams = readFiled<Team>(run, settings, filed.get('team'));
  const runbooks = readFiled<Runbook>(run, settings, filed.get('runbook'));
  const problems = readFiled<Problem>(run, settings, filed.get('problem'));
  const maintenance = readFiled<Maintenance>(run, settings, filed.get('maintenance'));
  const reports = readFiled<Report>(run, settings, filed.get('report'));
  const incidents: Incident[] = [];
  for (const [index, folder] of folders.entries()) {
    const kept = keepFolder(run, settings, folder);
    if (kept.incident) incidents.push(kept.incident);
    for (const file of kept.leftOut) run.leftOut.push(file);
    for (const finding of kept.findings) findings.push(finding);
    if (index % 128 === 0) boundYoungGeneration();
    options.onProgress?.(index + 1, folders.length);
  }
  const { leftOut } = run;
  const known = new Set(services.map(({ id }) => id));
  const unreadNow = listUnreadIncidents(root, leftOut, files, known, incidents);
  const lastRead = await readLast(run, settings, unreadNow, incidents);
  const stoodIn = new Set(lastRead.map(({ incident }) => incident.path));
  const register = assembleRegister({
    settings,
    incidents: [...incidents, ...lastRead.map(({ incident }) => incident)],
    services,
    teams,
    runbooks,
    problems,
    maintenance,
    reports,
    leftOut,
    unread: unreadNow.filter(({ path }) => !stoodIn.has(path)),
    links: run.links,
    files,
  });
  return { register, findings, files, lastRead };
}

/** Reads the last readable version of each incident of which nothing can be read now. */
async function readLast(
  { readVersions, leftOut, asOf }: LoadRun,
  settings: Settings,
  unread: readonly UnreadIncident[],
  incidents: readonly Incident[],
): Promise<IncidentFiles[]> {
  if (!readVersions || unread.length === 0) return [];
  const readable = new Set(incidents.map(({ id }) => id));
  const missing = unread.filter(({ id }) => !readable.has(id));
  return readLastVersions(missing, leftOut, settings, readVersions, asOf);
}

const unread = new Set([
  'bad-file-name',
  'bad-id',
  'misplaced-record',
  'symbolic-link',
  'unreadable-file',
]);

/**
 * Adds files that are in the wrong place or unreadable to those left out, like a file that is
 * invalid.
 */
function listUnread(findings: readonly Finding[]): LeftOut[] {
  return findings
    .filter(({ rule }) => unread.has(rule))
    .map((finding) => ({ path: finding.path, reason: finding.message, findings: [finding] }));
}

/**
 * Reads one incident with all its texts, including restricted ones, for commands that write or
 * compare entries; undefined if its folder cannot be read completely.
 */
export function readWholeIncident(
  root: string,
  settings: Settings,
  { path, hash }: Pick<Incident, 'path' | 'hash'>,
  { listed = listFolder(root, path), asOf }: { listed?: readonly string[]; asOf?: Instant } = {},
): IncidentFiles | undefined {
  const { folders } = sortFiles(listed);
  const run = { root, findings: [], leftOut: [], ...(asOf !== undefined && { asOf }) };
  return folders[0] && readFolder(run, settings, folders[0], hash).files;
}

/** Reads the settings in force in a data root. Their findings are reported elsewhere. */
export async function loadSettings(root: string): Promise<Settings> {
  const named = kindOf('sitrep.yaml');
  const run: LoadRun = { root, findings: [], leftOut: [], links: [] };
  return readSettings(run, named ? [{ path: 'sitrep.yaml', ...named }] : []);
}

/** Reads a record that is a single file, including restricted events; undefined if it cannot be read. */
export function readWholeText(root: string, path: string): Document | undefined {
  const read = kindOf(path);
  return read && readFile({ root, findings: [], leftOut: [] }, { path, ...read });
}

async function readSettings(run: LoadRun, files: readonly RecordFile[] = []): Promise<Settings> {
  const document = files[0] && readFile(run, files[0]);
  const written = fillSettings(document?.value as SettingsRecord | undefined);
  const settings = await addHolidays(run.root, written, run.findings);
  if (document)
    for (const finding of run.inspect?.document(document, settings) ?? [])
      run.findings.push(finding);
  run.cache?.open(settings);
  return settings;
}

function readFiled<T>(run: LoadRun, settings: Settings, files: readonly RecordFile[] = []): T[] {
  const records: T[] = [];
  for (const file of files) {
    const reads: Reads = new Map();
    const hash = run.hashes?.get(file.path) ?? hashFile(run.root, file.path, reads);
    const hashes = new Map([[file.path, hash]]);
    const key = digestFolder(hashes);
    const kept = run.cache?.get(key);
    // Its cached result says that its shape is valid.
    const document = readFile({ ...run, hashes, reads }, file, kept !== undefined);
    if (!document) continue;
    const findings = kept?.findings ?? run.inspect?.document(document, settings) ?? [];
    if (!kept) run.cache?.set(key, { leftOut: [], findings });
    for (const finding of findings) run.findings.push(finding);
    for (const link of collectLinks(document)) run.links.push(link);
    const { id, path, value } = document;
    const shown = foldHeading(cutEvents(value as object)) as T;
    records.push({ ...shown, id, path, hash: document.hash });
  }
  return records;
}

/** Titles and names are shown on one line everywhere. */
function foldHeading(value: unknown): unknown {
  const { title, name } = value as { title?: string; name?: string };
  return {
    ...(value as object),
    ...(title !== undefined && { title: foldLines(title) }),
    ...(name !== undefined && { name: foldLines(name) }),
  };
}

/** Returns the cached result if the folder's files have not changed; otherwise reads the folder. */
function keepFolder(run: LoadRun, settings: Settings, folder: Folder): Kept {
  const hashes = new Map<string, string>();
  const reads: Reads = new Map();
  for (const { path } of folder.files) {
    hashes.set(path, run.hashes?.get(path) ?? hashFile(run.root, path, reads));
  }
  const key = digestFolder(hashes);
  const cache = run.asOf === undefined ? run.cache : undefined;
  const known = cache?.get(key);
  if (known) return known;
  const local = { ...run, hashes, reads, findings: [], leftOut: [] };
  const { files, documents } = readFolder(local, settings, folder, key);
  const findings: Finding[] = local.findings;
  for (const document of documents) {
    for (const finding of run.inspect?.document(document, settings, files) ?? [])
      findings.push(finding);
  }
  if (files) {
    for (const finding of run.inspect?.record(files, settings) ?? []) findings.push(finding);
    run.onRead?.(cutRestricted(files));
  }
  const kept: Kept = {
    ...(files && { incident: files.incident }),
    leftOut: local.leftOut,
    findings,
  };
  cache?.set(key, kept);
  return kept;
}

function digestFolder(hashes: ReadonlyMap<string, string>): string {
  const lines = Array.from(hashes, ([path, hash]) => `${path}\n${hash}\n`);
  return hash('sha1', lines.join(''));
}

/** Returns '' for a file that cannot be read: its finding is the same each time. */
function hashFile(root: string, path: string, reads: Reads): string {
  const read = readBytes(root, path);
  reads.set(path, read);
  return 'bytes' in read ? hashBlob(read.bytes) : '';
}
