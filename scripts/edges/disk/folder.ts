import { isYetToCome } from '../../model/register/as-of.ts';
import { type Document, type IncidentFiles } from '../../model/register/document.ts';
import { type Finding } from '../../model/register/finding.ts';
import { foldIncident } from '../../model/register/incident.ts';
import { parseInstant, type Instant } from '../../model/time/instant.ts';
import {
  type Entry,
  type IncidentRecord,
  type PostmortemRecord,
  type Timeline,
} from '../../../schemas/generated/records.ts';
import {
  type Kind,
  type LeftOut,
  type LogEntry,
  type Reference,
  type Settings,
  type Incident,
} from '../../model/register/register.ts';
import { digestPostmortem } from '../../model/record/digest.ts';
import { readBytes } from './bytes.ts';
import { coverRestricted } from '../../model/record/cover.ts';
import { kindOf } from '../../model/record/kind.ts';
import { readDocument } from './read.ts';

/** State of one run: its inputs, and what it has gathered so far. */
export interface LoadRun extends LoadOptions {
  root: string;
  findings: Finding[];
  leftOut: LeftOut[];
  links: Reference[];
  /** The organisation's time zone, once the settings have been read. */
  zone?: string;
}

/** Bytes that were already read for hashing, so that they are not read twice. */
export type Reads = Map<string, ReturnType<typeof readBytes>>;

/** Inputs for reading one file, and where its findings go. */
interface Gathering extends Pick<
  LoadRun,
  'root' | 'findings' | 'leftOut' | 'hashes' | 'zone' | 'asOf'
> {
  reads?: Reads;
}

/** A record file, as described by its path. */
export interface RecordFile {
  path: string;
  kind: Kind;
  id: string;
}

/** An incident's folder and the record files in it. */
export interface Folder {
  path: string;
  files: RecordFile[];
}

const folderKinds: readonly Kind[] = ['incident', 'timeline', 'fragment', 'postmortem'];

export function sortFiles(paths: readonly string[]): {
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
 * Reads and parses one file. Its findings are added to the run's, and an invalid file is left out.
 *
 * @param isKnown whether the same bytes were already found to have a valid shape
 */
export function readFile(run: Gathering, file: RecordFile, isKnown = false): Document | undefined {
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
    // Reasons for leaving a file out are public; the run's own findings keep their full text.
    const text = 'bytes' in read ? new TextDecoder().decode(read.bytes) : '';
    const covered = coverRestricted(findings, text);
    const reason = covered[0]?.message ?? 'The file could not be read.';
    run.leftOut.push({ path, reason, findings: covered });
  }
  return document;
}

export function readFolder(
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
  if (isYetToCome(entries, run.asOf ?? Infinity)) return { documents };
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
    run.asOf,
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

function reportMissing(run: Pick<LoadRun, 'findings' | 'leftOut'>, folder: Folder): void {
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

export interface LoadOptions {
  inspect?: Inspect;
  /** Known blob hashes of files that need not be read (Git's, for clean files). */
  hashes?: ReadonlyMap<string, string>;
  cache?: Cache;
  /** Instant after which nothing that is dated counts. Such a state is not cached. */
  asOf?: Instant;
  /** Called with each incident that had to be read, without its restricted texts. */
  onRead?: (files: IncidentFiles) => void;
  /** Reads older versions of an incident's folder, newest first, to show one that can be read. */
  readVersions?: (folder: string, broken: readonly string[]) => AsyncIterable<OlderVersion>;
  /** Called with the number of incidents read and their total. */
  onProgress?: (done: number, of: number) => void;
}

/** An incident's folder as a commit left it. */
export interface OlderVersion {
  commit: string;
  at: Instant;
  /** Bytes by path relative to the data root; undefined for a file that no record can be. */
  files: ReadonlyMap<string, Uint8Array | undefined>;
}

/**
 * Rules that see one file or one incident's folder. Their results can be cached with the folder.
 */
export interface Inspect {
  document(document: Document, settings: Settings, incident?: IncidentFiles): Finding[];
  record(files: IncidentFiles, settings: Settings): Finding[];
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

/** Cached part of an incident's folder. */
export interface Kept {
  incident?: Incident;
  leftOut: LeftOut[];
  findings: Finding[];
}
