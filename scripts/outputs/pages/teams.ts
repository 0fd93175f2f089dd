import { measureLoad } from '../../model/oncall/on-call-load.ts';
import { findNextOnCall, findOnCall, listLayers, type Shift } from '../../model/oncall/rotation.ts';
import { isLive } from '../../model/register/lifetime.ts';
import type { Records, Team } from '../../model/register/register.ts';
import { sortNewest } from '../../model/register/states.ts';
import { day, hour } from '../../model/time/duration.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { listActions, type ActionRow } from './actions.ts';
import { findPage } from './address.ts';
import { buildEach, type Route } from './draft.ts';
import { toIncidentRow, type IncidentRow } from './incidents.ts';
import { formatLength } from './length.ts';

/** The page of a team. People, teams and vendors are named. */
export interface TeamPage {
  page: string;
  team: Team;
  services: { id: string; name: string; tier: number }[];
  live: IncidentRow[];
  actions: ActionRow[];
  /** Shifts that run now. */
  onCall: NamedShift[];
  next?: NamedShift;
  rotation?: {
    layers: { name?: string; turns: string; order: string[] }[];
    overrides: { name: string; from: string; to: string }[];
  };
  /** Levels of its escalation policy, each as a sentence. */
  escalation: string[];
  /** On-call load of each person in the last 90 days. */
  load: {
    name: string;
    /** Hours on call. */
    hours: Parts;
    /** Number of interruptions. */
    interruptions: Parts;
  }[];
}

interface NamedShift extends Shift {
  name: string;
}

interface Parts {
  all: number;
  night: number;
  weekend: number;
}

/** Lists the page of each team. */
export const listTeamPages: Route<TeamPage> = ({ edition }) =>
  buildTeamPages(edition).map((data) => ({ page: data.page, load: () => data }));

function buildTeamPages(edition: Edition): TeamPage[] {
  const { register, now } = edition;
  const actions = listActions(edition).filter(({ state }) => state !== 'done');
  const { loads } = measureLoad(register, { from: now - 90 * day, to: now }, now);
  const pages = buildEach(edition, 'team', register.teams.values(), (team): TeamPage => {
    const services = [...register.services.values()].filter((service) => service.team === team.id);
    const ids = new Set(services.map(({ id }) => id));
    const handles = new Set((team.members ?? []).map(({ handle }) => handle));
    const name = (id: string): string => nameParty(register, team, id);
    const next = findNextOnCall(team, now);
    return {
      page: findPage('team', team.id),
      team,
      services: services.map(({ id, name, tier }) => ({ id, name, tier })),
      live: sortNewest(register.incidents.values())
        .filter(isLive)
        .filter((incident) => incident.services.some((id) => ids.has(id)))
        .map((incident) => toIncidentRow(incident, now)),
      actions: actions.filter(({ owner }) => owner !== undefined && handles.has(owner)),
      onCall: findOnCall(team, now).map((shift) => ({ ...shift, name: name(shift.handle) })),
      ...(next && { next: { ...next, name: name(next.handle) } }),
      ...(team.rotation && { rotation: describeRotation(team.rotation, name) }),
      escalation: (team.escalation ?? []).map(({ after, notify, kind, repeat }) => {
        const again = repeat === undefined ? '' : `, again every ${formatLength(repeat)}`;
        const target = targets[notify] ?? name(notify);
        return `after ${formatLength(after)}: ${target} (${kind}${again})`;
      }),
      load: loads
        .filter((load) => load.team === team.id)
        .map(({ handle, onCall, night, weekend, interruptions }) => ({
          name: name(handle),
          hours: { all: onCall / hour, night: night / hour, weekend: weekend / hour },
          interruptions: {
            all: interruptions.length,
            night: interruptions.filter((each) => each.night).length,
            weekend: interruptions.filter((each) => each.weekend).length,
          },
        })),
    };
  });
  return [...pages];
}

/** Words for those that an escalation policy notifies without naming them. */
const targets: Partial<Record<string, string>> = {
  'on-call': 'the people on call',
  team: 'the whole team',
  manager: 'the manager',
};

/** Finds the name of a person, a team, or a vendor of this team. */
function nameParty({ people, teams }: Records, team: Team, id: string): string {
  return (
    people.get(id)?.name ??
    teams.get(id)?.name ??
    team.vendors?.find((vendor) => vendor.id === id)?.name ??
    id
  );
}

function describeRotation(
  rotation: NonNullable<Team['rotation']>,
  name: (handle: string) => string,
): NonNullable<TeamPage['rotation']> {
  return {
    layers: listLayers(rotation).map((layer) => ({
      ...(layer.name !== undefined && { name: layer.name }),
      turns: [
        `Every ${formatLength(layer.length)}, handed over at ${layer.handover} (${layer.timezone}), since ${layer.start}`,
        ...(layer.hours === undefined ? [] : [`from ${layer.hours.replace('-', ' to ')}`]),
        ...(layer.days === undefined ? [] : [`on ${layer.days.join(', ')}`]),
      ].join(', '),
      order: layer.order.map(name),
    })),
    overrides: (rotation.overrides ?? []).map(({ from, to, handle }) => ({
      name: name(handle),
      from,
      to,
    })),
  };
}
