/**
 * Disarms untrusted text for the log of a workflow. The runner would take a line that begins with `::`,
 * after any blanks, and `##[` anywhere in a line, for a command of ours, which could hide what follows.
 */
export function disarmLog(text: string): string {
  return text.replaceAll(/^(\s*:):/gm, '$1 :').replaceAll('##[', '## [');
}

/**
 * Disarms JSON likewise, and escapes characters that a terminal would obey or hide. It parses to the same
 * value. No line of it begins with a colon.
 */
export function disarmJson(text: string): string {
  return text
    .replaceAll('##[', String.raw`##\u005b`)
    .replaceAll(
      /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
