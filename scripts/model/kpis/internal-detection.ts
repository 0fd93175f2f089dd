import type { IncidentKpi } from './kpi.ts';

export const internalDetection: IncidentKpi = {
  name: 'internal-detection',
  title: 'Internal detection rate',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'incident',
  measure: ({ channel }) => ({ value: channel === 'monitoring' || channel === 'internal' ? 1 : 0 }),
};
