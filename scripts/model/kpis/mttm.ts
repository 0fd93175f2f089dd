import { measurePair, type IncidentKpi } from './kpi.ts';

export const mttm: IncidentKpi = {
  name: 'mttm',
  title: 'Time to mitigate',
  unit: 'seconds',
  better: 'lower',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'started', 'mitigated'),
};
