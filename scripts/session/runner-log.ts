/**
 * Text of others for the log of a workflow. The runner takes a line that begins with `::`, whatever
 * blanks stand before it, and `##[` anywhere in one, for a command of ours: it could hide what follows.
 */
export function disarmLog(text: string): string {
  return text.replaceAll(/^(\s*:):/gm, '$1 :').replaceAll('##[', '## [');
}

/** The same for JSON, which says the same afterwards. No line of it begins with a colon. */
export function disarmJson(text: string): string {
  return text.replaceAll('##[', String.raw`##\u005b`);
}
