import { measureDowntime, measureElapsed } from './downtime.ts';
import type { RegisterKpi } from './kpi.ts';

export const impactMinutes: RegisterKpi = {
  name: 'impact-minutes',
  title: 'Time affected',
  unit: 'seconds',
  better: 'lower',
  statistic: 'mean',
  subject: 'register',
  rows(register, span, { now }) {
    const isFuture = measureElapsed(span, now) === 0;
    return [...measureDowntime(register, span, now)].map(([service, { affected, unread }]) => ({
      id: service,
      service,
      outcome: isFuture
        ? { missing: 'the period has not begun' }
        : {
            value: affected / 1000,
            amount: affected / 1000,
            ...(unread > 0 && { unknown: unread / 1000 }),
          },
    }));
  },
};
