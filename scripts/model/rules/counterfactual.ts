import { findWords, listPassages } from '../prose/passages.ts';
import { gatherPhrases, seekPhrases } from '../prose/phrase.ts';
import type { DocumentRule } from './rule.ts';

const find = seekPhrases({ phrases: gatherPhrases(({ counterfactual }) => counterfactual) });

/** Sentences about what did not happen, which do not explain what did. */
export const counterfactual: DocumentRule = {
  name: 'counterfactual',
  level: 'warning',
  scope: 'document',
  about: 'prose',
  kinds: ['postmortem', 'problem', 'report'],
  *check(document) {
    for (const passage of listPassages(document)) {
      // Luck is about what could have happened.
      if (passage.field === 'got_lucky') continue;
      for (const { words, place } of findWords(passage, find)) {
        yield {
          ...place,
          message: `\`${words}\` describes what did not happen.`,
          help: 'Describe what people saw and why they acted as they did. Write what should change as an action item.',
        };
      }
    }
  },
};
