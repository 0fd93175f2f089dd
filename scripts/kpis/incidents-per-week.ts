import { week } from '../register/duration.ts';
import { listDetected } from './population.ts';
import type { RegisterKpi } from './kpi.ts';

export const incidentsPerWeek: RegisterKpi = {
  name: 'incidents-per-week',
  title: 'Incidents per week',
  unit: 'count',
  better: 'lower',
  subject: 'register',
  rows(register, { from, to }) {
    // A row a week of the period, the last one only where it is whole: a week begun would look quiet.
    const detected = listDetected(register);
    const count = Math.floor((to - from) / week);
    const values = new Array<number>(count).fill(0);
    for (const { at } of detected) {
      const index = Math.floor((at - from) / week);
      if (at >= from && index < count) values[index] = (values[index] ?? 0) + 1;
    }
    return values.map((value, index) => ({ id: `week ${index + 1}`, outcome: { value } }));
  },
};
