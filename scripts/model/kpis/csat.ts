import { isOnScale } from '../register/scale.ts';
import type { IncidentKpi } from './kpi.ts';

export const csat: IncidentKpi = {
  name: 'csat',
  title: 'Customer satisfaction (CSAT)',
  unit: 'score',
  better: 'higher',
  statistic: 'mean',
  subject: 'incident',
  measure({ csat }) {
    if (csat.length === 0) return { missing: 'nobody was asked' };
    const answers = csat.filter(isOnScale);
    const weight = answers.reduce((sum, { responses }) => sum + responses, 0);
    if (weight === 0) return { missing: 'no score is within its scale' };
    const sum = answers.reduce(
      (total, { score, of, responses }) => total + normalise(score, of) * responses,
      0,
    );
    return { value: sum / weight, weight };
  },
};

/** A scale begins at 1: 1 of 5 is 0 %, 5 of 5 is 100 %. */
function normalise(score: number, of: number): number {
  return (score - 1) / (of - 1);
}
