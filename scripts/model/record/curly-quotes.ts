import type { Finding } from '../register/finding.ts';
import { quoteYaml } from './explain-lines.ts';
import { removeCurlyQuotes } from './trade-words.ts';

/** A heading that begins with a curly quote. A note may well be a quotation. */
const heading = /^(?<before> *(?:- +)?(?<key>title|summary|name): +)(?<text>[“”„‟‘’‚‛].*)$/gmu;

/**
 * Reports headings in curly quotes, as word processors write them: YAML takes them as part of the text.
 *
 * @param firstLine line of the file on which the text begins
 */
export function findCurlyQuotes(yaml: string, path: string, firstLine: number): Finding[] {
  return [...yaml.matchAll(heading)].flatMap(({ index, groups = {} }): Finding[] => {
    const { before = '', key = '', text = '' } = groups;
    const plain = removeCurlyQuotes(text.trim());
    if (plain === text.trim()) return [];
    const quoted = quoteYaml(plain);
    return [
      {
        rule: 'curly-quotes',
        level: 'warning',
        path,
        line: yaml.slice(0, index).split('\n').length + firstLine - 1,
        column: before.length + 1,
        words: text.trim(),
        message: 'The curly quotes are part of the text, because YAML knows only straight ones.',
        help: quoted === undefined ? 'Use straight quotes.' : `Write \`${key}: ${quoted}\`.`,
      },
    ];
  });
}
