import { compareText } from '../../model/text/compare-text.ts';
import { day } from '../../model/time/duration.ts';
import { describeGap, findCoverage } from '../../model/register/coverage.ts';
import { expandMaintenance } from '../../model/register/recurrence.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { LastRead, ServiceState } from '../../model/register/register.ts';
import { isLive } from '../../model/register/lifetime.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { listActions, type ActionRow } from './actions.ts';
import type { Route } from './draft.ts';
import { toIncidentRow, type IncidentRow } from './incidents.ts';
import { listHeadlines, type KpiFigure } from './kpis.ts';
import { indexDeadlines, type ClockRow } from './sla.ts';
import {
  compareWorst,
  findStates,
  isReal,
  layDays,
  sortNewest,
  stateOrder,
  stateWords,
  type DayState,
  sayOlder,
  sayUnread,
} from '../../model/register/states.ts';

/** A service with its last days. */
export interface ServiceStrip {
  id: string;
  name: string;
  group: string;
  tier: number;
  state: ServiceState;
  /** The incident that caused the state. */
  incident?: string;
  /** Present if that incident cannot be read now: the commit that it is shown as of. */
  lastRead?: LastRead;
  days: DayState[];
  /** Number of days on which something was wrong, or may have been. */
  badDays: number;
}

/** A maintenance window. */
export interface WindowRow {
  id: string;
  title: string;
  start: Instant;
  end: Instant;
  impact: string;
  services: string[];
}

/** The home page. */
export interface HomePage {
  now: Instant;
  /** Number of incidents on record. */
  count: number;
  /** True if nothing is on record yet, so that there is nothing to measure. */
  isEmpty: boolean;
  /** The state in one sentence. */
  sentence: string;
  /**
   * The worst of all services. If none is known to be bad: unknown if a record cannot be read, no data
   * if the records do not cover now.
   */
  state: ServiceState;
  live: (IncidentRow & {
    summary: string;
    /** The worst first; of many only the first. */
    affected: { name: string; state: ServiceState }[];
    moreAffected: number;
    /** Its most urgent SLA clock. */
    deadline?: ClockRow;
  })[];
  groups: { name: string; services: ServiceStrip[] }[];
  /** Number of services in no group: of very many, only those that were bad are shown. */
  hiddenServices: number;
  days: number;
  ahead: (WindowRow & { isRunning: boolean })[];
  /** The KPIs that management asks for first. */
  headlines: KpiFigure[];
  newest: IncidentRow[];
  overdue: ActionRow[];
}

const strip = 90;

/** Maximum number of services on the page; nobody looks through more for the one that is broken. */
const maxServices = 60;

/** Maximum number of affected services of one incident; more hide the other incidents. */
const maxAffected = 6;

/** Lists the home page. */
export const listHomePage: Route<HomePage> = ({ edition }) => [
  { page: '/', load: () => buildHomePage(edition) },
];

/** Builds the home page: whether something is broken, and since when; then what readers look for first. */
export function buildHomePage(edition: Edition): HomePage {
  const { register, now } = edition;
  const incidents = sortNewest(register.incidents.values());
  const live = incidents.filter((incident) => isLive(incident) && incident.kind !== 'near-miss');
  // An exercise is shown below real incidents, and changes no service's state.
  const [real, exercises] = [live.filter(isReal), live.filter((incident) => !isReal(incident))];
  const findDeadline = indexDeadlines(edition);
  const services = listServiceStrips(edition);
  const impaired = listImpaired(edition, services);
  const worst = [
    ...impaired.map(({ state }) => state),
    ...register.unread.map(() => unknown),
  ].reduce((a, b) => (rank(b) > rank(a) ? b : a), 'operational');
  const shown = pickServices(services);
  const coverage = findCoverage(register, now);
  // A root of which files cannot be read may hold records.
  const gap =
    coverage || register.leftOut.length === 0
      ? describeGap(coverage, register.settings.organisation.timezone)
      : undefined;
  const isUnsure = register.leftOut.length > 0 && worst === 'operational';
  const isEmpty = register.incidents.size === 0 && register.leftOut.length === 0;
  return {
    now,
    count: register.incidents.size,
    isEmpty,
    sentence: formatStateSentence(edition, real.length, impaired, isUnsure, gap),
    state: worst === 'operational' ? findQuietState(isUnsure, gap, real.length) : worst,
    live: [...real, ...exercises].map((incident) => {
      const deadline = findDeadline(incident.id);
      const affected = incident.affected.filter(({ to }) => to === undefined).sort(compareWorst);
      return {
        ...toIncidentRow(incident, now),
        summary: incident.summary,
        affected: affected.slice(0, maxAffected).map(({ service, state }) => ({
          name: register.services.get(service)?.name ?? service,
          state,
        })),
        moreAffected: Math.max(0, affected.length - maxAffected),
        ...(deadline && { deadline }),
      };
    }),
    groups: [...Map.groupBy(shown, ({ group }) => group)].map(([name, group]) => ({
      name,
      services: group,
    })),
    hiddenServices: services.length - shown.length,
    days: strip,
    ahead: listWindows(edition, now, now + 30 * day)
      .slice(0, 5)
      .map((window) => ({ ...window, isRunning: window.start <= now })),
    headlines: isEmpty ? [] : listHeadlines(edition),
    newest: incidents.slice(0, 8).map((incident) => toIncidentRow(incident, now)),
    overdue: listActions(edition).filter(({ state }) => state === 'overdue'),
  };
}

