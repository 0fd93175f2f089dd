import { measureDowntime, measureElapsed, type Downtime } from './downtime.ts';
import type { RegisterKpi, Row } from './kpi.ts';
import { listDetected } from './population.ts';

export const availability: RegisterKpi = {
  name: 'availability',
  title: 'Availability',
  unit: 'share',
  better: 'higher',
  statistic: 'mean',
  subject: 'register',
  describeBasis({ kpi: { weights } }) {
    return `weights: major outage ${weights['major-outage']}, partial outage ${weights['partial-outage']}, degraded ${weights.degraded}`;
  },
  rows(register, span, { now }) {
    const elapsed = measureElapsed(span, now);
    const services = [...measureDowntime(register, span, now)].map(([service, downtime]): Row => ({
      id: service,
      service,
      outcome: measureShare(downtime, elapsed),
    }));
    const nowhere = listDetected(register)
      .filter(
        ({ incident, at }) => incident.services.length === 0 && at >= span.from && at < span.to,
      )
      .map(({ incident }): Row => ({
        id: incident.id,
        incident,
        outcome: { missing: 'an incident that names no service' },
      }));
    return [...services, ...nowhere];
  },
};

/** Calculates the share of known time that was not lost; unknown time counts as neither. */
function measureShare({ lost, planned, unknown }: Downtime, elapsed: number): Row['outcome'] {
  if (elapsed === 0) return { missing: 'the period has not begun' };
  if (planned === elapsed) return { excluded: 'only planned maintenance' };
  const known = elapsed - planned - unknown;
  const lacking = unknown > 0 && { unknown: unknown / 1000 };
  if (known === 0) return { missing: 'the effect is unknown throughout', ...lacking };
  return { value: 1 - lost / known, amount: lost / 1000, ...lacking };
}
