import { createHash } from 'node:crypto';
import type { FileChange } from '../../change/change.ts';
import { formatInstant, parseInstant, type Instant } from '../../model/time/instant.ts';
import { Failure } from '../../session/context.ts';
import { readFound } from './found.ts';

/**
 * What was last imported, in `.sitrep-import.json` of the data root: of each source record our id and
 * the hash of each of its files as the source had it. It belongs into the repository, so that whoever
 * imports next, on whichever machine, knows an edit from an import.
 *
 * Why hashes beside the records: a mark inside a record would be in its readers' way and would be lost
 * with the file, so that a record removed on purpose came back; and without either, a file that
 * differs from the source may be an edit or an older import, which nobody could tell apart. It is a
 * dot file, which reading a data root passes over, with one record a line, so that imports on two
 * branches merge. Without it nothing is lost: every file that differs is reported as a conflict.
 */
export interface State {
  /** Name of the page, for sources that do not say it. */
  page?: string | undefined;
  /** By `<kind> <source's name>`. */
  records: Map<string, Imported>;
  /** Bytes of the file that it was read from. */
  found?: Uint8Array;
}

/** What was last imported of one record. */
export interface Imported {
  /** Our id. */
  id: string;
  /** Hashes by file name. */
  files: Record<string, string>;
  /** Of a service: the team that its text named. */
  owner?: string | undefined;
  /** When the source had last changed it. */
  changed?: Instant | undefined;
}

const name = '.sitrep-import.json';

/** Reads the state; a missing file is an empty one. */
export function readState(root: string): State {
  const found = readFound(root, name);
  if (found === undefined) return { records: new Map() };
  const state = parseState(new TextDecoder().decode(found));
  if (state) return { ...state, found };
  throw new Failure(
    `${name} is not as an import leaves it.`,
    'Resolve its merge conflict, or restore it with `git checkout -- <file>`; without it, files that differ are reported as conflicts.',
  );
}

function parseState(text: string): State | undefined {
  try {
    const records: State['records'] = new Map();
    const value = JSON.parse(text) as {
      page?: unknown;
      records: Record<string, Record<string, unknown>>;
    };
    for (const [key, { id, owner, changed, ...files }] of Object.entries(value.records)) {
      // Paths are made of ids, so one that was tampered with may not lead elsewhere.
      if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,120}$/.test(id)) return undefined;
      const hashes = Object.entries(files).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      );
      records.set(key, {
        id,
        files: Object.fromEntries(hashes),
        owner: typeof owner === 'string' ? owner : undefined,
        changed: typeof changed === 'string' ? parseInstant(changed) : undefined,
      });
    }
    return { page: typeof value.page === 'string' ? value.page : undefined, records };
  } catch {
    return undefined;
  }
}

/** Makes the file of a state; returns undefined if it holds the state already, or nothing was imported. */
export function prepareState(state: State): FileChange | undefined {
  const { found, records } = state;
  const text = formatState(state);
  // Git may have checked it out with the line ends of Windows.
  const before = found && new TextDecoder().decode(found).replaceAll('\r\n', '\n');
  if (text === before || records.size === 0) return undefined;
  return { path: name, text, ...(found && { expected: found }) };
}

function formatState({ page, records }: State): string {
  const lines = [...records]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { id, owner, changed, files }]) => {
      const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
      const time = changed === undefined ? undefined : formatInstant(changed);
      const line = { id, owner, changed: time, ...Object.fromEntries(sorted) };
      return `${JSON.stringify(key)}:${JSON.stringify(line)}`;
    });
  // The name is the source's own: nothing in it may hide from a reader of the file.
  const head = JSON.stringify({ version: 1, page }).replace(/[^ -~]/g, escapeUnit);
  return `${head.slice(0, -1)},"records":{\n${lines.join(',\n')}\n}}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Hashes a text. */
export function hashText(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
