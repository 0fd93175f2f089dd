import { measurePair, type IncidentKpi } from './kpi.ts';

export const mttm: IncidentKpi = {
  name: 'mttm',
  title: 'Mean time to mitigate (MTTM)',
  unit: 'seconds',
  better: 'lower',
  statistic: 'median',
  subject: 'incident',
  measure: (incident) => measurePair(incident, 'started', 'mitigated'),
};
