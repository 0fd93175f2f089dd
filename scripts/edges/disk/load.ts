import { hash } from 'node:crypto';
import { assembleRegister } from '../../model/register/assemble.ts';
import type { Document, IncidentFiles } from '../../model/register/document.ts';
import type { Finding } from '../../model/register/finding.ts';
import { foldLines } from '../../model/text/fold-lines.ts';
import { foldIncident } from '../../model/register/incident.ts';
import { parseInstant } from '../../model/time/instant.ts';
import type {
  Entry,
  IncidentRecord,
  PostmortemRecord,
  SettingsRecord,
  Timeline,
} from '../../../schemas/generated/records.ts';
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
} from '../../model/register/register.ts';
import { collectLinks } from '../../model/register/links.ts';
import { cutEvents, cutRestricted } from '../../model/register/restricted.ts';
import { fillSettings } from '../../model/register/settings.ts';
import { digestPostmortem } from '../../model/record/digest.ts';
import { listFolder, readBytes } from './bytes.ts';
import { coverRestricted } from '../../model/record/cover.ts';
import { findFiles } from './find.ts';
import { hashBlob } from '../../model/record/hash.ts';
import { addHolidays } from './holidays.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readDocument } from './read.ts';
import { listUnreadIncidents } from './unread.ts';
import { boundYoungGeneration } from './young-generation.ts';

/** The rules that see one file or one incident's folder: their verdicts can be kept with the folder. */
export interface Inspect {
  document(document: Document, settings: Settings): Finding[];
  record(files: IncidentFiles, settings: Settings): Finding[];
}

/** What is kept of an incident's folder from one run to the next. */
export interface Kept {
  incident?: Incident;
  leftOut: LeftOut[];
  findings: Finding[];
}

/** Kept folders by key. The key holds every file's path and blob hash; what else matters is the cache's own business. */
export interface Cache {
  /** Called once, when the settings are known. */
  open(settings: Settings): void;
  get(key: string): Kept | undefined;
  set(key: string, kept: Kept): void;
}

export interface LoadOptions {
  inspect?: Inspect;
  /** Blob hashes of files that need not be read to know them (Git's, for clean files). */
  hashes?: ReadonlyMap<string, string>;
  cache?: Cache;
  /** Called with each incident that had to be read, and its texts that may be shown. */
  onRead?: (files: IncidentFiles) => void;
  /** Called with the number of incidents done and in all. */
  onProgress?: (done: number, of: number) => void;
}

export interface Loaded {
  register: Register;
  findings: Finding[];
  /** Every file found, relative to the data root, in order. */
  files: string[];
}

/** What one run reads with and gathers into. */
interface Run extends LoadOptions {
  root: string;
  findings: Finding[];
  leftOut: LeftOut[];
  links: Reference[];
  /** The organisation's, once the settings are read. */
  zone?: string;
}

/** What was read already to know its hash, so that it is not read twice. */
type Reads = Map<string, ReturnType<typeof readBytes>>;

/** What reading a file needs, and where it puts what it finds. */
interface Gathering extends Pick<Run, 'root' | 'findings' | 'leftOut' | 'hashes' | 'zone'> {
  reads?: Reads;
}

/**
 * Reads a data root into the register. Whatever is broken becomes a finding, and is left out of the
 * register with the reason; everything else is read all the same.
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
    for (const file of kept.leftOut) run.leftOut.push(file);
    for (const finding of kept.findings) findings.push(finding);
    if (index % 128 === 0) boundYoungGeneration();
    options.onProgress?.(index + 1, folders.length);
  }
  const { leftOut } = run;
  const known = new Set(services.map(({ id }) => id));
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
    unread: listUnreadIncidents(root, leftOut, files, known, incidents),
    links: run.links,
    files,
  });
  return { register, findings, files };
}

const unread = new Set([
  'bad-file-name',
  'bad-id',
  'misplaced-record',
  'symbolic-link',
  'unreadable-file',
]);

/** What lies where nothing is read, or cannot be: left out like a file that is read and wrong. */
function listUnread(findings: readonly Finding[]): LeftOut[] {
  return findings
    .filter(({ rule }) => unread.has(rule))
    .map((finding) => ({ path: finding.path, reason: finding.message, findings: [finding] }));
}

/** A record file: what its path says of it. */
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

/**
 * Reads one incident with all its texts, restricted ones too: for commands that write or compare entries.
 * Undefined if its folder cannot be read whole.
 */
