/**
 * Returns true if a text needs quotes in YAML that the library would leave out: `?` before a
 * bracket or comma is read as a complex key, and a text of several lines with blank ones or white
 * space at its ends does not survive a block scalar.
 */
export function isMisread(text: string): boolean {
  return /^\?[,[\]{}]/.test(text) || (text.includes('\n') && /\r|^\s|[\t ](?:\n|$)/.test(text));
}
