import { isResolved, type IncidentKpi } from './kpi.ts';

export const firstTimeFixRate: IncidentKpi = {
  name: 'first-time-fix-rate',
  title: 'First-time-fix rate',
  unit: 'share',
  better: 'higher',
  subject: 'incident',
  measure(incident) {
    if (!isResolved(incident)) return { missing: 'not resolved' };
    const { escalations, reopened } = incident;
    return { value: escalations.length === 0 && reopened.length === 0 ? 1 : 0 };
  },
};
