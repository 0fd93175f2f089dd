import type { Incident, Register, UnreadIncident } from '../../model/register/register.ts';
import type { Instant } from '../../model/time/instant.ts';
import { listUnevaluated } from '../../model/sla/unevaluated.ts';
import type { Escalation } from './escalations.ts';
import { planNotices } from './notices.ts';

/**
 * Lists an escalation for each incident whose clocks cannot be evaluated, as if nobody had taken it on
 * since it began. Once such a record can be read again, its issue is closed.
 *
 * @param known keys that have an issue
 */
export function listUnreadEscalations(
  register: Register,
  now: Instant,
  known: ReadonlySet<string>,
): Escalation[] {
  const { incidents, unread } = register;
  const clocks = listUnevaluated(register);
  const open = unread.flatMap((record, index): Escalation[] => {
    const clock = clocks[index];
    if (!clock) return [];
    const incident = incidents.get(record.id) ?? outlineUnread(record);
    const notices = planNotices({ ...incident, milestones: {} }, clock, register, now);
    return [{ key: keyOf(record.id), incident, clock, wanted: 'open', notices, round: 0 }];
  });
  const mended = [...incidents.values()].flatMap((incident): Escalation[] => {
    const key = keyOf(incident.id);
    if (!known.has(key) || open.some((other) => other.key === key)) return [];
    const { id, path, services } = incident;
    const [clock] = listUnevaluated({ unread: [{ id, path, services }], leftOut: [] });
    const reason = incident.lastRead
      ? 'Its clocks are evaluated as of a commit in which it could be read.'
      : 'Its record can be read again.';
    if (!clock) return [];
    return [{ key, incident, clock, wanted: 'closed', reason, notices: [], round: 0 }];
  });
  return [...open, ...mended];
}

function keyOf(id: string): string {
  return `${id}/record`;
}

/** Makes an incident of which only the id, the services and the beginning are known. */
function outlineUnread({ id, path, services, from }: UnreadIncident): Incident {
  return {
    ...{ id, path, hash: '', title: id, summary: '', services, category: '', channel: 'internal' },
    ...{ visibility: 'internal', kind: 'incident', status: 'open', entries: 0, fragments: 0 },
    ...{ tags: [], aliases: [], runbooks: [], related: [], tasks: [], csat: [], severities: [] },
    ...{
      milestones: {},
      reopened: [],
      lapsed: [],
      escalations: [],
      reassigned: [],
      roles: {},
      pauses: [],
    },
    ...{ affected: [], updates: [], fulfilled: [], regulatory: [], runbookUses: [] },
    references: [],
    ...(from !== undefined && { firstAt: from }),
  };
}
