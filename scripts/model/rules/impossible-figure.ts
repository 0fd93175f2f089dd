import type { IncidentRecord } from '../../../schemas/generated/records.ts';
import { isOnScale } from '../register/scale.ts';
import type { DocumentRule } from './rule.ts';

/**
 * Figures that contradict each other: a score outside its scale, or more customers affected than
 * exist.
 */
export const impossibleFigure: DocumentRule = {
  name: 'impossible-figure',
  level: 'error',
  scope: 'document',
  kinds: ['incident'],
  *check({ path, value }) {
    const { csat = [], customers } = value as IncidentRecord;
    for (const [index, answer] of csat.entries()) {
      if (isOnScale(answer)) continue;
      yield {
        path,
        pointer: `/csat/${index}/score`,
        message: `The score ${answer.score} is outside its scale of 1 to ${answer.of}.`,
        help: 'Correct the score, or the top of the scale in `of`. Until then the score is not counted.',
      };
    }
    if (customers?.of !== undefined && customers.affected > customers.of) {
      yield {
        path,
        pointer: '/customers/affected',
        message: `${customers.affected} customers were affected, but there were only ${customers.of}.`,
        help: 'Correct one of the two: `of` counts all customers who were active during that time.',
      };
    }
  },
};
