import { Document, isScalar, visit } from 'yaml';
import { isMisread } from './misread.ts';

/**
 * Writes a value as the YAML of a record. Texts of several words stand in block scalars as they are,
 * so that a diff shows the words that changed; whatever a block scalar cannot hold is quoted.
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
 * A block scalar ends its lines with line feeds alone, tells its indentation by its first line, hides
 * white space at line ends, and shows blank lines as they are, of which front matter bears few
 * together: texts for which that matters are quoted.
 */
function chooseStyle(text: string): 'BLOCK_LITERAL' | 'QUOTE_DOUBLE' {
  return /\r|^\s|[\t ](?:\n|$)|\n$|\n{20}/u.test(text) ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL';
}

/** Writes a Markdown record: front matter and body. */
export function formatMarkdown(value: unknown, body: string): string {
  return `---\n${formatYaml(value)}---\n${body === '' ? '' : `\n${body}\n`}`;
}

/** Bytes of a text in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
