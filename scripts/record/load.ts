import { hash } from 'node:crypto';
import { assembleRegister } from '../register/assemble.ts';
import type { Document, IncidentFiles } from '../register/document.ts';
import type { Finding } from '../register/finding.ts';
import { foldLines } from '../register/fold-lines.ts';
import { foldIncident } from '../register/incident.ts';
import { parseInstant } from '../register/instant.ts';
import type {
  Entry,
  IncidentRecord,
  PostmortemRecord,
  SettingsRecord,
  Timeline,
} from '../register/records.ts';
import type {
  Incident,
  Kind,
  LeftOut,
  LogEntry,
  Maintenance,
  Problem,
  Reference,
  Register,
  Report,
  Runbook,
  Service,
  Settings,
  Team,
} from '../register/register.ts';
import { collectLinks } from '../register/links.ts';
import { fillSettings } from '../register/settings.ts';
import { digestPostmortem } from './digest.ts';
import { listFolder, readBytes } from './bytes.ts';
import { findFiles } from './find.ts';
import { hashBlob } from './hash.ts';
import { addHolidays } from './holidays.ts';
import { kindOf } from './kind.ts';
import { readDocument } from './read.ts';
import { boundYoungGeneration } from './young-generation.ts';

/**
 * Rules that see one file or one incident's folder. Their results can be cached with the folder.
 */
export interface Inspect {
  document(document: Document, settings: Settings): Finding[];
  record(files: IncidentFiles, settings: Settings): Finding[];
}

/** Cached part of an incident's folder. */
export interface Kept {
  incident?: Incident;
  leftOut: LeftOut[];
  findings: Finding[];
}

/**
 * Cached folders by key. The key covers every file's path and blob hash; the cache itself handles
 * everything else.
 */
export interface Cache {
  /** Called once, when the settings are known. */
  open(settings: Settings): void;
  get(key: string): Kept | undefined;
  set(key: string, kept: Kept): void;
}

export interface LoadOptions {
  inspect?: Inspect;
  /** Known blob hashes of files that need not be read (Git's, for clean files). */
  hashes?: ReadonlyMap<string, string>;
  cache?: Cache;
  /** Called with each incident that had to be read, and all its texts. */
  onRead?: (files: IncidentFiles) => void;
  /** Called with the number of incidents read and their total. */
  onProgress?: (done: number, of: number) => void;
}

export interface Loaded {
  register: Register;
  findings: Finding[];
  /** Every file found, relative to the data root, in order. */
  files: string[];
}

/** State of one run: its inputs, and what it has gathered so far. */
interface Run extends LoadOptions {
  root: string;
  findings: Finding[];
  leftOut: LeftOut[];
  links: Reference[];
  /** The organisation's time zone, once the settings have been read. */
  zone?: string;
}

/** Bytes that were already read for hashing, so that they are not read twice. */
type Reads = Map<string, ReturnType<typeof readBytes>>;

/** Inputs for reading one file, and where its findings go. */
interface Gathering extends Pick<Run, 'root' | 'findings' | 'leftOut' | 'hashes' | 'zone'> {
  reads?: Reads;
}

/**
 * Reads a data root into the register. Anything broken becomes a finding and is left out of the
 * register with the reason; everything else is still read.
 *
 * @param root data root, an existing folder
 */
export async function loadRegister(root: string, options: LoadOptions = {}): Promise<Loaded> {
  const { files, findings } = await findFiles(root);
  const run: Run = { ...options, root, findings, leftOut: listUnread(findings), links: [] };
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
    run.leftOut.push(...kept.leftOut);
    findings.push(...kept.findings);
    if (index % 128 === 0) boundYoungGeneration();
    options.onProgress?.(index + 1, folders.length);
  }
  const { leftOut } = run;
  const register = assembleRegister({
    settings,
    incidents,
    services,
    teams,
    runbooks,
    problems,
    maintenance,
    reports,
    leftOut,
    links: run.links,
    files,
  });
  return { register, findings, files };
}

const unread = new Set(['bad-id', 'misplaced-record', 'symbolic-link', 'unreadable-file']);

