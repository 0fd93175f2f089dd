import { listActions, type Item } from './actions.ts';
import type { RegisterKpi, Row, Span } from './kpi.ts';
import { dayOf } from './period.ts';
import { findDetection } from './population.ts';

export const actionClosure: RegisterKpi = {
  name: 'action-closure',
  title: 'Action items closed on time',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'register',
  rows(register, span, { now }) {
    const { timezone } = register.settings.organisation;
    const [first, last] = [dayOf(span.from, timezone), dayOf(span.to - 1, timezone)];
    const today = dayOf(now, timezone);
    return listActions(register).flatMap((item): Row[] => {
      const { id, incident, action } = item;
      const { due, done } = action;
      if (due === undefined) {
        return mayBelong(item, span)
          ? [{ id, ...incident, outcome: { missing: 'no due date' } }]
          : [];
      }
      // Days are compared as written: an action is due on a day, not at an instant.
      if (due < first || due > last) return [];
      if (done === undefined && due >= today)
        return [{ id, ...incident, outcome: { missing: 'not due yet' } }];
      return [{ id, ...incident, outcome: { value: done !== undefined && done <= due ? 1 : 0 } }];
    });
  },
};

/**
 * An action without a due date belongs to the period of its incident; one of a problem could belong
 * to any period.
 */
function mayBelong({ incident: { incident } }: Item, { from, to }: Span): boolean {
  const at = incident && findDetection(incident);
  return at === undefined || (at >= from && at < to);
}
