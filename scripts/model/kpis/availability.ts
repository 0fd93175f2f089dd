import { measureDowntime, measureElapsed, type Downtime } from './downtime.ts';
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
    return [...measureDowntime(register, span, now)].map(([service, downtime]) => ({
      id: service,
      service,
      outcome: measureShare(downtime, elapsed),
    }));
  },
};

/** Calculates the share of known time that was not lost; unknown time counts as neither. */
function measureShare({ lost, planned, unknown }: Downtime, elapsed: number): Row['outcome'] {
  if (elapsed === 0) return { missing: 'the period has not begun' };
  if (planned === elapsed) return { excluded: 'only planned maintenance' };
  const known = elapsed - planned - unknown;
  const lacking = unknown > 0 && { unknown: unknown / 1000 };
  if (known === 0) return { missing: 'the effect is unknown throughout', ...lacking };
  return { value: 1 - lost / known, ...lacking };
}
