import { isAscii, isUtf8 } from 'node:buffer';
import { markFenced } from '../text/fences.ts';
import type { Finding } from '../register/finding.ts';
import type { Kind } from '../register/register.ts';
import { findTrap, type Trap } from './scan.ts';

/**
 * Maximum sizes in bytes of front matter, of a whole YAML file, and of the text below front matter.
 */
const largest = { frontMatter: 64 * 1024, yaml: 256 * 1024, body: 128 * 1024 };

/**
 * Characters that a reader would not see: control characters, a carriage return without a line
 * feed, line separators, soft hyphens, zero-width characters, and marks that change the direction
 * of writing.
 */
const hidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|\r(?!\n)|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const hiddenAscii = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/;

/**
 * Lines that only a scan of the YAML can show to be harmless: `&`, `*`, `!` or `?` where a value
 * could begin, a marker or directive, or enough indentation for forty levels.
 */
const suspicious =
  /^(?:[ \t-]{20}|[ \t]*(?:%|---|\.\.\.))|(?:^|[-:,[{}\]"'])[ \t]*(?:[&*!]|\?[\s,[\]{}])/m;

/**
 * Fewer brackets than this, together with twenty columns of indentation, cannot make forty levels.
 */
const fewBrackets = 18;
/** A text with at most this many characters cannot exceed the token limit. */
const shortText = 20_000;

/**
 * Decodes a record's bytes if they are UTF-8 text of an acceptable size with nothing hidden in it.
 *
 * With `guardYaml`, this is the guard before every parser: linear in the text's length, and cheap
 * for ordinary text.
 */
export function guardText(
  bytes: Uint8Array,
  kind: Kind,
  path: string,
): { text: string } | { finding: Finding } {
  const limit = isMarkdown(path) ? largest.frontMatter + largest.body + 64 : largest.yaml;
  if (bytes.length > limit) return { finding: explainSize(path, kind, bytes.length, limit) };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = isAscii(buffer);
  if (!ascii && !isUtf8(buffer)) return { finding: explainEncoding(path, buffer) };
  const decoded = buffer.toString(ascii ? 'latin1' : 'utf8');
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
  const found = ascii && isPlain(buffer) ? null : (ascii ? hiddenAscii : hidden).exec(text);
  if (found) return { finding: explainHidden(path, text, found.index) };
  if (text.trim() === '') {
    return {
      finding: {
        rule: 'empty-file',
        level: 'error',
        path,
        line: 1,
        column: 1,
        message: 'The file is empty.',
        help: 'Write the record, or delete the file.',
      },
    };
  }
  return { text };
}

/**
 * Explains what in a YAML text must not reach a parser; undefined if there is nothing.
 *
 * @param firstLine line of the file on which the text begins
 */
export function guardYaml(yaml: string, path: string, firstLine = 1): Finding | undefined {
  if (isMarkdown(path) && isLonger(yaml, largest.frontMatter)) {
    const message = `The front matter is larger than ${largest.frontMatter / 1024} kB.`;
    const help = 'Move text below the front matter.';
    return {
      rule: 'file-too-large',
      level: 'error',
      path,
      line: firstLine,
      column: 1,
      message,
      help,
    };
  }
  const isHarmless =
    yaml.length <= shortText && !suspicious.test(yaml) && countBrackets(yaml) <= fewBrackets;
  return isHarmless ? undefined : findCause(yaml, path, firstLine);
}

/**
 * Scans a YAML text as a whole, for what the guard rejects and for what makes a parser fail later
 * on.
 */
export function findCause(yaml: string, path: string, firstLine = 1): Finding | undefined {
  const trap = findTrap(yaml);
  return trap && explainTrap(yaml, path, firstLine, trap);
}

/** Reports a merge conflict left in a text; one inside a block of code is allowed. */
export function findConflict(text: string, path: string, firstLine = 1): Finding | undefined {
  if (!text.includes('<<<<<<< ')) return undefined;
  const lines = markFenced(text).map(({ line, isFenced }) => (isFenced ? '' : line));
  const begin = lines.findIndex((line) => line.startsWith('<<<<<<< '));
  const end = lines.findLastIndex((line) => line.startsWith('>>>>>>> '));
  if (begin < 0 || end < begin) return undefined;
  return {
    rule: 'syntax',
    level: 'error',
    path,
    line: begin + firstLine,
    column: 1,
    message: 'This is an unresolved merge conflict.',
    help: 'Keep what is right from both sides, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`.',
  };
}

/** Reports a text below the front matter that is too long or contains a merge conflict. */
export function guardBody(body: string, path: string, firstLine: number): Finding | undefined {
  if (!isLonger(body, largest.body)) return findConflict(body, path, firstLine);
  return {
    rule: 'file-too-large',
    level: 'error',
    path,
    line: firstLine,
    column: 1,
    message: `The text is larger than ${largest.body / 1024} kB.`,
    help: 'Attach logs and dumps as separate files, and link to them.',
  };
}

/**
 * Returns true if ASCII text has no control characters except tabs and line feeds. Reads four bytes
 * at a time, since a pattern would take a fifth of the whole reading time.
 */
function isPlain(buffer: Buffer): boolean {
  const head = Math.min((4 - (buffer.byteOffset % 4)) % 4, buffer.length);
  const count = (buffer.length - head) >> 2;
  const tail = head + count * 4;
  const words = new Int32Array(buffer.buffer, buffer.byteOffset + head, count);
  for (let index = 0; index < count; index++) {
    const word = words[index] ?? 0;
    const rubout = word ^ 0x7f7f7f7f;
    // The top bit of each byte that is below 32 or equal to 127.
    const odd = ((word - 0x20202020) & ~word) | ((rubout - 0x01010101) & ~rubout);
    const at = head + index * 4;
    if ((odd & 0x80808080) !== 0 && !arePlain(buffer, at, at + 4)) return false;
  }
  return arePlain(buffer, 0, head) && arePlain(buffer, tail, buffer.length);
}

function arePlain(buffer: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = buffer[at] ?? 0;
    if ((byte < 32 && byte !== 9 && byte !== 10) || byte === 127) return false;
  }
  return true;
}

function isMarkdown(path: string): boolean {
  return path.endsWith('.md');
}

function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}

