import type { RegisterKpi } from './kpi.ts';
import { listWeeks } from './period.ts';
import { listDetected } from './population.ts';

export const incidentsPerWeek: RegisterKpi = {
  name: 'incidents-per-week',
  title: 'Incidents per week',
  unit: 'count',
  better: 'lower',
  statistic: 'rate',
  subject: 'register',
  rows(register, { from, to }, { now }) {
    const until = Math.min(to, now);
    if (until <= from) return [];
    const weeks = listWeeks({ from, to: until }, register.settings.organisation.timezone);
    const rest = weeks.at(-1)?.to ?? from;
    const parts = rest < until ? [...weeks, { from: rest, to: until }] : weeks;
    const detected = listDetected(register).filter(({ at }) => at >= from);
    let next = 0;
    return parts.map((part, index) => {
      const first = next;
      while ((detected[next]?.at ?? Infinity) < part.to) next++;
      return {
        id: index < weeks.length ? `week ${index + 1}` : `part of week ${index + 1}`,
        outcome: { events: next - first, exposure: (part.to - part.from) / 1000 },
      };
    });
  },
};
