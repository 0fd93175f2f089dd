import { wasOverAtImport } from '../register/imported.ts';
import type { IncidentKpi } from './kpi.ts';

export const postmortemCompletion: IncidentKpi = {
  name: 'postmortem-completion',
  title: 'Postmortem completion rate',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'incident',
  measure(incident, { register }) {
    const { severity, milestones, postmortem } = incident;
    if (wasOverAtImport(incident, register.settings)) return { excluded: 'over when imported' };
    const level = register.settings.severities.find(({ id }) => id === severity);
    if (level?.postmortem !== true) return { excluded: 'no postmortem required' };
    if (milestones.resolved === undefined) return { missing: 'not resolved' };
    return { value: postmortem && postmortem.standing !== 'draft' ? 1 : 0 };
  },
};
