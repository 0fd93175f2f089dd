import type { IncidentKpi } from './kpi.ts';

export const reopenRate: IncidentKpi = {
  name: 'reopen-rate',
  title: 'Reopen rate',
  unit: 'share',
  better: 'lower',
  statistic: 'share',
  subject: 'incident',
  measure({ milestones, lapsed }) {
    // A reopening may also cancel a mitigation or a false alarm, which was never called resolved.
    const wasTakenBack = lapsed.some(({ resolved }) => resolved !== undefined);
    if (milestones.resolved === undefined && !wasTakenBack) return { missing: 'not resolved' };
    return { value: wasTakenBack ? 1 : 0 };
  },
};
