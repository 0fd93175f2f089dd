import { parseDuration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Register, Team } from '../../model/register/register.ts';
import { findOnCall } from '../../model/oncall/rotation.ts';
import type { Clock } from '../../model/sla/clock.ts';

/** One step of an escalation: who is to be told of a clock, and when. */
export interface Notice {
  /** Team whose policy it is. */
  team: string;
  /** Place of the level in the team's policy, from 1. */
  level: number;
  /** How often the level was told before. */
  repeat: number;
  at: Instant;
  kind: 'functional' | 'hierarchical' | 'vendor';
  /** As the policy names it: `on-call`, a team, a person, a vendor. */
  notify: string;
  /** Handles of those it means at that instant; none for a vendor, or when nobody is on call. */
  people: readonly string[];
  /** How to reach a vendor. */
  contact?: string;
}

/** A level that repeats is told so often at most: whoever did not answer by then will not. */
const mostRepeats = 48;

/**
 * Who should have been told of a clock by an instant, in order: each level of the policies of the
 * teams that own the incident's services, counted from when the clock was first at risk. A level
 * repeats until somebody acknowledges the incident.
 *
 * Of what is due in days, actions and postmortems, the hierarchical levels alone are told, and when it
 * is broken: nobody is called out of bed for it.
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
      for (let count = 0; count <= (step === undefined ? 0 : mostRepeats); count++) {
        const at = first + count * (step ?? 0);
        if (at > until || (count > 0 && at >= acknowledged)) break;
        const means = findPeople(notify, team, register, at);
        found.push({ team: team.id, level: index + 1, repeat: count, at, kind, notify, ...means });
      }
      return found;
    }),
  );
  return notices.sort((a, b) => a.at - b.at || a.level - b.level);
}

/** Who has to do what a clock waits for: an action's owner, a postmortem's authors, or the commander. */
export function findResponsible({ roles, postmortem }: Incident, { kind, key }: Clock): string[] {
  const action = postmortem?.actions.find(({ id }) => key === `action/${id}`);
  if (kind === 'action') return action?.owner === undefined ? [] : [action.owner];
  const authors = kind === 'postmortem' ? (postmortem?.authors ?? []) : [];
  const { commander } = roles;
  return authors.length > 0 ? [...authors] : commander === undefined ? [] : [commander];
}

/** When a clock began to need somebody: at risk, or broken at once. */
function findBeginning({ changes, start }: Clock, now: Instant): Instant | undefined {
  let began: Instant | undefined;
  for (const { at, state } of changes) {
    if (at > now) break;
    if (state === 'at-risk' || state === 'breached') began ??= Math.max(at, start ?? at);
    // Time off, or a target that moved away, ends what had begun; a pause only halts it.
    else if (state === 'running' || state === 'not-applicable') began = undefined;
  }
  return began;
}

/** The teams that own the services of an incident, each once, in the order of the services. */
export function listOwners(incident: Incident, { services, teams }: Register): Team[] {
  const ids = new Set(incident.services.map((id) => services.get(id)?.team));
  return [...ids].map((id) => teams.get(id ?? '')).filter((team) => team !== undefined);
}

/** Whom a level means: everybody with the handles of the moment. */
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
