import { listActions } from './actions.ts';
import type { RegisterKpi, Row } from './kpi.ts';
import { dayOf } from './period.ts';

export const actionAge: RegisterKpi = {
  name: 'action-age',
  title: 'Age of open action items',
  unit: 'seconds',
  better: 'lower',
  statistic: 'median',
  subject: 'register',
  rows: (register, { to }, { now }) => {
    const at = Math.min(to, now);
    const last = dayOf(at - 1, register.settings.organisation.timezone);
    return listActions(register).flatMap(({ id, incident, since, action }): Row[] => {
      if (action.done !== undefined && action.done <= last) return [];
      if (since === undefined)
        return [{ id, ...incident, outcome: { missing: 'its start is unknown' } }];
      return since > at ? [] : [{ id, ...incident, outcome: { value: (at - since) / 1000 } }];
    });
  },
};
