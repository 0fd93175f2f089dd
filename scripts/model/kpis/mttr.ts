import { measurePair, type IncidentKpi } from './kpi.ts';

export const mttr: IncidentKpi = {
  name: 'mttr',
  title: 'Mean time to resolve (MTTR)',
  unit: 'seconds',
  better: 'lower',
  statistic: 'median',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'detected', 'resolved'),
};
