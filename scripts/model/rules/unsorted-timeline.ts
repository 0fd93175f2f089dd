import { parseInstant } from '../time/instant.ts';
import type { Timeline } from '../../../schemas/generated/records.ts';
import type { DocumentRule } from './rule.ts';

/** Timelines that are not in chronological order. */
export const unsortedTimeline: DocumentRule = {
  name: 'unsorted-timeline',
  level: 'warning',
  scope: 'document',
  kinds: ['timeline'],
  *check({ path, value }) {
    let latest = -Infinity;
    for (const [index, { at }] of (value as Timeline).entries()) {
      const instant = parseInstant(at) ?? latest;
      if (instant < latest) {
        yield {
          path,
          pointer: `/${index}/at`,
          message: 'This entry is earlier than one above it.',
          help: 'Run `sitrep validate --fix` to sort the entries. If it cannot, move this one up by hand.',
        };
        // One finding is enough: the fix is the same for all.
        return;
      }
      latest = instant;
    }
  },
};