/**
 * Adds files that are in the wrong place or unreadable to those left out, like a file that is
 * invalid.
 */
function listUnread(findings: readonly Finding[]): LeftOut[] {
  return findings
    .filter(({ rule }) => unread.has(rule))
    .map((finding) => ({ path: finding.path, reason: finding.message, findings: [finding] }));
}

/** A record file, as described by its path. */
interface RecordFile {
  path: string;
  kind: Kind;
  id: string;
}

/** An incident's folder and the record files in it. */
interface Folder {
  path: string;
  files: RecordFile[];
}

const folderKinds: readonly Kind[] = ['incident', 'timeline', 'fragment', 'postmortem'];

function sortFiles(paths: readonly string[]): {
  filed: Map<Kind, RecordFile[]>;
  folders: Folder[];
} {
  const filed = new Map<Kind, RecordFile[]>();
  const folders = new Map<string, Folder>();
  for (const path of paths) {
    const named = kindOf(path);
    if (!named) continue;
    const file = { path, ...named };
    if (folderKinds.includes(named.kind)) {
      const folder = path.slice(0, path.indexOf('/', 5));
      const known = folders.get(folder);
      if (known) known.files.push(file);
      else folders.set(folder, { path: folder, files: [file] });
    } else {
      const known = filed.get(named.kind);
      if (known) known.push(file);
      else filed.set(named.kind, [file]);
    }
  }
  return { filed, folders: [...folders.values()] };
}

/** Reads one incident with all its texts; undefined if its folder cannot be read completely. */
export function readIncident(
  root: string,
  settings: Settings,
  { path, hash }: Pick<Incident, 'path' | 'hash'>,
  listed: readonly string[] = listFolder(root, path),
): IncidentFiles | undefined {
  const { folders } = sortFiles(listed);
  const run = { root, findings: [], leftOut: [] };
  return folders[0] && readFolder(run, settings, folders[0], hash).files;
}

/** Reads the settings in force in a data root. Their findings are reported elsewhere. */
export async function loadSettings(root: string): Promise<Settings> {
  const named = kindOf('sitrep.yaml');
  const run: Run = { root, findings: [], leftOut: [], links: [] };
  return readSettings(run, named ? [{ path: 'sitrep.yaml', ...named }] : []);
}

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
  for (const document of documents) findings.push(...inspect.document(document, settings));
  if (files) findings.push(...inspect.record(files, settings));
  return { ...(files && { files }), documents, findings };
}

/** Reads the text of one record that is a single file; undefined if it cannot be read. */
export function readText(root: string, path: string): Document | undefined {
  const read = kindOf(path);
  return read && readFile({ root, findings: [], leftOut: [] }, { path, ...read });
}

async function readSettings(run: Run, files: readonly RecordFile[] = []): Promise<Settings> {
  const document = files[0] && readFile(run, files[0]);
  const written = fillSettings(document?.value as SettingsRecord | undefined);
  const settings = await addHolidays(run.root, written, run.findings);
  if (document) run.findings.push(...(run.inspect?.document(document, settings) ?? []));
  run.cache?.open(settings);
  return settings;
}

