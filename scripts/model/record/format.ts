import { Document, isScalar, visit } from 'yaml';
import { isMisread } from './misread.ts';

/**
 * Writes a value as the YAML of a record. Texts of several words become block scalars, so that a
 * diff shows which words changed; texts that a block scalar cannot hold are quoted.
 */
export function formatYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { key, value: node }) {
      if (!isScalar(key) || key.value !== 'note' || !isScalar(node)) return;
      if (typeof node.value === 'string') node.type = chooseStyle(node.value);
    },
    Scalar(_, node) {
      if (node.type !== undefined || typeof node.value !== 'string') return;
      if (isMisread(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({
    lineWidth: 0,
    blockQuote: 'literal',
    // A quoted text stays on one line, with its line feeds as `\n`.
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

/**
 * Returns true if a text must be quoted. A block scalar only has line feeds as line ends, takes its
 * indentation from its first line, hides white space at line ends, and keeps blank lines, of which
 * front matter allows few in a row.
 */
function chooseStyle(text: string): 'BLOCK_LITERAL' | 'QUOTE_DOUBLE' {
  return /\r|^\s|[\t ](?:\n|$)|\n$|\n{20}/u.test(text) ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL';
}

/** Writes a Markdown record: front matter and body. */
export function formatMarkdown(value: unknown, body: string): string {
  return `---\n${formatYaml(value)}---\n${body === '' ? '' : `\n${body}\n`}`;
}

/** Returns the number of UTF-8 bytes of a text. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
