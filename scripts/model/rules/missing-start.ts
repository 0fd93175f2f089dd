import type { RecordRule } from './rule.ts';

/** Incidents that are over and do not say when they began. */
export const missingStart: RecordRule = {
  name: 'missing-start',
  level: 'warning',
  scope: 'record',
  *check({ incident, record, log }) {
    const { kind, status, milestones } = incident;
    const isOver = status === 'resolved' || status === 'closed';
    if (kind !== 'incident' || !isOver || milestones.started !== undefined) return;
    yield {
      path: log[0]?.path ?? record.path,
      pointer: log[0]?.pointer ?? '',
      message: `The incident is ${status}, but no \`started\` entry says when it began.`,
      help: 'Add a `started` entry with the time when it began. Durations are measured from there.',
    };
  },
};