/** Picks the services that fit on the home page, in their order: of very many, those that were bad. */
function pickServices(services: readonly ServiceStrip[]): readonly ServiceStrip[] {
  if (services.length <= maxServices) return services;
  const worst = services
    .filter(({ badDays }) => badDays > 0)
    .sort((a, b) => compareWorst(a, b) || b.badDays - a.badDays)
    .slice(0, maxServices);
  return services.filter((service) => worst.includes(service));
}

/** Finds the state of the whole if no service is known to be affected. */
function findQuietState(isUnsure: boolean, gap: string | undefined, live: number): ServiceState {
  if (isUnsure) return 'unknown';
  if (gap !== undefined) return 'no-data';
  return live > 0 ? 'degraded' : 'operational';
}

function rank(state: ServiceState): number {
  return stateOrder.indexOf(state);
}

const unknown: ServiceState = 'unknown';

/** Checks whether something is wrong in a state, or may be. */
function isImpaired(state: ServiceState): boolean {
  return state !== 'operational' && state !== 'no-data';
}

interface Impaired {
  name: string;
  state: ServiceState;
}

/** Lists every service that is affected or in an unknown state, the worst first, including those missing from the catalog. */
function listImpaired(
  { register, now }: Edition,
  services: readonly ServiceStrip[],
): readonly Impaired[] {
  const unlisted = [...findStates(register, now)]
    .filter(([id]) => !register.services.has(id))
    .map(([id, { state }]) => ({ name: id, state }));
  const found = services.filter(({ state }) => isImpaired(state));
  return [...found, ...unlisted].sort(compareWorst);
}

function formatStateSentence(
  { register: { services, unread, incidents, settings } }: Edition,
  live: number,
  impaired: readonly Impaired[],
  isUnsure: boolean,
  gap: string | undefined,
): string {
  const running = live === 1 ? 'one incident is open' : `${live} incidents are open`;
  const unknowns = sayUnread(unread);
  const older = sayOlder(incidents, settings.organisation.timezone);
  const lacking = join(unknowns, older) || undefined;
  // Nothing is known to be wrong, and it is unknown whether all is well.
  if (unknowns !== undefined && impaired.every(({ state }) => state === unknown))
    return `Unknown: ${join(lacking, gap)}.`;
  if (gap !== undefined && impaired.length === 0 && !isUnsure)
    return formatGap(gap, incidents.size, live);
  // Without services in the catalog, the sentence is about incidents.
  if (services.size === 0 && lacking === undefined && !isUnsure)
    return live > 1 ? `${running}.` : `${live === 1 ? 'One' : 'No'} incident is open.`;
  if (impaired.length === 0) {
    const state = isUnsure ? 'No service is known to be affected' : 'All services are operational';
    return `${join(state, gap, live === 0 ? undefined : running, lacking)}.`;
  }
  const named = impaired.slice(0, 3).map(({ name, state }) => `${name}: ${stateWords[state]}`);
  const more = impaired.length > 3 ? ` and ${impaired.length - 3} more` : '';
  return `${join(`${named.join(', ')}${more}`, lacking, gap)}.`;
}

/** Formats the sentence for records that do not cover now, if nothing is known to be wrong. */
function formatGap(gap: string, count: number, live: number): string {
  const open = live === 1 ? 'one incident was open' : `${live} incidents were open`;
  const since = count > 0 ? 'nothing is known since' : undefined;
  return `${join(gap.charAt(0).toUpperCase() + gap.slice(1), since, live > 0 ? open : undefined)}.`;
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ');
}

/** Lists every service with its last 90 days, by group, tier and name. */
export function listServiceStrips({ register, now }: Edition): ServiceStrip[] {
  const states = findStates(register, now);
  const quiet = findCoverage(register, now)?.isCurrent === true ? 'operational' : 'no-data';
  const zone = register.settings.organisation.timezone;
  const days = layDays(register, register.services.keys(), now, strip, zone);
  return [...register.services.values()]
    .map((service): ServiceStrip => {
      const cells = days.get(service.id) ?? [];
      const current = states.get(service.id);
      const lastRead = register.incidents.get(current?.incident ?? '')?.lastRead;
      return {
        id: service.id,
        name: service.name,
        group: service.group ?? 'Services',
        tier: service.tier,
        state: current?.state ?? quiet,
        ...(current && { incident: current.incident }),
        ...(lastRead && { lastRead }),
        days: cells,
        badDays: cells.filter(({ state }) => isImpaired(state)).length,
      };
    })
    .sort(
      (a, b) => compareText(a.group, b.group) || a.tier - b.tier || compareText(a.name, b.name),
    );
}

/** Lists the maintenance windows that overlap a span, by their start. */
export function listWindows({ register }: Edition, from: Instant, to: Instant): WindowRow[] {
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
    .sort((a, b) => a.start - b.start || compareText(a.id, b.id));
}
