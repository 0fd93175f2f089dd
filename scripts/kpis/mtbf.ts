import type { RegisterKpi } from './kpi.ts';
import { listDetected } from './population.ts';

export const mtbf: RegisterKpi = {
  name: 'mtbf',
  title: 'Time between failures',
  unit: 'seconds',
  better: 'higher',
  subject: 'register',
  rows(register, { from, to }) {
    const rows: ReturnType<RegisterKpi['rows']> = [];
    // Per service: from the end of one incident to the start of the next one in the period.
    for (const service of register.services.keys()) {
      let end: number | undefined;
      for (const { incident } of listDetected(register)) {
        if (!incident.services.includes(service)) continue;
        const start = incident.milestones.started ?? incident.milestones.detected;
        const { resolved } = incident.milestones;
        if (start !== undefined && end !== undefined && start >= from && start < to) {
          const outcome =
            start >= end
              ? { value: (start - end) / 1000 }
              : { excluded: 'overlaps the one before' };
          rows.push({ id: `${service}: ${incident.id}`, incident, service, outcome });
        }
        if (resolved !== undefined) end = Math.max(end ?? 0, resolved);
      }
    }
    return rows;
  },
};
