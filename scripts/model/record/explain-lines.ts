import { removeCurlyQuotes } from './trade-words.ts';

/** Error in a YAML text: where, why, and what to do. */
export interface ParseProblem {
  line: number;
  column: number;
  message: string;
  help: string;
}

/** Longest text that a message repeats. */
const longest = 100;

/** The text of a key, unquoted and with a colon that YAML reads as the end of another key. */
const secondKey =
  /^(?<before> *(?:- +)*(?<key>[A-Za-z_][\w-]*): +)(?<text>[^\s"'|>[{&*!#%@`].*:(?: .*)?)$/;

/** A key and its value without a space between them; not an address. */
const gluedLine = /^(?<before> *(?:- +)*)(?<key>[A-Za-z_][\w-]*):(?<text>[^\s:/].*)$/;

/** A line that could begin an item of a list, with the first key if it is not in brackets. */
const itemStart = /^(?<indent> *)(?<dash>- +)?(?:(?<key>[A-Za-z_][\w-]*):(?: |$)|\{)/;

/**
 * Explains a YAML error by the text of its line, for two mistakes that parsers only notice by their
 * consequences: `: ` in unquoted text, and a list item without its `- `.
 *
 * @param at zero-based line of the error
 */
export function explainLines(yaml: string, at: number): ParseProblem | undefined {
  const lines = yaml.split(/\r?\n/);
  return (
    explainSecondKey(lines[at] ?? '', at) ??
    explainMissingSpace(lines, at) ??
    explainMissingDash(lines, at)
  );
}

function explainSecondKey(line: string, at: number): ParseProblem | undefined {
  const { before, key, text } = secondKey.exec(line)?.groups ?? {};
  if (before === undefined || key === undefined || text === undefined) return undefined;
  const quoted = quoteYaml(removeCurlyQuotes(text.trim()));
  return {
    line: at + 1,
    column: before.length + 1,
    message: 'This text contains `: `, which YAML reads as a second key.',
    help: `Put it in quotes${quoted === undefined ? '' : `: \`${key}: ${quoted}\``}.`,
  };
}

/** Explains a key with its value, as in `type:ack`, which parsers notice at its end or on the next line. */
function explainMissingSpace(lines: readonly string[], at: number): ParseProblem | undefined {
  const index = [at, at - 1].find((candidate) => gluedLine.test(lines[candidate] ?? ''));
  const { before, key, text } = gluedLine.exec(lines[index ?? -1] ?? '')?.groups ?? {};
  if (index === undefined || before === undefined || text === undefined) return undefined;
  const isShown = text.length <= longest && !text.includes('`');
  return {
    line: index + 1,
    column: before.length + 1,
    message: 'A space is missing after the colon.',
    help: isShown ? `Write \`${key ?? ''}: ${text.trim()}\`.` : 'Write `key: value`.',
  };
}

/** Puts a text in straight quotes; undefined if a message could not show it. */
export function quoteYaml(text: string): string | undefined {
  if (text.length > longest || /[`\\]|"(?=.*')|'(?=.*")|\s#/.test(text)) return undefined;
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

function explainMissingDash(lines: readonly string[], at: number): ParseProblem | undefined {
  const missing = [at, lines.findIndex((line) => !isBlank(line))].find(
    (index) => isAfterItem(lines, index) || isBeforeItem(lines, index),
  );
  const line = missing === undefined ? undefined : lines[missing]?.trimEnd();
  if (missing === undefined || line === undefined) return undefined;
  const text = line.trimStart();
  const isShown = text.length <= longest && !text.includes('`');
  return {
    line: missing + 1,
    column: line.length - text.length + 1,
    message: 'The list item that begins here has no `- ` before it.',
    help: isShown ? `Write \`- ${text}\`.` : 'Put `- ` before it.',
  };
}

/** Returns true if the item before this line begins like it, at the same indentation or with the same key. */
function isAfterItem(lines: readonly string[], at: number): boolean {
  const own = readItemStart(lines[at]);
  if (!own || own.dash) return false;
  const isOutside = (line: string): boolean =>
    !isBlank(line) &&
    (measureIndent(line) < own.indent || /^ *- /.test(line)) &&
    measureIndent(line) <= own.indent;
  const before = lines.slice(0, at).findLastIndex(isOutside);
  const opener = readItemStart(lines[before]);
  if (!opener?.dash) return false;
  if (opener.indent < own.indent) return own.key !== undefined && own.key === opener.key;
  // A list may stand at the indentation of its key: then this line is the next key.
  const above = lines
    .slice(0, before)
    .findLast((line) => !isBlank(line) && measureIndent(line) <= own.indent && !/^ *- /.test(line));
  return above === undefined || measureIndent(above) < own.indent;
}

/** Returns true if the next item after this line begins with the same key. */
function isBeforeItem(lines: readonly string[], at: number): boolean {
  const own = readItemStart(lines[at]);
  if (!own || own.dash || own.key === undefined) return false;
  const next = readItemStart(lines.slice(at + 1).find((line) => /^ *- /.test(line)));
  return next?.key === own.key && [0, 2].includes(own.indent - next.indent);
}

function readItemStart(
  line: string | undefined,
): { indent: number; dash: boolean; key: string | undefined } | undefined {
  const groups = itemStart.exec(line ?? '')?.groups;
  return (
    groups && {
      indent: groups['indent']?.length ?? 0,
      dash: groups['dash'] !== undefined,
      key: groups['key'],
    }
  );
}

function measureIndent(line: string): number {
  return line.length - line.trimStart().length;
}

function isBlank(line: string): boolean {
  return /^\s*(?:#|---|$)/.test(line);
}
