import { findWords, listPassages } from '../prose/passages.ts';
import { gatherPhrases, seekPhrases } from '../prose/phrase.ts';
import type { DocumentRule } from './rule.ts';

const find = seekPhrases({ phrases: gatherPhrases(({ counterfactual }) => counterfactual) });

/** Sentences about what did not happen, which explain nothing of what did. */
export const counterfactual: DocumentRule = {
  name: 'counterfactual',
  level: 'warning',
  scope: 'document',
  about: 'prose',
  kinds: ['postmortem', 'problem', 'report'],
  *check(document) {
    for (const passage of listPassages(document)) {
      // Luck is what could have been.
      if (passage.field === 'got_lucky') continue;
      for (const { words, place } of findWords(passage, find)) {
        yield {
          ...place,
          message: `\`${words}\` tells what did not happen.`,
          help: 'Tell what people saw and why they did what they did; what to change is an action.',
        };
      }
    }
  },
};
