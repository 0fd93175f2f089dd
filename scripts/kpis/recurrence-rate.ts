import type { IncidentKpi } from './kpi.ts';

export const recurrenceRate: IncidentKpi = {
  name: 'recurrence-rate',
  title: 'Recurrence rate',
  unit: 'share',
  better: 'lower',
  subject: 'incident',
  measure(incident, { register }) {
    const { problem, firstAt = 0 } = incident;
    if (problem === undefined) return { value: 0 };
    for (const other of register.incidents.values()) {
      if (other.problem === problem && other !== incident && (other.firstAt ?? 0) < firstAt) {
        return { value: 1 };
      }
    }
    return { value: 0 };
  },
};
