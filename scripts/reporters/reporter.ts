import type { Level, LocatedFinding } from '../register/finding.ts';

/** Turns findings into the text of one format. */
export interface Reporter {
  name: string;
  report(findings: readonly LocatedFinding[], options: ReportOptions): string;
}

export interface ReportOptions {
  /** Path of the data root as the reader of the report knows it: `incidents`. */
  prefix: string;
  color: boolean;
  /** Files that were read. */
  files: number;
  version: string;
}

export function countLevels(findings: readonly LocatedFinding[]): Record<Level, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/** The path as the reader of the report knows it. */
export function namePath(prefix: string, path: string): string {
  return prefix === '' || prefix === '.' ? path : `${prefix}/${path}`;
}

/**
 * Makes a text from a record harmless for a terminal or a log: control characters, which could move
 * the cursor or begin a command, are shown instead of sent.
 */
export function showControls(text: string): string {
  return text.replaceAll(
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
