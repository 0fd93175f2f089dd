import type { SlaTargets } from '../../../schemas/generated/records.ts';
import type { RegisterRule } from './rule.ts';

/** SLA clocks that run during an incident. Those that run after it have reminders. */
const urgent = ['acknowledge', 'update', 'mitigate', 'resolve'] as const;

/** Teams that own a service with SLA targets but have no escalation policy. */
export const missingEscalation: RegisterRule = {
  name: 'missing-escalation',
  level: 'warning',
  scope: 'register',
  *check({ settings, services, teams }) {
    const newest = settings.sla.at(-1);
    const hasTarget = (targets: SlaTargets): boolean =>
      urgent.some((name) => targets[name] !== undefined);
    if (!newest || !Object.values(newest.targets).some(hasTarget)) return;
    const owners = Map.groupBy(services.values(), ({ team }) => team);
    for (const team of teams.values()) {
      const [service] = owners.get(team.id) ?? [];
      if (!service || (team.escalation ?? []).length > 0) continue;
      // A team that an import made has nobody to notify until people take it over.
      const { source, members = [] } = team;
      if (source && members.length === 0 && !settings.judge_imports) continue;
      yield {
        path: team.path,
        pointer: '',
        message: `\`${service.id}\` has SLA targets, but this team has no escalation policy.`,
        help: 'Add `escalation`: who is notified, and after how long.',
      };
    }
  },
};
