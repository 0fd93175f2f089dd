import type { IncidentKpi } from './kpi.ts';

export const reopenRate: IncidentKpi = {
  name: 'reopen-rate',
  title: 'Reopen rate',
  unit: 'share',
  better: 'lower',
  subject: 'incident',
  measure({ milestones, reopened }) {
    if (milestones.resolved === undefined && reopened.length === 0)
      return { missing: 'not resolved' };
    return { value: reopened.length > 0 ? 1 : 0 };
  },
};
