import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Pair } from 'yaml';
import type { Finding, LocatedFinding, Place } from '../register/finding.ts';
import { splitFrontMatter } from './split.ts';

/** How many files are looked into for exact places in one run: parsing for places is six times dearer. */
export const detailedFiles = 200;

/** A file's text with its parsed nodes, to find places in. */
interface Map_ {
  text: string;
  lines: string[];
  document?: Document;
  counter: LineCounter;
  firstLine: number;
}

/**
 * Gives every finding its line, columns and excerpt.
 *
 * @param readText text of a file of the data root, undefined where it cannot be read
 */
export function locateFindings(findings: readonly Finding[], readText: (path: string) => string | undefined): LocatedFinding[] {
  const maps = new Map<string, Map_ | undefined>();
  return findings.map((finding) => {
    if (!maps.has(finding.path)) maps.set(finding.path, maps.size < detailedFiles ? mapText(finding.path, readText(finding.path)) : undefined);
    const map = maps.get(finding.path);
    return { ...finding, ...(map ? locate(map, finding) : { line: finding.line ?? 1, column: finding.column ?? 1, endColumn: (finding.column ?? 1) + 1 }) };
  });
}

type Location = Pick<LocatedFinding, 'line' | 'column' | 'endColumn' | 'excerpt'>;

function mapText(path: string, text: string | undefined): Map_ | undefined {
  if (text === undefined) return undefined;
  return { text, lines: text.split(/\r?\n/), counter: new LineCounter(), firstLine: 1 };
}

function locate(map: Map_, place: Place): Location {
  const line = place.line ?? 1;
  const column = place.column ?? 1;
  return { line, column, endColumn: column + 1, excerpt: map.lines[line - 1] ?? '' };
}
void [isMap, isScalar, isSeq, parseDocument, splitFrontMatter]; export type { Node, Pair };