export function readWholeIncident(
  root: string,
  settings: Settings,
  { path, hash }: Pick<Incident, 'path' | 'hash'>,
  listed: readonly string[] = listFolder(root, path),
): IncidentFiles | undefined {
  const { folders } = sortFiles(listed);
  const run = { root, findings: [], leftOut: [] };
  return folders[0] && readFolder(run, settings, folders[0], hash).files;
}

/** The settings in force in a data root; what is wrong with them is said elsewhere. */
export async function loadSettings(root: string): Promise<Settings> {
  const named = kindOf('sitrep.yaml');
  const run: Run = { root, findings: [], leftOut: [], links: [] };
  return readSettings(run, named ? [{ path: 'sitrep.yaml', ...named }] : []);
}

/** Files as a change would leave them, by path relative to the data root; undefined for one that it removes. */
export type Overlay = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * Reads one incident as it would be with a change that is not written yet, and says what is wrong with it.
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
    for (const finding of inspect.document(document, settings)) findings.push(finding);
  if (files) for (const finding of inspect.record(files, settings)) findings.push(finding);
  return { ...(files && { files }), documents, findings };
}

/** Reads what may be shown of a record that is a single file; undefined if it cannot be read. */
export function readText(root: string, path: string): Document | undefined {
  const document = readWholeText(root, path);
  return document && { ...document, value: cutEvents(document.value as object) };
}

/** Reads a record that is a single file, restricted events too; undefined if it cannot be read. */
export function readWholeText(root: string, path: string): Document | undefined {
  const read = kindOf(path);
  return read && readFile({ root, findings: [], leftOut: [] }, { path, ...read });
}

async function readSettings(run: Run, files: readonly RecordFile[] = []): Promise<Settings> {
  const document = files[0] && readFile(run, files[0]);
  const written = fillSettings(document?.value as SettingsRecord | undefined);
  const settings = await addHolidays(run.root, written, run.findings);
  if (document)
    for (const finding of run.inspect?.document(document, settings) ?? [])
      run.findings.push(finding);
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
    // What was kept of it says that its shape was found right.
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

/** What a record is called stands on one line, wherever it is shown. */
function foldHeading(value: unknown): unknown {
  const { title, name } = value as { title?: string; name?: string };
  return {
    ...(value as object),
    ...(title !== undefined && { title: foldLines(title) }),
    ...(name !== undefined && { name: foldLines(name) }),
  };
}

/**
 * Reads and parses one file; what is wrong with it goes to the run's findings, and the file is left out.
 *
 * @param isKnown whether the shape of the same bytes was found right before
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
  for (const finding of findings) run.findings.push(finding);
  if (!document) {
    // What is left out is named to everybody; the run's own findings keep their words.
    const text = 'bytes' in read ? new TextDecoder().decode(read.bytes) : '';
    const covered = coverRestricted(findings, text);
    const reason = covered[0]?.message ?? 'It could not be read.';
    run.leftOut.push({ path, reason, findings: covered });
  }
  return document;
}

/** What was kept of the folder when its files were last the same, or else what is read now. */
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
    for (const finding of run.inspect?.document(document, settings) ?? []) findings.push(finding);
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
  run.cache?.set(key, kept);
  return kept;
}

function digestFolder(hashes: ReadonlyMap<string, string>): string {
  const lines = Array.from(hashes, ([path, hash]) => `${path}\n${hash}\n`);
  return hash('sha1', lines.join(''));
}

/** '' for a file that cannot be read: it is the same finding each time. */
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
    // Without its timeline an incident would be folded to a state it is not in.
    if (!document) whole &&= kind !== 'timeline';
    else {
      documents.push(document);
      if (kind === 'incident') record = document as Document<IncidentRecord>;
      if (kind === 'postmortem') postmortem = document as Document<PostmortemRecord>;
      if (kind === 'timeline')
        for (const entry of logTimeline(document as Document<Timeline>)) entries.push(entry);
      if (kind === 'fragment') {
        const logged = logFragment(document as Document<Entry | Timeline>);
        for (const entry of logged) entries.push(entry);
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

/** A fragment's file name is its entry's id, unless the entry names one itself. */
function logFragment({ path, value, id }: Document<Entry | Timeline>): LogEntry[] {
  if (!Array.isArray(value)) return [logEntry(value, path, '', value.id ?? id)];
  return value.map((entry, index) =>
    logEntry(entry, path, `/${index}`, entry.id ?? `${id}.${index + 1}`),
  );
}

function logEntry(entry: Entry, path: string, pointer: string, id: string | undefined): LogEntry {
  const at = parseInstant(entry.at);
  if (at === undefined)
    throw new Error(`${path}${pointer}: an instant passed the schema and cannot be read.`);
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
