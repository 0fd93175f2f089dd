import { findCompletion } from '../register/approval.ts';
import type { IncidentKpi } from './kpi.ts';

export const postmortemDelay: IncidentKpi = {
  name: 'postmortem-delay',
  title: 'Time to postmortem approval',
  unit: 'seconds',
  better: 'lower',
  statistic: 'median',
  subject: 'incident',
  measure(incident, { register }) {
    if (!incident.postmortem) return { excluded: 'no postmortem' };
    const approved = findCompletion(incident, register);
    if (approved === undefined) return { missing: 'not approved' };
    const { resolved } = incident.milestones;
    if (resolved === undefined) return { missing: 'not resolved' };
    return { value: Math.max(0, approved - resolved) / 1000 };
  },
};
