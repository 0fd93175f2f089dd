import { parseInstant } from '../time/instant.ts';
import { isTooFrequent, readRecurrence } from '../register/recurrence.ts';
import type { MaintenanceRecord, TeamRecord } from '../../../schemas/generated/records.ts';
import type { Observation } from '../register/finding.ts';
import type { DocumentRule } from './rule.ts';

/**
 * Maintenance windows and on-call overrides that end before they begin, and recurrence rules that
 * cannot be read or recur too often.
 */
export const badWindow: DocumentRule = {
  name: 'bad-window',
  level: 'error',
  scope: 'document',
  kinds: ['maintenance', 'team'],
  *check({ path, id, kind, hash, value }) {
    if (kind === 'team') {
      for (const [index, { from, to }] of listSwaps(value as TeamRecord)) {
        if (!isReversed(from, to)) continue;
        yield {
          path,
          pointer: `/rotation/overrides/${index}/to`,
          message: 'The override ends before it begins, so it has no effect.',
          help: 'Correct `from` or `to`.',
        };
      }
      return;
    }
    const record = value as MaintenanceRecord;
    const { window, rrule } = record;
    if (window && isReversed(window.start, window.end)) {
      yield {
        path,
        pointer: '/window/end',
        message: 'The window ends before it begins.',
        help: 'Correct `start` or `end`.',
      };
    }
    if (rrule === undefined) return;
    const readable = readRecurrence({ ...record, id, path, hash }) !== undefined;
    if (!readable) yield { path, pointer: '/rrule', ...explainRule(rrule) };
  },
};

function listSwaps({ rotation }: TeamRecord) {
  return (rotation?.overrides ?? []).entries();
}

function isReversed(from: string, to: string): boolean {
  const [start, end] = [parseInstant(from), parseInstant(to)];
  return start !== undefined && end !== undefined && end <= start;
}

function explainRule(rrule: string): Pick<Observation, 'message' | 'help'> {
  return isTooFrequent(rrule)
    ? {
        message: 'The work would begin more than once an hour.',
        help: 'Write one window with a longer `duration`, and name the days on which it begins: FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0',
      }
    : {
        message: `\`${rrule}\` is not a valid recurrence rule.`,
        help: 'Use the format of RFC 5545: FREQ=MONTHLY;BYDAY=1SU;BYHOUR=2;BYMINUTE=0',
      };
}
