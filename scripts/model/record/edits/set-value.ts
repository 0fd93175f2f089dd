import { saysTheSame } from './equal.ts';
import { isMap, isNode, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import { makeDocument } from './document.ts';
import { columnOf, endOfBlock } from './line.ts';
import { applySplices, type Splice } from './splice.ts';

export type Path = readonly (string | number)[];

/**
 * Sets one value in a YAML text: in place of the existing one, as a new last key of its map, or as
 * a new item if the index is the length of the list. Every other byte stays: comments, quotes,
 * order, line endings.
 *
 * @throws if the path does not exist, or if the edit would change anything else
 */
export function setValue(yaml: string, path: Path, value: unknown): string {
  const document = parseDocument(yaml, { logLevel: 'silent', uniqueKeys: true });
  if (document.errors[0]) throw new Error(document.errors[0].message);
  const newline = yaml.includes('\r\n') ? '\r\n' : '\n';
  const spliced = plan(yaml, document.contents, path, value);
  const text = spliced.text.replaceAll('\n', newline);
  const edited = applySplices(yaml, [{ ...spliced, text }]);
  const after = parseDocument(edited, { logLevel: 'silent', uniqueKeys: true });
  if (
    after.errors.length > 0 ||
    !saysTheSame(after.toJS(), replaceIn(document.toJS(), path, value))
  ) {
    throw new Error(`/${path.join('/')} cannot be set without changing the text around it.`);
  }
  return edited;
}

/** Computes the expected value after the edit, which the result is compared with. */
function replaceIn(whole: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items: unknown[] = Array.isArray(whole) ? [...(whole as unknown[])] : [];
    items[step] = replaceIn(items[step], rest, value);
    return items;
  }
  const fields = (whole ?? {}) as Record<string, unknown>;
  return { ...fields, [step]: replaceIn(fields[step], rest, value) };
}

function plan(yaml: string, root: Node | null, path: Path, value: unknown): Splice {
  let node: unknown = root;
  let parent: unknown;
  for (const [index, step] of path.entries()) {
    const next: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
    if (next === undefined || next === null) return insert(yaml, node, parent, path, index, value);
    parent = node;
    node = next;
  }
  return replace(yaml, node, parent, value);
}

/** Replaces a node by the value. */
function replace(yaml: string, node: unknown, parent: unknown, value: unknown): Splice {
  const [from, to] = rangeOf(node);
  const inFlow = isFlow(parent);
  if (isPlain(value) || inFlow || (isFlow(node) && !isEmpty(node))) {
    const text = formatInline(value, isScalar(node) ? yaml[from] : undefined);
    const isBlockScalar = yaml.slice(from, to).endsWith('\n');
    const before = from > 0 && /\S/.test(yaml[from - 1] ?? '') ? ' ' : '';
    return { from, to, text: `${before}${text}${isBlockScalar ? '\n' : ''}` };
  }
  if (parent === undefined) return { from, to, text: formatBlock(value, 0) };
  const end = yaml.slice(from, to).endsWith('\n') ? to - 1 : to;
  const start = from - (/[ \t]*$/.exec(yaml.slice(0, from))?.[0].length ?? 0);
  if (isSeq(parent)) {
    // A block in an item begins beside its dash, but none may begin after a tab.
    const block = formatBlock(value, columnOf(yaml, start) + 1).trimStart();
    return { from: start, to: end, text: ` ${block}` };
  }
  // Any other block begins on a line of its own, below its key.
  const column = isMap(parent) ? columnOf(yaml, rangeOf(parent.items[0]?.key)[0]) : 0;
  return { from: start, to: end, text: `\n${formatBlock(value, column + 2)}` };
}

/** Adds the value after the last key or item of its parent; creates missing keys on the way. */
function insert(
  yaml: string,
  within: unknown,
  parent: unknown,
  path: Path,
  index: number,
  value: unknown,
): Splice {
  const rest = path.slice(index + 1);
  const made = rest.reduceRight<unknown>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
  const step = path[index] ?? '';
  const isItem = typeof step === 'number';
  if (!isMap(within) && !isSeq(within)) {
    if (isScalar(within) && within.value === null) {
      return replace(yaml, within, parent, isItem ? [made] : { [step]: made });
    }
    throw new Error(`/${path.slice(0, index).join('/')} is not a list or a map.`);
  }
  if (isSeq(within) !== isItem || (isItem && step !== within.items.length)) {
    throw new Error(`/${path.slice(0, index + 1).join('/')} does not exist.`);
  }
  if (within.items.length === 0) {
    return replace(yaml, within, parent, isItem ? [made] : { [step]: made });
  }
  const last = within.items.at(-1);
  const [start, end] = isItem ? rangeOf(last) : rangeOfPair(last);
  if (isFlow(within)) {
    const text = isItem
      ? formatInline(made)
      : formatInline({ [step]: made }).replace(/^\{ ?| ?\}$/g, '');
    // The last one may already have a comma.
    const comma = /^(?:\s|#[^\n]*\n)*,/.exec(yaml.slice(end))?.[0].length;
    return comma === undefined
      ? { from: end, to: end, text: `, ${text}` }
      : { from: end + comma, to: end + comma, text: ` ${text}` };
  }
  const column = columnOf(yaml, isItem ? rangeOf(within)[0] : start);
  const at = endOfBlock(yaml, end, column);
  const text = formatBlock(isItem ? [made] : { [step]: made }, column);
  return yaml[at - 1] === '\n'
    ? { from: at, to: at, text: `${text}\n` }
    : { from: at, to: at, text: `\n${text}` };
}

function rangeOf(node: unknown): [number, number] {
  const range = isNode(node) ? node.range : (node as { range?: [number, number, number] }).range;
  if (!range) throw new Error('A value has no position in the text.');
  return [range[0], range[1]];
}

function rangeOfPair(pair: unknown): [number, number] {
  const { key, value } = pair as { key: unknown; value: unknown };
  return [rangeOf(key)[0], rangeOf(value ?? key)[1]];
}

function isFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

function isEmpty(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.items.length === 0;
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** Formats a value on one line for use inside brackets; a text keeps the quotes of the old one. */
function formatInline(value: unknown, quote?: string): string {
  if (typeof value === 'string') {
    if (quote === "'" && !/[^ -~]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
    if (quote === '"' || value.includes('\n')) return JSON.stringify(value);
  }
  // Within a list a plain text is quoted if a comma or a bracket would end it.
  const text = makeDocument([value]).toString({
    collectionStyle: 'flow',
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return text.trim().replace(/^\[ ?| ?\]$/g, '');
}

/** Formats a value on lines of its own, indented, without the last line feed. */
function formatBlock(value: unknown, column: number): string {
  const text = makeDocument(value).toString({ lineWidth: 0, blockQuote: 'literal' });
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(column) + line))
    .join('\n');
}
