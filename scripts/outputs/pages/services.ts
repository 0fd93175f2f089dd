import { measureDowntime, type Downtime } from '../../model/kpis/downtime.ts';
import type { Span } from '../../model/kpis/kpi.ts';
import { sayUnknown } from '../../model/kpis/format.ts';
import { findOnCall } from '../../model/oncall/rotation.ts';
import { findCoverage, formatDayIn } from '../../model/register/coverage.ts';
import type { Service } from '../../model/register/register.ts';
import { sortNewest } from '../../model/register/states.ts';
import { day, parseDuration, type Duration } from '../../model/time/duration.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { findPage } from './address.ts';
import { buildEach, type Route } from './draft.ts';
import { listServiceStrips, listWindows, type ServiceStrip, type WindowRow } from './home.ts';
import { toIncidentRow, type IncidentRow } from './incidents.ts';
import { reach } from './kpis.ts';

/** Share of the time in which a service was available, of the time that records cover; without a share if nothing is known. */
interface Availability {
  share?: number;
  /** Part of the time that records cover, in words; undefined if they cover all of it. */
  covered?: string;
  /** Time of unknown effect, in words; it is not in the share. */
  unknown?: string;
  /** Share if all unknown time were lost, including the time since records ended; `best` if none were. */
  worst: number;
  best: number;
}

/** The page of a service. */
export interface ServicePage {
  page: string;
  service: Service;
  strip: ServiceStrip;
  team?: { id: string; name: string };
  needs: { id: string; name: string }[];
  neededBy: { id: string; name: string }[];
  incidents: IncidentRow[];
  runbooks: { id: string; title: string }[];
  ahead: WindowRow[];
  /** Its availability in the last twelve months. */
  availability: Availability;
  /** Its availability target, over the window of that. */
  target?: {
    share: number;
    reach: Duration;
    reached: Availability;
    /** Unknown if it depends on time of unknown effect. */
    state: 'met' | 'breached' | 'unknown';
  };
  /** Names of the people of its team who are on call now. */
  onCall: string[];
}

/** Lists the page of each service. */
export const listServicePages: Route<ServicePage> = ({ edition }) =>
  buildServicePages(edition).map((data) => ({ page: data.page, load: () => data }));

/** Builds the data of every service's page. */
export function buildServicePages(edition: Edition): ServicePage[] {
  const { register, now } = edition;
  const strips = new Map(listServiceStrips(edition).map((strip) => [strip.id, strip]));
  const windows = listWindows(edition, now, now + 90 * day);
  const newest = sortNewest(register.incidents.values());
  const findShare = openAvailability(edition);
  const name = (id: string): { id: string; name: string } => ({
    id,
    name: register.services.get(id)?.name ?? id,
  });
  const pages = buildEach(edition, 'service', register.services.values(), (service) => {
    const strip = strips.get(service.id);
    const team = register.teams.get(service.team);
    const runbooks = [...register.runbooks.values()].filter(
      ({ id, services }) =>
        service.runbooks?.includes(id) === true || services.includes(service.id),
    );
    if (!strip) return [];
    const target = judgeTarget(service, findShare);
    return [
      {
        page: findPage('service', service.id),
        service,
        strip,
        ...(team && { team: { id: team.id, name: team.name } }),
        needs: (service.depends_on ?? []).map(name),
        neededBy: [...register.services.values()]
          .filter(({ depends_on }) => depends_on?.includes(service.id))
          .map(({ id }) => name(id)),
        incidents: newest
          .filter(
            ({ services, affected }) =>
              services.includes(service.id) || affected.some((span) => span.service === service.id),
          )
          .map((incident) => toIncidentRow(incident, now)),
        runbooks: runbooks.map(({ id, title }) => ({ id, title })),
        ahead: windows.filter(({ services }) => services.includes(service.id)),
        onCall: (team ? findOnCall(team, now) : []).map(
          ({ handle }) => register.people.get(handle)?.name ?? handle,
        ),
        availability: findShare(service.id, reach),
        ...(target && { target }),
      },
    ];
  });
  return [...pages].flat();
}

type FindShare = (service: string, reach: Duration) => Availability;

/** Opens a lookup of the availability of services until now; every length of time is measured once. */
function openAvailability({ register, now }: Edition): FindShare {
  const known = new Map<Duration, Map<string, Downtime>>();
  const coverage = findCoverage(register, now) ?? { from: now, to: now, isCurrent: false };
  const zone = register.settings.organisation.timezone;
  return (service, length) => {
    const from = Math.max(now - length, coverage.from);
    const to = Math.max(from, coverage.to);
    const times = known.get(length) ?? measureDowntime(register, { from, to }, now);
    known.set(length, times);
    const { lost = 0, planned = 0, unknown = 0 } = times.get(service) ?? {};
    // Before the records begin, nothing is owed; after they end, nothing is known.
    const owed = now - from - planned;
    const measured = to - from - planned - unknown;
    const lapsed = now - to;
    const said = sayUnknown(unknown > 0 ? unknown / 1000 : undefined);
    const covered = describePart({ from, to }, { from: now - length, to: now }, zone);
    return {
      worst: owed > 0 ? 1 - (lost + unknown + lapsed) / owed : from < now ? 1 : 0,
      best: owed > 0 ? 1 - lost / owed : 1,
      ...(covered !== undefined && { covered }),
      ...(measured > 0 && { share: 1 - lost / measured }),
      ...(said !== undefined && { unknown: said }),
    };
  };
}

/** Describes the part of a period that records cover; undefined if they cover all of it. */
function describePart(covered: Span, whole: Span, zone: string): string | undefined {
  const [first, last] = [formatDayIn(covered.from, zone), formatDayIn(covered.to, zone)];
  if (covered.from >= covered.to) return 'no records in this time';
  if (covered.to < whole.to) return `counted from ${first} to ${last}, when records end`;
  return covered.from > whole.from ? `counted since ${first}, when records begin` : undefined;
}

function judgeTarget({ id, slo }: Service, findShare: FindShare): ServicePage['target'] {
  if (slo?.availability === undefined) return undefined;
  const length = parseDuration(slo.window ?? '') ?? reach;
  const share = slo.availability / 100;
  const reached = findShare(id, length);
  const state = reached.worst >= share ? 'met' : reached.best < share ? 'breached' : 'unknown';
  return { share, reach: length, reached, state };
}

/** The page of all services and teams. */
export interface ServicesPage {
  groups: { name: string; strips: ServiceStrip[] }[];
  teams: { id: string; name: string; description?: string }[];
}

/** Lists the page of all services and teams. */
export const listServicesPage: Route<ServicesPage> = ({ edition }) => [
  {
    page: '/services/',
    load: () => ({
      groups: [...Map.groupBy(listServiceStrips(edition), ({ group }) => group)].map(
        ([name, strips]) => ({ name, strips }),
      ),
      teams: Array.from(edition.register.teams.values(), ({ id, name, description }) => ({
        id,
        name,
        ...(description !== undefined && { description }),
      })),
    }),
  },
];
