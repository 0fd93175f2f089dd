import {
  CORE_SCHEMA,
  EVENT_ID,
  YAMLException,
  getScalarValue,
  intCoreTag,
  load,
  mapTag,
  parseEvents,
} from 'js-yaml';
import { explainLines, type ParseProblem } from './explain-lines.ts';

/** Keys that would reach an object's prototype, or that YAML 1.1 parsers treat as a merge. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype', '<<']);

const keyNotText = 'a key must be text';
const keyForbidden = 'this key is not allowed';

/** A whole number that would lose precision. */
class UnsafeInteger extends Error {
  source: string;
  constructor(source: string) {
    super(source);
    this.source = source;
  }
}

const schema = CORE_SCHEMA.withTags(
  {
    ...mapTag,
    addPair: (carrier: Record<string, unknown>, key: unknown, value: unknown): string => {
      if (typeof key !== 'string') return keyNotText;
      if (forbidden.has(key)) return keyForbidden;
      carrier[key] = value;
      return '';
    },
  },
  {
    ...intCoreTag,
    resolve: (source: string, isExplicit: boolean, tagName: string) => {
      const value = intCoreTag.resolve(source, isExplicit, tagName);
      if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw new UnsafeInteger(source);
      return value;
    },
  },
);

/** js-yaml's messages, in the words of people who write records. */
const words: [RegExp, string, string][] = [
  [
    /duplicated mapping key/,
    'The key occurs twice in the same record.',
    'Keep one of them, and merge their values.',
  ],
  [/a key must be text/, 'The key is not text.', 'Put it in quotes.'],
  [/this key is not allowed/, 'This key is not allowed in a record.', 'Rename or remove it.'],
  [
    /bad indentation|deficient indentation|end of the stream or a document separator/,
    'The indentation of this line does not match the lines before it.',
    'Indent it like its neighbours, with spaces. Put text that contains `: ` in quotes.',
  ],
  [
    /expected ':' after a mapping key|can not read a block mapping entry|implicit key/,
    'A key and `:` are expected here.',
    'Write `key: value`. Put text of several lines in a block that begins with `|`.',
  ],
  [/tab characters/, 'There is a tab where only spaces are allowed.', 'Indent with spaces.'],
  [
    /unknown escape|hexadecimal/,
    'This `\\` does not begin a valid escape.',
    'Write `\\\\`, or use single quotes.',
  ],
  [/missed comma/, 'A comma is missing between these values.', 'Put `,` between them.'],
  [
    /whitespace character is expected after/,
    'A space is missing after `:`.',
    'Write `key: value`.',
  ],
];

/**
 * Parses a YAML text that has passed the guard: YAML 1.2 core schema, one document, unique text
 * keys, and whole numbers that fit.
 */
export function parseYaml(text: string): { value: unknown } | { problem: ParseProblem } {
  try {
    return { value: load(text, { schema, maxDepth: 64, maxAliases: 0 }) };
  } catch (error) {
    if (error instanceof UnsafeInteger) return { problem: explainInteger(text, error.source) };
    if (error instanceof YAMLException) return { problem: explain(error) };
    const message = 'The text cannot be read as YAML.';
    return { problem: { line: 1, column: 1, message, help: 'Look for unusual characters in it.' } };
  }
}

function explain({ reason, mark }: YAMLException): ParseProblem {
  const place = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 };
  if (!mark && reason.includes('empty')) {
    return {
      ...place,
      message: 'The file contains no record.',
      help: 'Write the fields of the record.',
    };
  }
  if (mark && /^[@`%]$/.test(mark.buffer.charAt(mark.position))) {
    return { ...place, ...explainReserved(mark) };
  }
  if (mark && isIndentedByTab(mark)) {
    const message = 'This line is indented with a tab, but YAML allows only spaces.';
    return { ...place, column: 1, message, help: 'Replace the tab with spaces.' };
  }
  const byLine = mark && misplaced.test(reason) ? explainLines(mark.buffer, mark.line) : undefined;
  if (byLine) return byLine;
  const [, message, help] = words.find(([pattern]) => pattern.test(reason)) ?? [];
  return {
    ...place,
    message: message ?? `The text is not valid YAML: ${reason}.`,
    help: help ?? 'Check the quotes, brackets and indentation on this line.',
  };
}

/** js-yaml's messages for a key or an item that it does not expect in its place. */
const misplaced =
  /indentation|end of the stream or a document separator|duplicated mapping key|after a mapping key|block mapping entry|implicit key/;

/** Explains `@`, `` ` `` or `%` at the beginning of a text; `@ada` may be meant as a handle. */
function explainReserved({ buffer, position }: { buffer: string; position: number }) {
  const message = `Unquoted text cannot begin with ${buffer[position] === '`' ? 'a backtick' : `\`${buffer[position] ?? ''}\``}.`;
  const lone = /^@([A-Za-z0-9][A-Za-z0-9-]{0,38})[ \t]*(?:[\]},#\r\n\0]|$)/;
  const handle = lone.exec(buffer.slice(position, position + 60))?.[1];
  const help = 'Put the text in quotes.';
  return handle === undefined
    ? { message, help }
    : { message, help: `Write a handle without it: \`${handle}\`. Put other text in quotes.` };
}

/**
 * Returns true if a line is indented with a tab. js-yaml treats it as not indented and does not
 * mention the tab.
 */
function isIndentedByTab({ buffer, position }: { buffer: string; position: number }): boolean {
  const begin = buffer.lastIndexOf('\n', position - 1) + 1;
  return /^ *\t/.test(buffer.slice(begin, begin + 200));
}

function explainInteger(text: string, source: string): ParseProblem {
  const event = parseEvents(text, { maxDepth: 64 }).find(
    (each) => each.type === EVENT_ID.SCALAR && getScalarValue(text, each) === source,
  );
  const offset = event?.type === EVENT_ID.SCALAR ? event.valueStart : 0;
  const before = text.slice(0, offset).split('\n');
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    message: `${source.slice(0, 40)} is too large for a whole number.`,
    help: 'If it is a name or a reference, put it in quotes.',
  };
}
