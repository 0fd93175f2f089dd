import { minute } from '../time/duration.ts';
import { formatInstant } from '../time/instant.ts';
import type { RegisterRule } from './rule.ts';

/** Tolerated clock difference between machines. */
const tolerance = 5 * minute;

/** Entries dated later than now. */
export const futureEntry: RegisterRule = {
  name: 'future-entry',
  level: 'error',
  scope: 'register',
  *check({ incidents }, now) {
    for (const { latest } of incidents.values()) {
      if (!latest || latest.at <= now + tolerance) continue;
      yield {
        path: latest.path,
        pointer: `${latest.pointer}/at`,
        message: `The entry is in the future: it is now ${formatInstant(now)}.`,
        help: 'Correct the time or its offset. Record planned work in maintenance/ or as a task.',
      };
    }
  },
};
