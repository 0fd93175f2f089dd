import { day } from '../register/duration.ts';
import { parseDay } from '../register/instant.ts';
import { listActions } from './actions.ts';
import type { RegisterKpi, Row } from './kpi.ts';

export const actionClosure: RegisterKpi = {
  name: 'action-closure',
  title: 'Actions done in time',
  unit: 'share',
  better: 'higher',
  subject: 'register',
  rows: (register, { from, to }, { now }) =>
    listActions(register).flatMap(({ id, incident, action }): Row[] => {
      const due = action.due === undefined ? undefined : parseDay(action.due);
      if (due === undefined) return [{ id, ...incident, outcome: { missing: 'no due date' } }];
      const end = due + day;
      if (end <= from || end > to) return [];
      if (end > now && action.done === undefined)
        return [{ id, ...incident, outcome: { missing: 'not due yet' } }];
      const done = action.done === undefined ? undefined : parseDay(action.done);
      return [{ id, ...incident, outcome: { value: done !== undefined && done <= due ? 1 : 0 } }];
    }),
};
