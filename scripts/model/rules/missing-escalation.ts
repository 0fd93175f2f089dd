import type { SlaTargets } from '../../../schemas/generated/records.ts';
import type { RegisterRule } from './rule.ts';

/** Promises that run while an incident does; those that come after it have reminders. */
const urgent = ['acknowledge', 'update', 'mitigate', 'resolve'] as const;

/** Teams that own a service for which something is promised, without anybody to escalate to. */
export const missingEscalation: RegisterRule = {
  name: 'missing-escalation',
  level: 'warning',
  scope: 'register',
  *check({ settings, services, teams }) {
    const newest = settings.sla.at(-1);
    const promises = (targets: SlaTargets): boolean =>
      urgent.some((name) => targets[name] !== undefined);
    if (!newest || !Object.values(newest.targets).some(promises)) return;
    const owners = Map.groupBy(services.values(), ({ team }) => team);
    for (const team of teams.values()) {
      const [service] = owners.get(team.id) ?? [];
      if (!service || (team.escalation ?? []).length > 0) continue;
      yield {
        path: team.path,
        pointer: '',
        message: `Promises are made of \`${service.id}\`, and this team has nobody to escalate to.`,
        help: 'Add `escalation`: who is told after how long.',
      };
    }
  },
};
