import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Finding } from '../register/finding.ts';

const require = createRequire(import.meta.url);

/** A `#` with something right behind it, at which a text that is not in quotes would end. */
const suspect = /[ \t]#[^\s#]/;

/** Fields that hold what people write; behind an id or an instant `#` begins what it seems to begin. */
const written =
  /^(?:description|detection|five_whys|got_lucky|name|note|reason|root_causes?|summary|title|trigger|went_\w+|workaround)$/;

/**
 * Says where a text ends at ` #`, as in `title: Outage like #12`: to YAML the rest is a comment, and the
 * record says less than was written. Who means a comment puts a blank behind the sign.
 *
 * @param yaml text that has been parsed before
 * @param firstLine line of the file on which it begins
 */
export function findCutTexts(yaml: string, path: string, firstLine: number): Finding[] {
  if (!suspect.test(yaml)) return [];
  // Loaded for such a text alone: few commands need it, and each would start later.
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
        message: `To YAML \`#${comment.slice(0, 40)}\` is a comment: the text ends before it.`,
        help: 'Put the text in quotes; if it is a comment, put a blank behind the `#`.',
      });
    },
  });
  return findings;
}
