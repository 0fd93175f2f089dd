import { day } from '../../model/time/duration.ts';
import { expandMaintenance } from '../../model/register/recurrence.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { ServiceState } from '../../model/register/register.ts';
import { isLive } from '../../model/register/lifetime.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { listActions, type ActionLine } from './actions.ts';
import { lineIncident, type IncidentLine } from './incidents.ts';
import { layDeadlines, type ClockLine } from './sla.ts';
import {
  compareWorst,
  findStates,
  isReal,
  layDays,
  sortNewest,
  stateOrder,
  stateWords,
  type DayState,
  sayUnread,
} from '../../model/register/states.ts';

export interface ServiceStrip {
  id: string;
  name: string;
  group: string;
  tier: number;
  state: ServiceState;
  /** The incident that made it so. */
  incident?: string;
  days: DayState[];
  /** Days on which something was wrong, or may have been. */
  badDays: number;
}

export interface WindowLine {
  id: string;
  title: string;
  start: Instant;
  end: Instant;
  impact: string;
  services: string[];
}

export interface HomePage {
  /** The state in one sentence. */
  sentence: string;
  /** The worst of all services; unknown if none is known to be bad and a record cannot be read. */
  state: ServiceState;
  live: (IncidentLine & {
    summary: string;
    /** The worst first. */
    affected: { name: string; state: ServiceState }[];
    /** The promise that is the most urgent one of those that are not kept yet. */
    deadline?: ClockLine;
  })[];
  groups: { name: string; services: ServiceStrip[] }[];
  /** How many services stand in no group: of very many only those of which there is something to say do. */
  unshown: number;
  days: number;
  ahead: WindowLine[];
  newest: IncidentLine[];
  overdue: ActionLine[];
}

const strip = 90;

/** More services than this nobody looks through for the one that is broken. */
const mostServices = 60;

/** The home page: is something broken, and since when; then what a curious reader looks for first. */
export function layHome(edition: Edition): HomePage {
  const { register, now } = edition;
  const incidents = sortNewest(register.incidents.values());
  const live = incidents.filter((incident) => isLive(incident) && incident.kind !== 'near-miss');
  // An exercise is shown, below what is real, and no service is worse for it.
  const [real, exercises] = [live.filter(isReal), live.filter((incident) => !isReal(incident))];
  const findDeadline = layDeadlines(edition);
  const services = layServices(edition);
  const impaired = listImpaired(edition, services);
  const worst = [
    ...impaired.map(({ state }) => state),
    ...register.unread.map(() => unknown),
  ].reduce((a, b) => (rank(b) > rank(a) ? b : a), 'operational');
  const shown = pickServices(services);
  const isUnsure = register.leftOut.length > 0 && worst === 'operational';
  return {
    sentence: sayState(edition, real.length, impaired, isUnsure),
    state: isUnsure ? 'unknown' : worst === 'operational' && real.length > 0 ? 'degraded' : worst,
    live: [...real, ...exercises].map((incident) => {
      const deadline = findDeadline(incident.id);
      return {
        ...lineIncident(incident, now),
        summary: incident.summary,
        affected: incident.affected
          .filter(({ to }) => to === undefined)
          .sort(compareWorst)
          .map(({ service, state }) => ({
            name: register.services.get(service)?.name ?? service,
            state,
          })),
        ...(deadline && { deadline }),
      };
    }),
    groups: [...Map.groupBy(shown, ({ group }) => group)].map(([name, group]) => ({
      name,
      services: group,
    })),
    unshown: services.length - shown.length,
    days: strip,
    ahead: listWindows(edition, now, now + 30 * day).slice(0, 5),
    newest: incidents.slice(0, 8).map((incident) => lineIncident(incident, now)),
    overdue: listActions(edition).filter(({ standing }) => standing === 'overdue'),
  };
}

/** The services that the home page has room for, in their order: of very many those that were bad. */
function pickServices(services: readonly ServiceStrip[]): readonly ServiceStrip[] {
  if (services.length <= mostServices) return services;
  const worst = services
    .filter(({ badDays }) => badDays > 0)
    .sort((a, b) => compareWorst(a, b) || b.badDays - a.badDays)
    .slice(0, mostServices);
  return services.filter((service) => worst.includes(service));
}

function rank(state: ServiceState): number {
  return stateOrder.indexOf(state);
}

/** A state of its own: nobody knows, which is not good news. */
const unknown: ServiceState = 'unknown';

interface Impaired {
  name: string;
  state: ServiceState;
}

/** Every service that is not known to be operational, the worst first, with those that no catalog names. */
function listImpaired(
  { register, now }: Edition,
  services: readonly ServiceStrip[],
): readonly Impaired[] {
  const unlisted = [...findStates(register, now)]
    .filter(([id]) => !register.services.has(id))
    .map(([id, { state }]) => ({ name: id, state }));
  return [...services.filter(({ state }) => state !== 'operational'), ...unlisted].sort(
    compareWorst,
  );
}

function sayState(
  { register: { services, unread } }: Edition,
  live: number,
  impaired: readonly Impaired[],
  isUnsure: boolean,
): string {
  const running = live === 1 ? 'one incident is open' : `${live} incidents are open`;
  const lacking = sayUnread(unread);
  // Nothing is known to be wrong, and nobody knows that all is well.
  if (lacking !== undefined && impaired.every(({ state }) => state === unknown))
    return `Unknown: ${lacking}.`;
  // Nothing can be said of services where the catalogue holds none.
  if (services.size === 0 && lacking === undefined && !isUnsure)
    return live > 1 ? `${running}.` : `${live === 1 ? 'One' : 'No'} incident is open.`;
  if (impaired.length === 0) {
    const state = isUnsure ? 'No service is known to be affected' : 'All services are operational';
    return live === 0 ? `${state}.` : `${state}; ${running}.`;
  }
  const named = impaired.slice(0, 3).map(({ name, state }) => `${name}: ${stateWords[state]}`);
  const more = impaired.length > 3 ? ` and ${impaired.length - 3} more` : '';
  return `${named.join(', ')}${more}${lacking === undefined ? '' : `; ${lacking}`}.`;
}

/** Every service with its last 90 days, by group and name. */
export function layServices({ register, now }: Edition): ServiceStrip[] {
  const states = findStates(register, now);
  const zone = register.settings.organisation.timezone;
  const days = layDays(register, register.services.keys(), now, strip, zone);
  return [...register.services.values()]
    .map((service): ServiceStrip => {
      const cells = days.get(service.id) ?? [];
      const current = states.get(service.id);
      return {
        id: service.id,
        name: service.name,
        group: service.group ?? 'Services',
        tier: service.tier,
        state: current?.state ?? 'operational',
        ...(current && { incident: current.incident }),
        days: cells,
        badDays: cells.filter(({ state }) => state !== 'operational').length,
      };
    })
    .sort((a, b) => compare(a.group, b.group) || a.tier - b.tier || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Planned work that touches a span, by its start. */
export function listWindows({ register }: Edition, from: Instant, to: Instant): WindowLine[] {
  return [...register.maintenance.values()]
    .flatMap((maintenance) =>
      expandMaintenance(maintenance, from, to).map(({ start, end }) => ({
        id: maintenance.id,
        title: maintenance.title,
        start,
        end,
        impact: maintenance.impact,
        services: maintenance.services,
      })),
    )
    .sort((a, b) => a.start - b.start || compare(a.id, b.id));
}
