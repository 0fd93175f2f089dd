/**
 * Characters that no record may hold, because they make it read otherwise than it is: controls other
 * than tab and line feed (a carriage return only before one), bidirectional and zero-width
 * characters, the separators that some parsers take for line feeds, and halves of surrogate pairs.
 */
const hidden =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- that is what it is for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\r(?!\n)|\p{Cs}/gu;

/**
 * Writes every character that a record may not hold as `\u{…}`, where everybody sees it. A text that
 * says `\u{` itself has that backslash written so, and `restoreHidden` therefore gives back exactly
 * what went in.
 */
export function showHidden(text: string): string {
  return text.replaceAll('\\u{', '\\u{5c}u{').replace(hidden, escapeCharacter);
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
