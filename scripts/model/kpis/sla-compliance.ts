import { evaluateClocks } from '../sla/evaluate.ts';
import { readTargets } from '../sla/targets.ts';
import { findDetection } from './population.ts';
import type { RegisterKpi, Row } from './kpi.ts';

/** Targets for the incident itself. Those for the time after it are KPIs of their own. */
const counted: readonly string[] = ['acknowledge', 'update', 'mitigate', 'resolve'];

export const slaCompliance: RegisterKpi = {
  name: 'sla-compliance',
  title: 'SLA compliance',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'register',
  rows(register, { from, to }, { now }) {
    const targets = readTargets(register, now);
    return [...register.incidents.values()].flatMap((incident): Row[] => {
      const at = findDetection(incident);
      if (at === undefined || at < from || at >= to) return [];
      return evaluateClocks(incident, targets, now)
        .filter(({ kind }) => counted.includes(kind))
        .map(({ key, state, reason }) => ({
          id: `${incident.id}/${key}`,
          incident,
          outcome:
            state === 'met'
              ? { value: 1 }
              : state === 'breached'
                ? { value: 0 }
                : state === 'not-applicable'
                  ? { excluded: reason ?? 'no target' }
                  : { missing: 'not decided yet' },
        }));
    });
  },
};
