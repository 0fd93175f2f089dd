import { measurePair, type IncidentKpi } from './kpi.ts';

export const mttr: IncidentKpi = {
  name: 'mttr',
  title: 'Time to resolve',
  unit: 'seconds',
  better: 'lower',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'detected', 'resolved'),
};
