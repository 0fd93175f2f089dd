import { parseDuration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Register, Team } from '../../model/register/register.ts';
import { findOnCall } from '../../model/oncall/rotation.ts';
import type { Clock } from '../../model/sla/clock.ts';

/** A notice of an SLA clock that a level of an escalation policy asks for: its time and recipients. */
export interface Notice {
  /** Team whose policy asks for it. */
  team: string;
  /** Number of the level in the team's policy, from 1. */
  level: number;
  /** Number of earlier notices to the same level. */
  repeat: number;
  at: Instant;
  kind: 'functional' | 'hierarchical' | 'vendor';
  /** Recipient as the policy names it: `on-call`, a team, a person, or a vendor. */
  notify: string;
  /** Handles of the recipients at that time; empty for a vendor, or if nobody is on call. */
  people: readonly string[];
  /** Address or number of a vendor. */
  contact?: string;
}

/** Maximum number of repetitions of a level. More would not bring an answer. */
const maxRepeats = 48;

/**
 * Plans the notices of a clock that are due by now, in order: each level of the policies of the teams that
 * own the incident's services, counted from when the clock was first at risk. A level repeats until
 * somebody acknowledges the incident.
 *
 * Actions and postmortems are due in days, so they notify only hierarchical levels, and only after a
 * breach: nobody is woken for them.
 */
export function planNotices(
  incident: Incident,
  clock: Clock,
  register: Register,
  now: Instant,
): Notice[] {
  const isSlow = clock.kind === 'action' || clock.kind === 'postmortem';
  const began = isSlow ? clock.breachedAt : findBeginning(clock, now);
  if (began === undefined) return [];
  const { acknowledged = Infinity } = incident.milestones;
  const until = Math.min(now, clock.stopped ?? Infinity);
  const notices = listOwners(incident, register).flatMap((team) =>
    (team.escalation ?? []).flatMap(({ after, notify, kind, repeat }, index): Notice[] => {
      if (isSlow && kind !== 'hierarchical') return [];
      const first = began + (parseDuration(after) ?? 0);
      const step = parseDuration(repeat ?? '');
      const found: Notice[] = [];
      for (let count = 0; count <= (step === undefined ? 0 : maxRepeats); count++) {
        const at = first + count * (step ?? 0);
        if (at > until || (count > 0 && at >= acknowledged)) break;
        const recipients = findPeople(notify, team, register, at);
        found.push({
          team: team.id,
          level: index + 1,
          repeat: count,
          at,
          kind,
          notify,
          ...recipients,
        });
      }
      return found;
    }),
  );
  return notices.sort((a, b) => a.at - b.at || a.level - b.level);
}

/** Finds who has to act: an action's owner, a postmortem's authors, or the commander. */
function findResponsible({ roles, postmortem }: Incident, { kind, key }: Clock): string[] {
  const action = postmortem?.actions.find(({ id }) => key === `action/${id}`);
  if (kind === 'action') return action?.owner === undefined ? [] : [action.owner];
  const authors = kind === 'postmortem' ? (postmortem?.authors ?? []) : [];
  const { commander } = roles;
  return authors.length > 0 ? [...authors] : commander === undefined ? [] : [commander];
}

/** Lists everybody to notify: those who have to act, and the people at the levels that are due. */
export function findRecipients(incident: Incident, clock: Clock, due: readonly Notice[]): string[] {
  return [...new Set([...findResponsible(incident, clock), ...listPeople(due)])];
}

/** Lists the people of notices, each once. */
export function listPeople(notices: readonly Notice[]): string[] {
  return [...new Set(notices.flatMap(({ people }) => people))];
}

/** Names the claim of notices by the newest of them: `<incident>/<clock>/<round>/<team>.<level>.<repeat>`. */
export function nameNotice(
  { key, round }: { key: string; round: number },
  due: readonly Notice[],
): string {
  const newest = due.at(-1);
  const step = newest ? `${newest.team}.${newest.level}.${newest.repeat}` : 'opened';
  return `${key}/${round}/${step}`;
}

/** Finds when a clock first needed attention: when it was at risk, or breached at once. */
function findBeginning({ changes, start }: Clock, now: Instant): Instant | undefined {
  let began: Instant | undefined;
  for (const { at, state } of changes) {
    if (at > now) break;
    if (state === 'at-risk' || state === 'breached' || state === 'unknown')
      began ??= Math.max(at, start ?? at);
    // A later target, or a clock that no longer applies, resets this; a pause only halts it.
    else if (state === 'running' || state === 'not-applicable') began = undefined;
  }
  return began;
}

/** Lists the teams that own the services of an incident, each once, in the order of the services. */
export function listOwners(incident: Incident, { services, teams }: Register): Team[] {
  const ids = new Set(incident.services.map((id) => services.get(id)?.team));
  return [...ids].map((id) => teams.get(id ?? '')).filter((team) => team !== undefined);
}

/** Finds the recipients of a level at a time. */
function findPeople(
  notify: string,
  team: Team,
  { teams }: Register,
  at: Instant,
): Pick<Notice, 'people' | 'contact'> {
  if (notify === 'on-call') return { people: nameOnCall(team, at) };
  if (notify === 'team') return { people: listMembers(team) };
  if (notify === 'manager') return { people: team.manager === undefined ? [] : [team.manager] };
  const vendor = team.vendors?.find(({ id }) => id === notify);
  if (vendor) return { people: [], contact: vendor.contact ?? vendor.name };
  const other = teams.get(notify);
  if (other) return { people: other.rotation ? nameOnCall(other, at) : listMembers(other) };
  return { people: [notify] };
}

function nameOnCall(team: Team, at: Instant): string[] {
  return [...new Set(findOnCall(team, at).map(({ handle }) => handle))];
}

function listMembers({ members = [] }: Team): string[] {
  return members.map(({ handle }) => handle);
}
