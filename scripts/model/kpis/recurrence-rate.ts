import type { IncidentKpi } from './kpi.ts';

export const recurrenceRate: IncidentKpi = {
  name: 'recurrence-rate',
  title: 'Recurrence rate',
  unit: 'share',
  better: 'lower',
  statistic: 'share',
  subject: 'incident',
  measure: ({ id, problem }, { firstOfProblem }) => ({
    value: problem !== undefined && firstOfProblem.get(problem) !== id ? 1 : 0,
  }),
};
