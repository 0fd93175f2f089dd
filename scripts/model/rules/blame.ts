import { findWords, listPassages } from '../prose/passages.ts';
import { gatherOmissions, gatherPhrases, seekPhrases } from '../prose/phrase.ts';
import type { Observation, Place } from '../register/finding.ts';
import type { DocumentRule } from './rule.ts';

const find = seekPhrases({ phrases: gatherPhrases(({ blame }) => blame) }, ...gatherOmissions());
/** Behind a name they blame somebody; behind anything else they tell what a machine did. */
const findOmissions = seekPhrases({ phrases: gatherPhrases(({ omissions }) => omissions) });
/** Nearly every text holds none of them, and is read once to know it. */
const findAny = seekPhrases({
  phrases: gatherPhrases(({ blame, omissions }) => [...blame, ...omissions]),
});

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
      if (findAny(passage.text).length === 0) continue;
      for (const { words, place } of findWords(passage, find)) yield describe(words, place);
      for (const { words, place, before } of findWords(passage, findOmissions, true)) {
        // In a field a place is found by its words, and the first `failed to` may be a machine's.
        const own = `${before.split(' ').at(-1) ?? ''} ${words}`;
        const near = place.pointer === undefined ? place : { ...place, words: own };
        yield { ...describe(words, near), person: before };
      }
    }
  },
};

function describe(words: string, place: Place): Observation {
  return {
    ...place,
    message: `\`${words}\` looks for a person to blame.`,
    help: 'Say what made it easy to do, reasonable at the time, or hard to notice.',
  };
}
