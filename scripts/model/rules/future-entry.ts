import { minute } from '../time/duration.ts';
import { formatInstant } from '../time/instant.ts';
import type { RegisterRule } from './rule.ts';

/** Clocks differ a little between machines. */
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
        message: `This has not happened yet: it is ${formatInstant(now)} now.`,
        help: 'Correct the instant or its offset; what is planned belongs in maintenance/ or in a task.',
      };
    }
  },
};
