import { findWords, listFields } from '../prose/passages.ts';
import { compilePhrases, gatherPhrases, seekPhrases, type FindPhrases } from '../prose/phrase.ts';
import type { PostmortemRecord, ProblemRecord } from '../../../schemas/generated/records.ts';
import type { DocumentRule } from './rule.ts';

const faults = [
  {
    find: seekBeginning(gatherPhrases(({ vague }) => vague.begins)),
    message: 'cannot be completed',
    help: 'Begin with what will be made, changed or removed: “Alert when …”, “Limit …”, “Write …”.',
  },
  {
    find: seekPhrases({ phrases: gatherPhrases(({ vague }) => vague.undoable) }),
    message: 'asks people to change themselves',
    help: 'Change their surroundings: a check, a limit, a default, an alert.',
  },
  {
    find: seekPhrases({ phrases: gatherPhrases(({ vague }) => vague.unspecific) }),
    message: 'does not name a system',
    help: 'Name the system and what will be different about it, ideally with a number.',
  },
  {
    find: seekPhrases({ phrases: gatherPhrases(({ vague }) => vague.unbounded) }),
    message: 'never ends',
    help: 'Describe how to tell that it is done.',
  },
];

/** Action items that are not actionable, specific or bounded. Completed ones are ignored. */
export const vagueAction: DocumentRule = {
  name: 'vague-action',
  level: 'warning',
  scope: 'document',
  about: 'prose',
  kinds: ['postmortem', 'problem'],
  *check({ path, value }) {
    const { actions = [] } = value as PostmortemRecord | ProblemRecord;
    for (const [index, { title, done }] of actions.entries()) {
      if (done !== undefined) continue;
      const pointer = `/actions/${index}/title`;
      const [passage] = listFields(path, title, pointer, 'title');
      if (!passage) continue;
      if (!title.trim().includes(' ')) {
        yield { path, pointer, message: 'One word is not an action.', help: faults[0]?.help ?? '' };
        continue;
      }
      // A number makes a title specific and bounded.
      const judged = /\d/.test(title) ? faults.slice(0, 2) : faults;
      for (const { find, message, help } of judged) {
        const [found] = findWords(passage, find);
        if (!found) continue;
        yield { ...found.place, message: `\`${found.words.trim()}\` ${message}.`, help };
        break;
      }
    }
  },
};

function seekBeginning(phrases: readonly string[]): FindPhrases {
  const pattern = new RegExp(`^${compilePhrases(phrases)}`, 'giu');
  return (text) => [...text.matchAll(pattern)];
}
