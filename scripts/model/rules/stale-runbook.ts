import { parseDuration } from '../time/duration.ts';
import { formatDay, parseDay } from '../time/instant.ts';
import type { RegisterRule } from './rule.ts';

/** Runbooks whose review is overdue. */
export const staleRunbook: RegisterRule = {
  name: 'stale-runbook',
  level: 'warning',
  scope: 'register',
  *check({ runbooks }, now) {
    for (const { path, reviewed, review_every } of runbooks.values()) {
      const [last, every] = [parseDay(reviewed), parseDuration(review_every)];
      if (last === undefined || every === undefined || last + every >= now) continue;
      yield {
        path,
        pointer: '/reviewed',
        message: `The review was due on ${formatDay(last + every)}.`,
        help: 'Go through the steps, correct them, and set `reviewed` to the day of the review.',
      };
    }
  },
};
