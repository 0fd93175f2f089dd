import { findWords, listPassages } from '../prose/passages.ts';
import { gatherOmissions, gatherPhrases, seekPhrases } from '../prose/phrase.ts';
import type { Observation, Place } from '../register/finding.ts';
import type { DocumentRule } from './rule.ts';

const find = seekPhrases({ phrases: gatherPhrases(({ blame }) => blame) }, ...gatherOmissions());
/**
 * After a person's name these phrases blame; after anything else they describe what a machine did.
 */
const findOmissions = seekPhrases({ phrases: gatherPhrases(({ omissions }) => omissions) });
/** Finds any of these phrases. Nearly every text holds none, so one scan rules most texts out. */
const findAny = seekPhrases({
  phrases: gatherPhrases(({ blame, omissions }) => [...blame, ...omissions]),
});

/** Phrases that end the search for causes at a person. */
export const blame: DocumentRule = {
  name: 'blame',
  level: 'warning',
  scope: 'document',
  about: 'prose',
  // Nobody should have to weigh words in the timeline during an incident.
  kinds: ['incident', 'postmortem', 'problem', 'report'],
  *check(document) {
    for (const passage of listPassages(document)) {
      // An incident's own text describes what happened; the postmortem explains why.
      if (document.kind === 'incident' && passage.field === 'body') continue;
      if (findAny(passage.text).length === 0) continue;
      for (const { words, place } of findWords(passage, find)) yield describe(words, place);
      for (const { words, place, before } of findWords(passage, findOmissions, true)) {
        // In a field, a place is found by its words, and the first `failed to` may be a machine's.
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
    message: `\`${words}\` blames a person.`,
    help: 'Describe what made it easy to do, reasonable at the time, or hard to notice.',
  };
}
