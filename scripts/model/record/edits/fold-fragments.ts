import { compareText } from '../../text/compare-text.ts';
import { isMap, isSeq, parseDocument } from 'yaml';
import { makeDocument } from './document.ts';
import { saysTheSame } from './equal.ts';
import { sortTimeline } from './sort-timeline.ts';

/** One file of timeline/: its name without the ending, which is its entry's id, and its text. */
export interface Fragment {
  id: string;
  text: string;
}

/**
 * Moves fragments into a timeline, each with its file name as id, and sorts all entries by time.
 * Existing entries stay as they are, byte for byte, and so do the comments and the layout of a
 * fragment. The same fragments give the same bytes, in whatever order they are passed.
 *
 * @param timeline text of timeline.yaml, or '' if there is none
 * @param head beginning of a new timeline.yaml
 * @throws if a text is not a timeline or an entry
 */
export function foldFragments(timeline: string, fragments: readonly Fragment[], head = ''): string {
  const newline = timeline.includes('\r\n') ? '\r\n' : '\n';
  const ordered = [...fragments].sort((a, b) => compareText(a.id, b.id));
  const known = readIds(timeline);
  const items = ordered.flatMap((fragment) => makeItems(fragment, known));
  const isEmpty = /^(?:#[^\n]*\n|\s)*(?:\[\s*\]\s*)?$/.test(timeline);
  const comments = timeline.replace(/\[\s*\]\s*$/, '');
  const base = isEmpty ? comments || head : timeline;
  const start = base === '' || base.endsWith('\n') ? base : base + newline;
  const joined = start + items.join('').replaceAll('\n', newline);
  const sorted = sortTimeline(joined);
  requireSame(timeline, items, sorted);
  return sorted;
}

/**
 * Lists the ids already in the timeline, so that a fragment folded elsewhere is not added twice.
 */
function readIds(timeline: string): ReadonlyMap<string, unknown> {
  const value: unknown = parse(timeline).toJS();
  const entries = Array.isArray(value) ? (value as { id?: string }[]) : [];
  return new Map(entries.flatMap((entry) => (entry.id === undefined ? [] : [[entry.id, entry]])));
}

function makeItems({ id, text }: Fragment, known: ReadonlyMap<string, unknown>): string[] {
  const unix = text.replaceAll('\r\n', '\n');
  const document = parse(unix, `timeline/${id}.yaml`);
  const { contents } = document;
  const value: unknown = document.toJS();
  if (isSeq(contents)) {
    return (value as { id?: string }[]).flatMap((entry, index) =>
      formatItem({ ...entry, id: entry.id ?? `${id}.${index + 1}` }, known),
    );
  }
  if (!isMap(contents)) throw new Error(`${id}.yaml contains no entry.`);
  const entry = value as { id?: string };
  const named = { ...entry, id: entry.id ?? id };
  if (isKnown(named, known)) return [];
  const item = entry.id === undefined ? indent(unix, id) : indent(unix);
  const made: unknown = item === undefined ? undefined : tryParse(item);
  return item !== undefined && saysTheSame(made, [named]) ? [item] : formatItem(named, known);
}

/**
 * Turns a block of keys into an item of a list, with its comments; undefined if it is written in
 * another style.
 */
function indent(text: string, id?: string): string | undefined {
  const body = text.replace(/^(?:# yaml-language-server:[^\n]*\n|---[ \t]*\n)*/, '');
  const keys = /^((?:[ \t]*#[^\n]*\n|[ \t]*\n)*)((?:[a-z_]+:)[\s\S]*)$/.exec(body);
  if (!keys) return undefined;
  const [, above = '', block = ''] = keys;
  const lines = `${block.replace(/\n*$/, '\n')}${id === undefined ? '' : `id: ${id}\n`}`;
  const shifted = lines.replaceAll(/^(?=[^\n])/gm, '  ').replace(/^ {2}/, '- ');
  return above.replaceAll(/^[ \t]+/gm, '') + shifted;
}

function formatItem(entry: { id: string }, known: ReadonlyMap<string, unknown>): string[] {
  if (isKnown(entry, known)) return [];
  return [makeDocument([entry]).toString({ lineWidth: 0, blockQuote: 'literal' })];
}

function isKnown(entry: { id: string }, known: ReadonlyMap<string, unknown>): boolean {
  return known.has(entry.id) && saysTheSame(known.get(entry.id), entry);
}

/** An edit that would change the meaning is not made. */
function requireSame(timeline: string, items: readonly string[], folded: string): void {
  const texts = [timeline, ...items].flatMap(
    (text) => (parse(text).toJS() as unknown[] | null) ?? [],
  );
  const order = (list: readonly unknown[]): unknown[] =>
    [...list].sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
  const after: unknown = parse(folded).toJS();
  if (!Array.isArray(after) || !saysTheSame(order(texts), order(after))) {
    throw new Error(
      'The entries cannot be moved into timeline.yaml without changing their meaning.',
    );
  }
}

function parse(text: string, path = 'timeline.yaml') {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: true });
  const [error] = document.errors;
  if (error) throw new Error(`${path}: ${(error.message.split('\n')[0] ?? '').replace(/:$/, '.')}`);
  return document;
}

function tryParse(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  return document.errors.length > 0 ? undefined : document.toJS();
}
