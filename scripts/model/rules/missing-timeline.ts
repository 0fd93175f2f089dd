import type { RecordRule } from './rule.ts';

/** Incidents without a timeline entry. */
export const missingTimeline: RecordRule = {
  name: 'missing-timeline',
  level: 'error',
  scope: 'record',
  *check({ record, log }) {
    if (log.length > 0) return;
    yield {
      path: record.path,
      message: 'The incident has no timeline, so its times and status are unknown.',
      help: 'Add timeline.yaml with at least a `detected` entry.',
    };
  },
};
