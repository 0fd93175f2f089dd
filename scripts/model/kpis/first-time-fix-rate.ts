import { isResolved, type IncidentKpi } from './kpi.ts';

export const firstTimeFixRate: IncidentKpi = {
  name: 'first-time-fix-rate',
  title: 'First-time-fix rate',
  unit: 'share',
  better: 'higher',
  statistic: 'share',
  subject: 'incident',
  describeBasis: ({ kpi }) =>
    kpi.firstTimeFix.reassignment ? 'reassignment counts' : 'reassignment does not count',
  measure(incident, { register }) {
    if (!isResolved(incident)) return { missing: 'not resolved' };
    const { escalations, reopened, reassigned } = incident;
    const { reassignment } = register.settings.kpi.firstTimeFix;
    const wasPassedOn = escalations.length > 0 || (reassignment && reassigned.length > 0);
    return { value: wasPassedOn || reopened.length > 0 ? 0 : 1 };
  },
};
