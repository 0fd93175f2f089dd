/**
 * Characters that no record may contain, because a reader would not see them: controls other than
 * tab and line feed (a carriage return only before one), zero-width characters, marks that change
 * the direction of writing, unusual line separators, and halves of surrogate pairs. Reading a
 * record rejects the same characters; a test compares the two.
 */
const hidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|\r(?!\n)|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/**
 * Writes every character that a record may not contain as a visible `\u{…}`. In a text that
 * contains `\u{` itself, the backslash is also escaped, so that `restoreHidden` returns exactly the
 * original.
 */
export function showHidden(text: string): string {
  return escapeHidden(text.replaceAll('\\u{', '\\u{5c}u{'));
}

/** Does the same for a sentence of our own that quotes such a text; an existing `\u{` stays. */
export function escapeHidden(text: string): string {
  return text.replace(hidden, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Restores the text that `showHidden` was given. */
export function restoreHidden(text: string): string {
  return text.replace(/\\u\{([0-9a-f]{1,6})\}/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
