import { showHidden } from './visible.ts';

/**
 * Puts a text on one line with every character shown, and cuts it at a word if it is longer than
 * `length`.
 */
export function shorten(text: string, length: number): string {
  return shortenShown(showHidden(text), length);
}

/** Cuts a text whose characters are already shown: an escape shown twice would be escaped. */
export function shortenShown(text: string, length: number): string {
  const line = joinShown(text);
  if (line.length <= length) return line;
  const start = line.slice(0, length - 1);
  const words = start.replace(/\s+\S*$/, '');
  // A text without spaces is cut anywhere but inside a surrogate pair.
  const cut = words.length > length / 2 ? words : start.replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
}

/**
 * Puts a text on one line, with every character shown. Everything except line ends stays as it is.
 */
export function joinLines(text: string): string {
  return joinShown(showHidden(text));
}

function joinShown(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').trim();
}

/**
 * Splits a text into parts of at most `length` that together are the text; none ends inside a
 * surrogate pair or a CR LF.
 */
export function split(text: string, length: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > length) {
    const piece = text.slice(from, from + length);
    const end = piece.lastIndexOf('\n') + 1;
    const size = end > length / 2 ? end : piece.replace(/[\ud800-\udbff\r]$/, '').length;
    parts.push(text.slice(from, from + size));
    from += size;
  }
  return [...parts, text.slice(from)];
}

/** Returns the address if a record may link to it. */
export function keepAddress(address: string | undefined): string | undefined {
  return address !== undefined &&
    /^https?:\/\/[!-~]{1,1900}$/i.test(address) &&
    URL.canParse(address)
    ? address
    : undefined;
}
