import { measurePair, type IncidentKpi } from './kpi.ts';

export const mtti: IncidentKpi = {
  name: 'mtti',
  title: 'Mean time to identify (MTTI)',
  unit: 'seconds',
  better: 'lower',
  statistic: 'median',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'started', 'detected'),
};
