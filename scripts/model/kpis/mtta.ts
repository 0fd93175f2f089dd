import { measurePair, type IncidentKpi } from './kpi.ts';

export const mtta: IncidentKpi = {
  name: 'mtta',
  title: 'Mean time to acknowledge (MTTA)',
  unit: 'seconds',
  better: 'lower',
  statistic: 'median',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'detected', 'acknowledged'),
};
