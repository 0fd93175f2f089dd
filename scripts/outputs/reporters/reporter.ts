import type { Level, LocatedFinding } from '../../model/register/finding.ts';

/** Turns findings into the text of one format. */
export interface Reporter {
  name: string;
  report(findings: readonly LocatedFinding[], options: ReportOptions): string;
}

export interface ReportOptions {
  /** Path of the data root as the reader of the report knows it: `incidents`. */
  prefix: string;
  color: boolean;
  /** Number of files that were read. */
  files: number;
  version: string;
  /** Files that `--fix` changed, and how far they were delivered: printed as JSON. */
  fixed?: object;
}

export function countLevels(findings: readonly LocatedFinding[]): Record<Level, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/** Returns the path as the reader of the report knows it. */
export function namePath(prefix: string, path: string): string {
  return prefix === '' || prefix === '.' ? path : `${prefix}/${path}`;
}

/**
 * Makes a text from a record safe for a terminal or a log, on one line: control characters, which
 * could move the cursor or begin a command, and characters that are invisible or change the
 * direction of writing, are shown as text.
 */
export function showControls(text: string): string {
  return text.replaceAll(
    /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
