import { measureDowntime, measureElapsed } from './downtime.ts';
import type { RegisterKpi, Row } from './kpi.ts';

export const availability: RegisterKpi = {
  name: 'availability',
  title: 'Availability',
  unit: 'share',
  better: 'higher',
  graded: true,
  subject: 'register',
  rows(register, span, { now }) {
    const elapsed = measureElapsed(span, now);
    return [...measureDowntime(register, span, now)].map(([service, { lost, planned }]) => ({
      id: service,
      service,
      outcome: measureShare(lost, planned, elapsed),
    }));
  },
};

function measureShare(lost: number, planned: number, elapsed: number): Row['outcome'] {
  if (elapsed === 0) return { missing: 'the period has not begun' };
  if (planned === elapsed) return { excluded: 'only planned maintenance' };
  return { value: 1 - lost / (elapsed - planned) };
}
