import { findWords, listPassages } from '../prose/passages.ts';
import { gatherOmissions, gatherPhrases, seekPhrases } from '../prose/phrase.ts';
import type { DocumentRule } from './rule.ts';

const find = seekPhrases({ phrases: gatherPhrases(({ blame }) => blame) }, ...gatherOmissions());

/** Words that end the search for causes at a person. */
export const blame: DocumentRule = {
  name: 'blame',
  level: 'warning',
  scope: 'document',
  about: 'prose',
  // Nobody should weigh words in the log while it burns.
  kinds: ['incident', 'postmortem', 'problem', 'report'],
  *check(document) {
    for (const passage of listPassages(document)) {
      // What an incident's own text tells is what went on; why it did is told in the postmortem.
      if (document.kind === 'incident' && passage.field === 'body') continue;
      for (const { words, place } of findWords(passage, find)) {
        yield {
          ...place,
          message: `\`${words}\` looks for a person to blame.`,
          help: 'Say what made it easy to do, reasonable at the time, or hard to notice.',
        };
      }
    }
  },
};
