/**
 * Disarms untrusted text for the log of a workflow. The runner reads a line that begins with `::`, after
 * any blanks, and `##[` anywhere in a line as a command, which could hide the rest of the log.
 */
export function disarmLog(text: string): string {
  return text.replaceAll(/^(\s*:):/gm, '$1 :').replaceAll('##[', '## [');
}

/**
 * Disarms JSON in the same way, and escapes characters that a terminal would obey or hide. The result
 * parses to the same value. No line of JSON begins with a colon.
 */
export function disarmJson(text: string): string {
  return text
    .replaceAll('##[', String.raw`##\u005b`)
    .replaceAll(
      /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
