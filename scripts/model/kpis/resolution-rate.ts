import { isResolved, type IncidentKpi } from './kpi.ts';

export const resolutionRate: IncidentKpi = {
  name: 'resolution-rate',
  title: 'Resolution rate',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'incident',
  measure: (incident) => ({ value: isResolved(incident) ? 1 : 0 }),
};
