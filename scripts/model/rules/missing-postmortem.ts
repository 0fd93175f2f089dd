import { parseDuration } from '../time/duration.ts';
import { formatDay } from '../time/instant.ts';
import { wasOverAtImport } from '../register/imported.ts';
import { findPolicy } from '../register/policy.ts';
import type { RegisterRule } from './rule.ts';

/** Incidents whose severity requires a postmortem that is overdue and does not exist. */
export const missingPostmortem: RegisterRule = {
  name: 'missing-postmortem',
  level: 'error',
  scope: 'register',
  *check({ incidents, settings }, now) {
    const demanding = new Map(
      settings.severities.map(({ id, postmortem }) => [id, postmortem === true]),
    );
    for (const incident of incidents.values()) {
      const { path, kind, status, severity, milestones, postmortem } = incident;
      const { resolved, detected = resolved } = milestones;
      if (postmortem || kind !== 'incident' || severity === undefined || resolved === undefined)
        continue;
      if (wasOverAtImport(incident, settings)) continue;
      if (!['resolved', 'closed'].includes(status) || !demanding.get(severity)) continue;
      const target = findPolicy(settings, detected ?? resolved)?.targets[severity]?.postmortem;
      const length = target === undefined ? undefined : parseDuration(target);
      // Without a target there is no due date.
      if (length === undefined || resolved + length >= now) continue;
      yield {
        path: `${path}/incident.md`,
        message: `A ${severity} incident needs a postmortem; it was due on ${formatDay(resolved + length)}.`,
        help: `Write ${path}/postmortem.md.`,
      };
    }
  },
};
