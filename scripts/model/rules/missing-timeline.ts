import type { RecordRule } from './rule.ts';

/** Incidents of which nothing is told. */
export const missingTimeline: RecordRule = {
  name: 'missing-timeline',
  level: 'error',
  scope: 'record',
  *check({ record, log }) {
    if (log.length > 0) return;
    yield {
      path: record.path,
      message:
        'The incident has no timeline, so nothing is known of when it happened or how it stands.',
      help: 'Add timeline.yaml with at least a `detected` entry.',
    };
  },
};
