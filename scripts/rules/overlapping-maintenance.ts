import { day } from '../register/duration.ts';
import { formatInstant } from '../register/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { RegisterRule } from './rule.ts';

/** How far ahead recurring work is checked. */
const ahead = 90 * day;

/**
 * Maintenance windows that overlap on one service. Past ones are ignored, since they cannot be
 * moved.
 */
export const overlappingMaintenance: RegisterRule = {
  name: 'overlapping-maintenance',
  level: 'warning',
  scope: 'register',
  *check({ maintenance }, now) {
    const windows = [...maintenance.values()]
      .flatMap((record) =>
        expandMaintenance(record, now, now + ahead).map((window) => ({ ...window, record })),
      )
      .sort((a, b) => a.start - b.start);
    const reported = new Set<string>();
    for (const [index, later] of windows.entries()) {
      for (const earlier of windows.slice(0, index)) {
        const shared = later.record.services.filter((id) => earlier.record.services.includes(id));
        const pair = [earlier.record.id, later.record.id].sort().join(' ');
        if (earlier.end <= later.start || shared.length === 0) continue;
        if (earlier.record === later.record || reported.has(pair)) continue;
        reported.add(pair);
        yield {
          path: later.record.path,
          message: `It overlaps with ${earlier.record.id} on ${shared.join(', ')} from ${formatInstant(later.start)}.`,
          help: 'Move one of the two, or merge them.',
        };
      }
    }
  },
};
