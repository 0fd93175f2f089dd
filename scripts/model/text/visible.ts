/**
 * Characters that no record may hold, because a reader would not see what is there: controls other
 * than tab and line feed (a carriage return only before one), what takes no room, turns the reading
 * direction or is taken for a line feed by some, and halves of surrogate pairs. Reading a record
 * refuses the same; a test holds the two together.
 */
const hidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|\r(?!\n)|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/**
 * Writes every character that a record may not hold as `\u{…}`, where everybody sees it. A text that
 * says `\u{` itself has that backslash written so, and `restoreHidden` therefore gives back exactly
 * what went in.
 */
export function showHidden(text: string): string {
  return escapeHidden(text.replaceAll('\\u{', '\\u{5c}u{'));
}

/** The same for a sentence of our own that names such a text: what it says of `\u{` itself stays. */
export function escapeHidden(text: string): string {
  return text.replace(hidden, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** The text that `showHidden` was given. */
export function restoreHidden(text: string): string {
  return text.replace(/\\u\{([0-9a-f]{1,6})\}/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
