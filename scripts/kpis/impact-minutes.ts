import { measureDowntime } from './downtime.ts';
import type { RegisterKpi } from './kpi.ts';

export const impactMinutes: RegisterKpi = {
  name: 'impact-minutes',
  title: 'Time affected',
  unit: 'seconds',
  better: 'lower',
  subject: 'register',
  rows: (register, span, { now }) =>
    [...measureDowntime(register, span, now)].map(([service, { affected }]) => ({
      id: service,
      service,
      outcome: { value: affected / 1000 },
    })),
};
