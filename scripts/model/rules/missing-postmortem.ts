import { parseDuration } from '../time/duration.ts';
import { formatDay } from '../time/instant.ts';
import { findPolicy } from '../register/policy.ts';
import type { RegisterRule } from './rule.ts';

/** Incidents whose severity demands a postmortem, which is past its due date and not there. */
export const missingPostmortem: RegisterRule = {
  name: 'missing-postmortem',
  level: 'error',
  scope: 'register',
  *check({ incidents, settings }, now) {
    const demanding = new Map(
      settings.severities.map(({ id, postmortem }) => [id, postmortem === true]),
    );
    for (const { path, kind, status, severity, milestones, postmortem } of incidents.values()) {
      const { resolved, detected = resolved } = milestones;
      if (postmortem || kind !== 'incident' || severity === undefined || resolved === undefined)
        continue;
      if (!['resolved', 'closed'].includes(status) || !demanding.get(severity)) continue;
      const target = findPolicy(settings, detected ?? resolved)?.targets[severity]?.postmortem;
      const length = target === undefined ? undefined : parseDuration(target);
      // Without a target nobody promised a day.
      if (length === undefined || resolved + length >= now) continue;
      yield {
        path: `${path}/incident.md`,
        message: `A ${severity} incident needs a postmortem; it was due on ${formatDay(resolved + length)}.`,
        help: `Write ${path}/postmortem.md.`,
      };
    }
  },
};
