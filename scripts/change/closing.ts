import { foldFragments, type Fragment } from '../model/record/edits/fold-fragments.ts';
import { hasFile, listFolder, readBytes } from '../edges/disk/bytes.ts';
import { kindOf } from '../model/record/kind.ts';
import { readWholeIncident } from '../edges/disk/load.ts';
import { readMessage } from '../model/text/read-message.ts';
import { type Instant } from '../model/time/instant.ts';
import { type Entry } from '../../schemas/generated/records.ts';
import { type Incident, type Register } from '../model/register/register.ts';
import { formatSchemaHint, prepareEntry } from './entry.ts';
import { type Change, type FileChange } from './change.ts';
import { checkChange } from './check.ts';
import { Failure } from '../session/context.ts';

/**
 * Prepares the change that closes an incident: moves the entries of its fragments into `timeline.yaml`, and
 * removes their files. If the incident is already closed, cancelled or merged, adds no entry.
 */
export function prepareClosing(
  root: string,
  register: Register,
  incident: Incident,
  entry: Entry,
  now: Instant,
): { change: Change; folded: number; after: Incident } {
  const isClosed = ['closed', 'cancelled', 'merged'].includes(incident.status);
  const last = isClosed ? undefined : prepareEntry(root, register, incident, entry, now);
  const path = `${incident.path}/timeline.yaml`;
  const found = listFolder(root, incident.path).filter((file) => kindOf(file)?.kind === 'fragment');
  const fragments = found.map((file) => readFragment(root, file));
  const added = last?.change.files[0];
  if (added?.text !== undefined) fragments.push({ path: added.path, text: added.text });
  const base = { message: `Close ${incident.title}`, record: incident.id, incident: incident.id };
  if (fragments.length === 0) return { change: { ...base, files: [] }, folded: 0, after: incident };
  const timeline = readBytes(root, path);
  const before = 'bytes' in timeline ? timeline.bytes : undefined;
  const text = fold(before, fragments, formatSchemaHint(root, 'timeline', 3));
  const files: FileChange[] = [
    ...keepFolder(root, incident),
    // The new file is written before the old ones are removed, so that no entry can be lost.
    { path, text, ...(before && { expected: before }) },
    ...fragments.flatMap(({ path: file, bytes }) =>
      bytes ? [{ path: file, text: undefined, expected: bytes }] : [],
    ),
  ];
  const change: Change = { ...base, files, services: incident.services };
  const after = requireSame(root, register, incident, change, last?.entry, now);
  return { change, folded: fragments.length, after };
}

/**
 * Keeps a file in the folder of the entries. Git would drop an empty folder and could take it as renamed to
 * that of another incident with similar entries. Entries that arrive late would then conflict, or land there.
 */
function keepFolder(root: string, incident: Incident): FileChange[] {
  const path = `${incident.path}/timeline/.gitkeep`;
  const text =
    'Entries that arrive late are added here. This file keeps Git from treating the folder as renamed.\n';
  return hasFile(root, path) ? [] : [{ path, text }];
}

/** A fragment with its text; `bytes` is left out if it is not on disk yet. */
interface FragmentFile {
  path: string;
  text: string;
  bytes?: Uint8Array;
}

function readFragment(root: string, path: string): FragmentFile {
  const read = readBytes(root, path);
  if (!('bytes' in read)) throw new Failure(`${path}: ${read.finding.message}`, read.finding.help);
  return { path, text: new TextDecoder().decode(read.bytes), bytes: read.bytes };
}

function fold(
  before: Uint8Array | undefined,
  fragments: readonly FragmentFile[],
  head: string,
): string {
  const named = fragments.map(({ path, text }): Fragment => ({ id: kindOf(path)?.id ?? '', text }));
  try {
    return foldFragments(new TextDecoder().decode(before), named, head);
  } catch (error) {
    throw new Failure(readMessage(error), 'Run `sitrep validate` to see what is wrong.');
  }
}

/** Requires that folding moves entries between files without changing them. */
function requireSame(
  root: string,
  register: Register,
  incident: Incident,
  change: Change,
  added: Entry | undefined,
  now: Instant,
): Incident {
  const { register: changed, findings } = checkChange(root, register, change, now);
  const [wrong] = findings;
  if (wrong) throw new Failure(`timeline.yaml: ${wrong.message}`, wrong.help);
  const after = changed.incidents.get(incident.id);
  const before = readWholeIncident(root, register.settings, incident);
  const expected = (before?.log.length ?? 0) + (added ? 1 : 0);
  if (!before || after?.entries !== expected) {
    throw new Failure(`${incident.path} changed while it was read.`, 'Run this again.');
  }
  return after;
}