function countBrackets(text: string): number {
  let count = 0;
  for (const bracket of '[{') {
    let at = text.indexOf(bracket);
    for (; at >= 0 && count <= fewBrackets; at = text.indexOf(bracket, at + 1)) count++;
  }
  return count;
}

function explainTrap(yaml: string, path: string, firstLine: number, trap: Trap): Finding {
  const { rule, offset, message, help } = trap;
  const { line, column } = placeOf(yaml, offset);
  return {
    rule,
    level: 'error',
    path,
    line: line + firstLine - 1,
    column,
    message,
    help,
  };
}

function explainSize(path: string, kind: Kind, size: number, limit: number): Finding {
  return {
    rule: 'file-too-large',
    level: 'error',
    path,
    line: 1,
    column: 1,
    message: `The file is ${Math.ceil(size / 1024)} kB; a ${kind} file is at most ${Math.floor(limit / 1024)} kB.`,
    help: 'Attach logs and dumps as separate files, and link to them.',
  };
}

/**
 * Finds the line on which the bytes stop being UTF-8. Counting line feeds is safe, since no UTF-8
 * character contains that byte.
 */
function explainEncoding(path: string, buffer: Buffer): Finding {
  let line = 1;
  let start = 0;
  let end = buffer.indexOf(10);
  while (end >= 0 && isUtf8(buffer.subarray(start, end))) {
    line++;
    start = end + 1;
    end = buffer.indexOf(10, start);
  }
  const text = buffer.toString('utf8', start, end < 0 ? buffer.length : end);
  const utf16 =
    buffer.length > 1 && (buffer.readUInt16BE(0) === 0xfeff || buffer.readUInt16BE(0) === 0xfffe);
  const binary = buffer.includes(0);
  return {
    rule: 'encoding',
    level: 'error',
    path,
    line,
    column: text.indexOf('\ufffd') + 1,
    message: utf16
      ? 'The file is UTF-16, not UTF-8.'
      : binary
        ? 'The file is binary, not text.'
        : 'This byte is not valid UTF-8.',
    help: binary && !utf16 ? 'Write the record as text.' : 'Save the file as UTF-8.',
  };
}

/**
 * Names the first invisible character of a parsed value, which an escape in quotes can produce;
 * undefined if there is none.
 */
export function guardValue(value: unknown, path: string, pointer = ''): Finding | undefined {
  if (typeof value === 'string') {
    const found = hidden.exec(value);
    if (!found) return undefined;
    const { line: _line, column: _column, ...finding } = explainHidden(path, value, found.index);
    return { ...finding, pointer };
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const finding = guardValue(key, path, place) ?? guardValue(inner, path, place);
    if (finding) return finding;
  }
  return undefined;
}

function explainHidden(path: string, text: string, index: number): Finding {
  const code = text.codePointAt(index) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const message =
    code === 0
      ? 'The file is binary, not text: it contains a zero byte.'
      : code === 13
        ? 'A carriage return has no line feed after it.'
        : `This character is invisible (${name}).`;
  const help = code === 13 ? 'End lines with a line feed.' : 'Remove it.';
  return { rule: 'encoding', level: 'error', path, ...placeOf(text, index), message, help };
}

/** Returns the one-based line and column of an offset. */
function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
