import { createHash } from 'node:crypto';
import type { FileChange } from '../../change/change.ts';
import { formatInstant, parseInstant, type Instant } from '../../model/time/instant.ts';
import { compareText } from '../../model/text/compare-text.ts';
import { Failure } from '../../session/context.ts';
import { readFound } from './existing.ts';

/**
 * State of the imports, in `.sitrep-import.json` of the data root: for each record of the source, our id
 * and the hash of each file as the source had it. It belongs in the repository, so that the next import,
 * on any machine, can distinguish edits from imported content.
 *
 * The hashes are not in the records: a mark in a record would disturb its readers and would be lost with
 * the file, so a record removed on purpose would return. Without hashes, an edit could not be
 * distinguished from an older import. The dot file is ignored when a data root is read, and has one record
 * per line, so that imports on two branches merge. If it is missing, nothing is lost: every file that
 * differs is reported as a conflict.
 */
export interface ImportState {
  /** Name of the page, for sources without one. */
  page?: string | undefined;
  /** Imported records by `<kind> <id in the source>`. */
  records: Map<string, ImportedRecord>;
  /** Bytes of its file. */
  found?: Uint8Array;
}

/** One record at its last import. */
export interface ImportedRecord {
  /** Our id. */
  id: string;
  /** Hashes by file name. */
  files: Record<string, string>;
  /** Team in the text, for a service. */
  owner?: string | undefined;
  /** When it was first imported. */
  imported?: Instant | undefined;
  /** When the source had last changed it. */
  changed?: Instant | undefined;
}

const name = '.sitrep-import.json';

/** Reads the state; a missing file gives an empty state. */
export function readState(root: string): ImportState {
  const found = readFound(root, name);
  if (found === undefined) return { records: new Map() };
  const state = parseState(new TextDecoder().decode(found));
  if (state) return { ...state, found };
  throw new Failure(
    `${name} is damaged.`,
    'Resolve its merge conflict, or restore it with `git checkout -- <file>`. If you delete it, every file that differs is reported as a conflict.',
  );
}

function parseState(text: string): ImportState | undefined {
  try {
    const records: ImportState['records'] = new Map();
    const value = JSON.parse(text) as {
      page?: unknown;
      records: Record<string, Record<string, unknown>>;
    };
    for (const [key, { id, owner, changed, imported, ...files }] of Object.entries(value.records)) {
      // Ids become paths, so a manipulated one must not lead out of the data root.
      if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,120}$/.test(id)) return undefined;
      const hashes = Object.entries(files).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      );
      records.set(key, {
        id,
        files: Object.fromEntries(hashes),
        owner: typeof owner === 'string' ? owner : undefined,
        changed: typeof changed === 'string' ? parseInstant(changed) : undefined,
        imported: typeof imported === 'string' ? parseInstant(imported) : undefined,
      });
    }
    return { page: typeof value.page === 'string' ? value.page : undefined, records };
  } catch {
    return undefined;
  }
}

/** Builds the file of a state; undefined if the file is up to date or nothing was imported. */
export function prepareState(state: ImportState): FileChange | undefined {
  const { found, records } = state;
  const text = formatState(state);
  // Git may have checked it out with the line endings of Windows.
  const before = found && new TextDecoder().decode(found).replaceAll('\r\n', '\n');
  if (text === before || records.size === 0) return undefined;
  return { path: name, text, ...(found && { expected: found }) };
}

function formatState({ page, records }: ImportState): string {
  const lines = [...records]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, { id, owner, changed, imported, files }]) => {
      const sorted = Object.entries(files).sort(([a], [b]) => compareText(a, b));
      const times = { changed: formatTime(changed), imported: formatTime(imported) };
      const line = { id, owner, ...times, ...Object.fromEntries(sorted) };
      return `${JSON.stringify(key)}:${JSON.stringify(line)}`;
    });
  // The source chooses the name, so invisible characters in it are escaped.
  const head = JSON.stringify({ version: 1, page }).replace(/[^ -~]/g, escapeUnit);
  return `${head.slice(0, -1)},"records":{\n${lines.join(',\n')}\n}}\n`;
}

function formatTime(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Hashes a text. */
export function hashText(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
