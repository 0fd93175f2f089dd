import { parseDay } from '../register/instant.ts';
import { listActions } from './actions.ts';
import type { RegisterKpi, Row } from './kpi.ts';

export const actionAge: RegisterKpi = {
  name: 'action-age',
  title: 'Age of open actions',
  unit: 'seconds',
  better: 'lower',
  subject: 'register',
  rows: (register, { to }, { now }) => {
    const at = Math.min(to, now);
    return listActions(register).flatMap(({ id, incident, since, action }): Row[] => {
      const done = action.done === undefined ? undefined : parseDay(action.done);
      if (done !== undefined && done <= at) return [];
      if (since === undefined)
        return [{ id, ...incident, outcome: { missing: 'its beginning is not known' } }];
      return since > at ? [] : [{ id, ...incident, outcome: { value: (at - since) / 1000 } }];
    });
  },
};
