import { measurePair, type IncidentKpi } from './kpi.ts';

export const mtta: IncidentKpi = {
  name: 'mtta',
  title: 'Response time',
  unit: 'seconds',
  better: 'lower',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'detected', 'acknowledged'),
};
