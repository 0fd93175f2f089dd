import type { Document } from '../register/document.ts';
import { markFenced } from '../text/fences.ts';
import type { Place } from '../register/finding.ts';
import type { FindPhrases } from './phrase.ts';

/** A text that somebody wrote for people, and its place. */
export interface Passage {
  text: string;
  /** Name of the field, or `body`. */
  field: string;
  path: string;
  /** JSON pointer of a field. */
  pointer?: string;
  /** One-based line on which a body begins. */
  line?: number;
}

/** Fields that hold prose. The others are ids, handles, dates and addresses. */
const fields = new Set([
  'description',
  'detection',
  'five_whys',
  'got_lucky',
  'impact',
  'note',
  'reason',
  'root_cause',
  'root_causes',
  'summary',
  'title',
  'trigger',
  'went_poorly',
  'went_well',
  'workaround',
]);

/** Lists all prose of a record: its fields first, then its body. */
export function listPassages({ path, value, body, bodyLine }: Document): Passage[] {
  const passages = listFields(path, value, '', '');
  if (body !== undefined && body.trim() !== '')
    passages.push({ path, field: 'body', text: body, line: bodyLine });
  return passages;
}

/** Lists the prose in one value of a record. */
export function listFields(
  path: string,
  value: unknown,
  pointer: string,
  field: string,
  passages: Passage[] = [],
): Passage[] {
  if (typeof value === 'string') {
    if (fields.has(field)) passages.push({ path, field, pointer, text: value });
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.entries())
      listFields(path, inner, `${pointer}/${index}`, field, passages);
  } else if (value !== null && typeof value === 'object') {
    // Most fields hold no prose, so their pointers are not built.
    for (const [key, inner] of Object.entries(value))
      if (fields.has(key) || (typeof inner === 'object' && inner !== null))
        listFields(path, inner, `${pointer}/${escapeKey(key)}`, key, passages);
  }
  return passages;
}

function escapeKey(key: string): string {
  return /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** Words that were found, and the text just before them on the same line. */
interface Found {
  words: string;
  before: string;
  place: Place;
}

/**
 * Finds every place of a passage that matches a phrase. Code, quotations and addresses are replaced
 * by spaces first, so that offsets stay the same.
 *
 * @param each whether equal words of a field are told apart by the text before them
 */
export function* findWords(
  { text, path, pointer, line }: Passage,
  find: FindPhrases,
  each = false,
): Generator<Found> {
  // Nearly every text has no match.
  if (find(text).length === 0) return;
  const seen = new Set<string>();
  const masked = pointer === undefined ? maskBody(text) : maskSpans(text);
  for (const { 0: words, index } of find(masked)) {
    const before = readBefore(masked, index);
    if (pointer !== undefined) {
      // A place in a field is found again by its words, so one is enough.
      const key = each ? `${before} ${words}` : words;
      if (seen.has(key)) continue;
      seen.add(key);
      yield { words, before, place: { path, pointer, words } };
    } else {
      const lines = text.slice(0, index).split('\n');
      const column = (lines.at(-1)?.length ?? 0) + 1;
      const place = { path, line: (line ?? 1) + lines.length - 1, column, words };
      yield { words, before, place };
    }
  }
}

/** Takes as much text as a name needs, without emphasis marks around it. */
function readBefore(text: string, index: number): string {
  const before =
    text
      .slice(Math.max(0, index - 80), index)
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  return before.replace(/[\s*_]{1,10}$/, '').replaceAll(/\s+/g, ' ');
}

/** Code in a line, quotations, addresses, and comments. */
const spans =
  /`[^`\n]*`|“[^”]{0,400}”|„[^“”]{0,400}[“”]|«[^»]{0,400}»|"[^"\n]{0,400}"|\]\([^\s()]*\)|\b(?:https?|mailto):\S+|<!--[^]{0,2000}?-->/g;

function maskSpans(text: string): string {
  return /[`"“„«<:\]]/.test(text) ? text.replaceAll(spans, blank) : text;
}

/** Blocks of code and of quotation. */
function maskBody(body: string): string {
  const lines = markFenced(body).map(({ line, isFenced }) =>
    isFenced || /^\s{0,3}>/.test(line) ? blank(line) : line,
  );
  return maskSpans(lines.join('\n'));
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
