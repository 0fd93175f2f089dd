import { parseInstant } from '../time/instant.ts';
import type { Timeline } from '../../../schemas/generated/records.ts';
import type { DocumentRule } from './rule.ts';

/** A log is read from the top: its entries stand in the order in which things happened. */
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
          help: 'Run `sitrep validate --fix`, which sorts the entries; where it cannot, move this one up by hand.',
        };
        // One is enough: the fix is the same for all.
        return;
      }
      latest = instant;
    }
  },
};
