import type { Instant } from '../time/instant.ts';
import type { Incident } from '../register/register.ts';
import type { RegisterKpi, Row } from './kpi.ts';
import { listDetected } from './population.ts';

export const mtbf: RegisterKpi = {
  name: 'mtbf',
  title: 'Mean time between failures (MTBF)',
  unit: 'seconds',
  better: 'higher',
  subject: 'register',
  rows(register, { from, to }) {
    const begun = listDetected(register)
      .map(({ incident, at }) => ({ incident, start: findBeginning(incident) ?? at }))
      .sort((a, b) => a.start - b.start);
    // Per service: when it last recovered. An incident that is not resolved has no end yet.
    const ends = new Map<string, Instant>();
    const rows: Row[] = [];
    for (const { incident, start } of begun) {
      for (const service of new Set(incident.services)) {
        const end = ends.get(service);
        if (end !== undefined && start >= from && start < to) {
          const outcome = measureGap(end, findBeginning(incident));
          rows.push({ id: `${service}: ${incident.id}`, incident, service, outcome });
        }
        ends.set(service, Math.max(end ?? 0, incident.milestones.resolved ?? Infinity));
      }
    }
    return rows;
  },
};

function findBeginning({ milestones }: Incident): Instant | undefined {
  return milestones.started ?? milestones.detected;
}

function measureGap(end: Instant, start: Instant | undefined): Row['outcome'] {
  if (start === undefined) return { missing: 'neither `started` nor `detected`' };
  if (end === Infinity) return { excluded: 'an earlier one is not resolved' };
  if (start < end) return { excluded: 'overlaps an earlier one' };
  return { value: (start - end) / 1000 };
}
