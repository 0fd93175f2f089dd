import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import type { Finding, LocatedFinding, Place } from '../register/finding.ts';
import { splitFrontMatter } from './split.ts';

/**
 * Maximum number of files parsed for exact places in one run, since that takes six times as long.
 */
export const detailedFiles = 200;

/** Maximum length of an excerpt shown to people. */
const longestExcerpt = 200;

/** Lines of a file, and the places of its values in them. */
interface TextMap {
  lines: string[];
  contents: Node | null;
  counter: LineCounter;
  yaml: string;
  /** Number of lines above the parsed YAML. */
  above: number;
}

type Location = Pick<LocatedFinding, 'line' | 'column' | 'endColumn' | 'excerpt'>;

/**
 * Gives every finding its line, columns and excerpt, and every related place its line and column,
 * and sorts the findings of each file. Each file is parsed for places once, and only the first
 * files of a run are; findings in further files keep file and key, so that many findings are never
 * slow.
 *
 * @param findings grouped by file
 * @param readText reads a file of the data root; undefined if it cannot be read
 */
export function locateFindings(
  findings: readonly Finding[],
  readText: (path: string) => string | undefined,
): LocatedFinding[] {
  const maps = new Map<string, TextMap | undefined>();
  const open = (path: string): TextMap | undefined => {
    if (!maps.has(path))
      maps.set(path, maps.size < detailedFiles ? mapText(path, readText) : undefined);
    return maps.get(path);
  };
  const locateRelated = <T extends Place>(place: T): T => {
    const map = open(place.path);
    if (!map) return place;
    const { line, column } = locate(map, place);
    return { ...place, line, column };
  };
  const located = findings.map((finding): LocatedFinding => {
    const map = open(finding.path);
    const isShown = map && finding.secret !== true;
    return {
      ...finding,
      ...(finding.related && { related: finding.related.map(locateRelated) }),
      ...(isShown ? locate(map, finding) : locateRoughly(finding)),
    };
  });
  const files = [...Map.groupBy(located, ({ path }) => path).values()];
  return files.flatMap((file) => file.sort((a, b) => a.line - b.line || a.column - b.column));
}

function locateRoughly({ line = 1, column = 1 }: Place): Location {
  return { line, column, endColumn: column + 1 };
}

function mapText(
  path: string,
  readText: (path: string) => string | undefined,
): TextMap | undefined {
  const text = readText(path)?.replace(/^\uFEFF/, '');
  if (text === undefined) return undefined;
  const counter = new LineCounter();
  const map: TextMap = { lines: text.split(/\r?\n/), contents: null, counter, yaml: '', above: 0 };
  const split = path.endsWith('.md') ? splitFrontMatter(text) : { yaml: text, yamlLine: 1 };
  if (!('yaml' in split)) return map;
  try {
    map.contents = parseDocument(split.yaml, { lineCounter: counter, logLevel: 'silent' }).contents;
    map.yaml = split.yaml;
    map.above = split.yamlLine - 1;
  } catch {
    // A text that this parser cannot read still has lines.
  }
  return map;
}

function locate(map: TextMap, place: Place): Location {
  const { column = 1, words } = place;
  if (place.line !== undefined)
    return excerpt(
      map,
      place.line,
      column,
      words === undefined ? undefined : findEnd(words, column),
    );
  const value = findRange(map.contents, place.pointer ?? '', place.on ?? 'value');
  const range = value && words !== undefined ? findWords(map.yaml, value, words) : value;
  if (!range) return excerpt(map, Math.min(map.above + 1, map.lines.length), 1);
  const from = map.counter.linePos(range[0]);
  const to = map.counter.linePos(range[1]);
  const end = to.line === from.line ? to.col : undefined;
  return excerpt(map, from.line + map.above, from.col, end);
}

/** Offset at which the first line of these words ends. */
function findEnd(words: string, column: number): number {
  return column + (words.split('\n')[0]?.length ?? 0);
}

/**
 * Finds words within a value. In a text of several lines the white space between them may differ.
 */
function findWords(yaml: string, [from, to]: [number, number], words: string): [number, number] {
  const parts = words.split(/\s+/).map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const found = new RegExp(parts.join('\\s+'), 'u').exec(yaml.slice(from, to));
  if (!found) return [from, to];
  return [from + found.index, from + found.index + found[0].length];
}

function excerpt(map: TextMap, line: number, column: number, end?: number): Location {
  const text = (map.lines[line - 1] ?? '').slice(0, longestExcerpt);
  const last = end ?? Math.max(column + 1, text.trimEnd().length + 1);
  return { line, column, endColumn: Math.max(last, column + 1), excerpt: text };
}

/** Finds the key or value at a JSON pointer in the text, or its nearest existing parent. */
function findRange(
  contents: Node | null,
  pointer: string,
  on: 'key' | 'value',
): [number, number] | undefined {
  let node: unknown = contents;
  let found = rangeOf(node);
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const pair = isMap(node) ? findPair(node.items, key) : undefined;
    const next = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined;
    const range = (on === 'key' && pair ? rangeOf(pair.key) : rangeOf(next)) ?? rangeOf(pair?.key);
    if (!range) return found;
    found = range;
    node = next;
  }
  // Only the first line of a list or map is shown.
  return found;
}

function findPair(items: readonly Pair[], key: string): Pair | undefined {
  return items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function rangeOf(node: unknown): [number, number] | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? [range[0], range[1]] : undefined;
}
