import type { RegisterKpi } from './kpi.ts';
import { listWeeks } from './period.ts';
import { listDetected } from './population.ts';

export const incidentsPerWeek: RegisterKpi = {
  name: 'incidents-per-week',
  title: 'Incidents per week',
  unit: 'count',
  better: 'lower',
  subject: 'register',
  rows(register, { from, to }, { now }) {
    // Only weeks that are over: a week that has just begun would look quiet.
    const over = { from, to: Math.min(to, now) };
    const weeks = listWeeks(over, register.settings.organisation.timezone);
    const detected = listDetected(register).filter(({ at }) => at >= from);
    let next = 0;
    return weeks.map((week, index) => {
      const first = next;
      while ((detected[next]?.at ?? Infinity) < week.to) next++;
      return { id: `week ${index + 1}`, outcome: { value: next - first } };
    });
  },
};
