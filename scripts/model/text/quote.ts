/**
 * A text of a record as GitHub shows it: on one line, without markup, without telling anybody
 * (`@name`), linking anything (`#12`) or hiding anything (`<!-- -->`).
 */
export function quoteText(text: string, longest = 500): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return (
    shorten(line, longest)
      .replaceAll(/[\\`*_{}[\]()!|~$]/g, String.raw`\$&`)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A comment between the sign and the name keeps GitHub from seeing a mention or a reference.
      .replaceAll(/[@#]|(?<=\bGH)-/gi, '$&<!-- -->')
      .replaceAll(/(https?|ftp|www)(?=[:.])/gi, '$1<!-- -->')
  );
}

/** A text of a record where no markup is read: in a title. */
export function quotePlain(text: string, longest: number): string {
  const line = text
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replaceAll(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim();
  return shorten(line, longest);
}

/** Cut without halving a character that takes two code units. */
function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
