import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Finding } from '../register/finding.ts';

const require = createRequire(import.meta.url);

/** A `#` directly followed by a character, at which an unquoted text would end. */
const suspect = /[ \t]#[^\s#]/;

/** Fields that hold prose. After an id or a time, `#` begins an intended comment. */
const written =
  /^(?:description|detection|five_whys|got_lucky|name|note|reason|root_causes?|summary|title|trigger|went_\w+|workaround)$/;

/**
 * Reports a text cut off at ` #`, as in `title: Outage like #12`: YAML takes the rest as a comment,
 * so the record says less than its author wrote. A real comment has a space after the sign.
 *
 * @param yaml text that has been parsed before
 * @param firstLine line of the file on which the text begins
 */
export function findCutTexts(yaml: string, path: string, firstLine: number): Finding[] {
  if (!suspect.test(yaml)) return [];
  // Loaded on demand: few commands need it, and it would slow the start of every other.
  const { isPair, isScalar, LineCounter, parseDocument, visit } = require('yaml') as typeof Yaml;
  const counter = new LineCounter();
  const findings: Finding[] = [];
  visit(parseDocument(yaml, { lineCounter: counter, logLevel: 'silent' }), {
    Scalar(_, { type, value, comment, range }, above) {
      if (type !== 'PLAIN' || typeof value !== 'string' || !range) return;
      if (comment === undefined || comment === null || /^\s/.test(comment)) return;
      const key = above.findLast((node) => isPair(node))?.key;
      if (!isScalar(key) || !written.test(String(key.value))) return;
      const { line, col } = counter.linePos(yaml.indexOf('#', range[1]));
      findings.push({
        rule: 'cut-text',
        level: 'warning',
        path,
        line: line + firstLine - 1,
        column: col,
        message: `The text is cut off: YAML takes \`#${comment.slice(0, 40)}\` as a comment.`,
        help: 'Put the text in quotes. If it is a comment, put a space after the `#`.',
      });
    },
  });
  return findings;
}
