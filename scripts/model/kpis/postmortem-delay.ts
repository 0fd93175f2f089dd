import { parseInstant } from '../time/instant.ts';
import type { IncidentKpi } from './kpi.ts';

export const postmortemDelay: IncidentKpi = {
  name: 'postmortem-delay',
  title: 'Time to postmortem approval',
  unit: 'seconds',
  better: 'lower',
  subject: 'incident',
  measure({ milestones, postmortem }) {
    if (!postmortem) return { excluded: 'no postmortem' };
    const { resolved } = milestones;
    const approvals = (postmortem.approvals ?? [])
      .map(({ at }) => parseInstant(at))
      .filter((at) => at !== undefined);
    if (postmortem.standing !== 'approved' || approvals.length === 0)
      return { missing: 'not approved' };
    if (resolved === undefined) return { missing: 'not resolved' };
    return { value: Math.max(0, Math.max(...approvals) - resolved) / 1000 };
  },
};
