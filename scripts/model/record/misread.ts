/**
 * Whether a text must stand in quotes in YAML, though the library that writes it would leave them out:
 * `?` before a bracket or comma is taken for a complex key, and a text of several lines that has blank
 * ones or white space at its ends does not come back from a block scalar as it was.
 */
export function isMisread(text: string): boolean {
  return /^\?[,[\]{}]/.test(text) || (text.includes('\n') && /\r|^\s|[\t ](?:\n|$)/.test(text));
}
