/** Part of a text to be replaced, from one offset up to another. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

/** Applies splices that do not overlap. Every byte outside them stays as it is. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, text: piece } of [...splices].sort((a, b) => a.from - b.from)) {
    if (from < at) throw new Error('Two edits overlap. This is a bug in Sitrep.');
    result += text.slice(at, from) + piece;
    at = to;
  }
  return result + text.slice(at);
}
