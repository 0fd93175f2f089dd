import { measureDowntime } from './downtime.ts';
import type { RegisterKpi } from './kpi.ts';

export const availability: RegisterKpi = {
  name: 'availability',
  title: 'Availability',
  unit: 'share',
  better: 'higher',
  subject: 'register',
  rows(register, span, { now }) {
    const length = Math.min(span.to, Math.max(span.from, now)) - span.from;
    return [...measureDowntime(register, span, now)].map(([service, { lost, planned }]) => ({
      id: service,
      service,
      outcome:
        length > planned
          ? { value: 1 - lost / (length - planned) }
          : { excluded: 'nothing but planned maintenance' },
    }));
  },
};
