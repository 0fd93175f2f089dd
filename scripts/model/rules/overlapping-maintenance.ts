import { day } from '../time/duration.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Maintenance } from '../register/register.ts';
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
    // By service: work that may continue when the next window begins, with its end.
    const active = new Map<string, Map<Maintenance, Instant>>();
    for (const { start, end, record } of windows) {
      for (const earlier of startWork(active, record, start, end)) {
        const pair = [earlier.id, record.id].sort().join(' ');
        if (reported.has(pair)) continue;
        reported.add(pair);
        const shared = record.services.filter((id) => earlier.services.includes(id));
        yield {
          path: record.path,
          message: `It overlaps with ${earlier.id} on ${shared.join(', ')} from ${formatInstant(start)}.`,
          help: 'Move one of the two, or merge them.',
        };
      }
    }
  },
};

/** Adds a window to the active work, removes ended work, and returns other work on its services. */
function startWork(
  active: Map<string, Map<Maintenance, Instant>>,
  record: Maintenance,
  start: Instant,
  end: Instant,
): Set<Maintenance> {
  const others = new Set<Maintenance>();
  for (const service of record.services) {
    const work = active.get(service) ?? new Map<Maintenance, Instant>();
    active.set(service, work);
    for (const [other, until] of work) {
      if (until <= start) work.delete(other);
      else if (other !== record) others.add(other);
    }
    work.set(record, Math.max(end, work.get(record) ?? end));
  }
  return others;
}
