import type { IncidentKpi } from './kpi.ts';

export const internalDetection: IncidentKpi = {
  name: 'internal-detection',
  title: 'Detected by ourselves',
  unit: 'share',
  better: 'higher',
  subject: 'incident',
  measure: ({ channel }) => ({ value: channel === 'monitoring' || channel === 'internal' ? 1 : 0 }),
};
