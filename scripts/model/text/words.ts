import { showHidden } from './visible.ts';

/** A text on one line with every character shown, cut at a word where it is longer than `length`. */
export function shorten(text: string, length: number): string {
  return shortenShown(showHidden(text), length);
}

/** The same for a text whose characters are shown already: shown twice, an escape would be escaped. */
export function shortenShown(text: string, length: number): string {
  const line = joinShown(text);
  if (line.length <= length) return line;
  const start = line.slice(0, length - 1);
  const words = start.replace(/\s+\S*$/, '');
  // A text without spaces is cut anywhere but inside a surrogate pair.
  const cut = words.length > length / 2 ? words : start.replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
}

/** A text on one line, with every character shown. What is no line end stays as it is. */
export function joinLines(text: string): string {
  return joinShown(showHidden(text));
}

function joinShown(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').trim();
}

/** A text in parts of at most `length`, so that together they are the text; none ends inside a surrogate pair or a CR LF. */
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

/** The address where it is one that a record may link to. */
export function keepAddress(address: string | undefined): string | undefined {
  return address !== undefined &&
    /^https?:\/\/[!-~]{1,1900}$/i.test(address) &&
    URL.canParse(address)
    ? address
    : undefined;
}