function readFiled<T>(run: Run, settings: Settings, files: readonly RecordFile[] = []): T[] {
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
    run.findings.push(...findings);
    run.links.push(...collectLinks(document));
    const { id, path, value } = document;
    records.push({ ...(foldHeading(value) as T), id, path, hash: document.hash });
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

/**
 * Reads and parses one file. Its findings are added to the run's, and an invalid file is left out.
 *
 * @param isKnown whether the same bytes were already found to have a valid shape
 */
function readFile(run: Gathering, file: RecordFile, isKnown = false): Document | undefined {
  const { path, kind, id } = file;
  const read = run.reads?.get(path) ?? readBytes(run.root, path);
  const { document, findings }: { document?: Document; findings: Finding[] } =
    'bytes' in read
      ? readDocument(path, kind, id, read.bytes, {
          hash: run.hashes?.get(path),
          isKnown,
          zone: run.zone,
        })
      : { findings: [read.finding] };
  run.findings.push(...findings);
  if (!document) {
    const reason = findings[0]?.message ?? 'The file could not be read.';
    run.leftOut.push({ path, reason, findings });
  }
  return document;
}

/** Returns the cached result if the folder's files have not changed; otherwise reads the folder. */
function keepFolder(run: Run, settings: Settings, folder: Folder): Kept {
  const hashes = new Map<string, string>();
  const reads: Reads = new Map();
  for (const { path } of folder.files) {
    hashes.set(path, run.hashes?.get(path) ?? hashFile(run.root, path, reads));
  }
  const key = digestFolder(hashes);
  const known = run.cache?.get(key);
  if (known) return known;
  const local = { ...run, hashes, reads, findings: [], leftOut: [] };
  const { files, documents } = readFolder(local, settings, folder, key);
  const findings: Finding[] = local.findings;
  for (const document of documents) {
    findings.push(...(run.inspect?.document(document, settings) ?? []));
  }
  if (files) {
    findings.push(...(run.inspect?.record(files, settings) ?? []));
    run.onRead?.(files);
  }
  const kept: Kept = {
    ...(files && { incident: files.incident }),
    leftOut: local.leftOut,
    findings,
  };
  run.cache?.set(key, kept);
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

function readFolder(
  run: Gathering,
  settings: Settings,
  folder: Folder,
  hash: string,
): { files?: IncidentFiles; documents: Document[] } {
  const documents: Document[] = [];
  const entries: LogEntry[] = [];
  let record: Document<IncidentRecord> | undefined;
  let postmortem: Document<PostmortemRecord> | undefined;
  let fragments = 0;
  let whole = true;
  for (const file of folder.files) {
    const { kind } = file;
    const document = readFile(run, file);
    // Without its timeline an incident would be given a state that it is not in.
    if (!document) whole &&= kind !== 'timeline';
    else {
      documents.push(document);
      if (kind === 'incident') record = document as Document<IncidentRecord>;
      if (kind === 'postmortem') postmortem = document as Document<PostmortemRecord>;
      if (kind === 'timeline') entries.push(...logTimeline(document as Document<Timeline>));
      if (kind === 'fragment') {
        const logged = logFragment(document as Document<Entry | Timeline>);
        entries.push(...logged);
        fragments += logged.length;
      }
    }
  }
  if (!record || !whole) {
    if (!folder.files.some(({ kind }) => kind === 'incident')) reportMissing(run, folder);
    return { documents };
  }
  const files = foldIncident(
    {
      hash,
      record,
      entries,
      fragments,
      ...(postmortem && { postmortem }),
      digest: postmortem ? digestPostmortem(postmortem) : '',
    },
    settings,
  );
  return { files, documents };
}

function logTimeline({ path, value }: Document<Timeline>): LogEntry[] {
  return value.map((entry, index) => logEntry(entry, path, `/${index}`, entry.id));
}

/** A fragment's file name is its entry's id, unless the entry has its own. */
function logFragment({ path, value, id }: Document<Entry | Timeline>): LogEntry[] {
  if (!Array.isArray(value)) return [logEntry(value, path, '', value.id ?? id)];
  return value.map((entry, index) =>
    logEntry(entry, path, `/${index}`, entry.id ?? `${id}.${index + 1}`),
  );
}

function logEntry(entry: Entry, path: string, pointer: string, id: string | undefined): LogEntry {
  const at = parseInstant(entry.at);
  if (at === undefined)
    throw new Error(`${path}${pointer}: a time passed the schema but cannot be read.`);
  return { entry, at, path, pointer, ...(id !== undefined && { id }) };
}

function reportMissing(run: Pick<Run, 'findings' | 'leftOut'>, folder: Folder): void {
  const finding: Finding = {
    rule: 'missing-incident',
    level: 'error',
    path: folder.files[0]?.path ?? folder.path,
    message: `The folder ${folder.path} has no incident.md.`,
    help: 'Add incident.md, or move these files to the incident they belong to.',
  };
  run.findings.push(finding);
  run.leftOut.push({ path: folder.path, reason: finding.message, findings: [finding] });
}
