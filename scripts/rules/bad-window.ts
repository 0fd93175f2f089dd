import { parseInstant } from '../register/instant.ts';
import { isTooFrequent, readRecurrence } from '../register/recurrence.ts';
import type { MaintenanceRecord } from '../register/records.ts';
import type { DocumentRule } from './rule.ts';

/** Windows that end before they begin, and recurrence rules that cannot be read or begin all the time. */
export const badWindow: DocumentRule = {
  name: 'bad-window',
  level: 'error',
  scope: 'document',
  kinds: ['maintenance'],
  *check({ path, id, hash, value }) {
    const record = value as MaintenanceRecord;
    const { window, rrule } = record;
    const [start, end] = [parseInstant(window?.start ?? ''), parseInstant(window?.end ?? '')];
    if (start !== undefined && end !== undefined && end <= start) {
      yield {
        path,
        pointer: '/window/end',
        message: 'The window ends before it begins.',
        help: 'Correct one of the two.',
      };
    }
    if (rrule !== undefined && isTooFrequent(rrule)) {
      yield {
        path,
        pointer: '/rrule',
        message: 'The work would begin more than once in an hour.',
        help: 'Make it one window with a longer `duration`, and say on which days it begins: FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0',
      };
    } else if (rrule !== undefined && !readRecurrence({ ...record, id, path, hash })) {
      yield {
        path,
        pointer: '/rrule',
        message: `\`${rrule}\` is no recurrence rule.`,
        help: 'Write it as RFC 5545 does: FREQ=MONTHLY;BYDAY=1SU;BYHOUR=2;BYMINUTE=0',
      };
    }
  },
};
