import { measureDowntime, type Downtime } from '../../model/kpis/downtime.ts';
import { sayUnknown } from '../../model/kpis/format.ts';
import { day, formatDuration, parseDuration, type Duration } from '../../model/time/duration.ts';
import { parseDay, type Instant } from '../../model/time/instant.ts';
import { measureLoad, type Load } from '../../model/oncall/on-call-load.ts';
import { findNextOnCall, findOnCall, listLayers, type Shift } from '../../model/oncall/rotation.ts';
import type {
  Incident,
  Maintenance,
  Problem,
  Runbook,
  Service,
  Team,
} from '../../model/register/register.ts';
import { isLive } from '../../model/register/lifetime.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { groupActions, listActions, type ActionLine } from './actions.ts';
import { findPage } from './address.ts';
import { layEach } from './each.ts';
import { layServices, listWindows, type ServiceStrip, type WindowLine } from './home.ts';
import { lineIncident, type IncidentLine } from './incidents.ts';
import { reach } from './kpis.ts';
import { sortNewest } from '../../model/register/states.ts';

/** A length of time from a record as people say it: `90m` is `1 h 30 min`. */
export function sayLength(text: string): string {
  const length = parseDuration(text);
  return length === undefined ? text : formatDuration(length);
}

/** Share of the time in which a service was there; without a share if nothing is known. */
interface Availability {
  share?: number;
  /** Time of which nobody knows the effect, in words; it is not in the share. */
  unknown?: string;
  /** What the share would be if all of that time were lost, and if none were. */
  worst: number;
  best: number;
}

export interface ServicePage {
  service: Service;
  strip: ServiceStrip;
  team?: { id: string; name: string };
  needs: { id: string; name: string }[];
  neededBy: { id: string; name: string }[];
  incidents: IncidentLine[];
  runbooks: { id: string; title: string }[];
  ahead: WindowLine[];
  /** Share of the last twelve months in which it was there, as far as that is known. */
  availability: Availability;
  /** The same for what it promises, over the time for which it does. */
  promised?: {
    share: number;
    reach: Duration;
    kept: Availability;
    /** Unknown if it depends on time of which nobody knows the effect. */
    standing: 'met' | 'breached' | 'unknown';
  };
  /** Who of its team is on call now. */
  onCall: Shift[];
}

export function layServicePages(edition: Edition): ServicePage[] {
  const { register, now } = edition;
  const strips = new Map(layServices(edition).map((strip) => [strip.id, strip]));
  const windows = listWindows(edition, now, now + 90 * day);
  const newest = sortNewest(register.incidents.values());
  const findShare = openAvailability(edition);
  const name = (id: string): { id: string; name: string } => ({
    id,
    name: register.services.get(id)?.name ?? id,
  });
  const pages = layEach(edition, 'service', register.services.values(), (service) => {
    const strip = strips.get(service.id);
    const team = register.teams.get(service.team);
    const runbooks = [...register.runbooks.values()].filter(
      ({ id, services }) =>
        service.runbooks?.includes(id) === true || services.includes(service.id),
    );
    if (!strip) return [];
    const promised = readPromise(service, findShare);
    return [
      {
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
          .map((incident) => lineIncident(incident, now)),
        runbooks: runbooks.map(({ id, title }) => ({ id, title })),
        ahead: windows.filter(({ services }) => services.includes(service.id)),
        onCall: team ? findOnCall(team, now) : [],
        availability: findShare(service.id, reach),
        ...(promised && { promised }),
      },
    ];
  });
  return [...pages].flat();
}

type FindShare = (service: string, reach: Duration) => Availability;

/** Looks up which share of the time until now a service was there; every length of time is measured once. */
function openAvailability({ register, now }: Edition): FindShare {
  const known = new Map<Duration, Map<string, Downtime>>();
  return (service, length) => {
    const times =
      known.get(length) ?? measureDowntime(register, { from: now - length, to: now }, now);
    known.set(length, times);
    const { lost = 0, planned = 0, unknown = 0 } = times.get(service) ?? {};
    const promised = length - planned;
    const measured = promised - unknown;
    const said = sayUnknown(unknown > 0 ? unknown / 1000 : undefined);
    return {
      worst: promised > 0 ? 1 - (lost + unknown) / promised : 1,
      best: promised > 0 ? 1 - lost / promised : 1,
      ...(measured > 0 && { share: 1 - lost / measured }),
      ...(said !== undefined && { unknown: said }),
    };
  };
}

function readPromise({ id, slo }: Service, findShare: FindShare): ServicePage['promised'] {
  if (slo?.availability === undefined) return undefined;
  const length = parseDuration(slo.window ?? '') ?? reach;
  const share = slo.availability / 100;
  const kept = findShare(id, length);
  const standing = kept.worst >= share ? 'met' : kept.best < share ? 'breached' : 'unknown';
  return { share, reach: length, kept, standing };
}

export interface TeamPage {
  team: Team;
  services: { id: string; name: string; tier: number }[];
  live: IncidentLine[];
  actions: ActionLine[];
  /** Who takes turns, layer by layer. */
  layers: ReturnType<typeof listLayers>;
  /** Who is on call now, until when, and who comes next. */
  onCall: Shift[];
  next?: Shift;
  /** What being on call was to each of them in the last 90 days. */
  load: Load[];
}

export function layTeams(edition: Edition): TeamPage[] {
  const { register, now } = edition;
  const actions = listActions(edition).filter(({ standing }) => standing !== 'done');
  const { loads } = measureLoad(register, { from: now - 90 * day, to: now }, now);
  const pages = layEach(edition, 'team', register.teams.values(), (team) => {
    const services = [...register.services.values()].filter((service) => service.team === team.id);
    const ids = new Set(services.map(({ id }) => id));
    const handles = new Set((team.members ?? []).map(({ handle }) => handle));
    const next = findNextOnCall(team, now);
    return {
      team,
      services: services.map(({ id, name, tier }) => ({ id, name, tier })),
      live: sortNewest(register.incidents.values())
        .filter(isLive)
        .filter((incident) => incident.services.some((id) => ids.has(id)))
        .map((incident) => lineIncident(incident, now)),
      actions: actions.filter(({ owner }) => owner !== undefined && handles.has(owner)),
      layers: team.rotation ? listLayers(team.rotation) : [],
      onCall: findOnCall(team, now),
      ...(next && { next }),
      load: loads.filter((load) => load.team === team.id),
    };
  });
  return [...pages];
}

export interface RunbookPage {
  runbook: Runbook;
  /** Instant from which it is stale. */
  due?: Instant;
  stale: boolean;
  owner: string;
  /** Whether a team owns it, and not a person. */
  isTeam: boolean;
  services: { id: string; name: string }[];
  uses: { incident: string; title: string; at: Instant; outcome: string }[];
}

export function layRunbooks(edition: Edition): RunbookPage[] {
  const { register, now } = edition;
  const uses = new Map<string, RunbookPage['uses']>();
  for (const { id, title, runbookUses } of sortNewest(register.incidents.values())) {
    for (const { runbook, at, outcome } of runbookUses) {
      if (runbook === undefined) continue;
      uses.set(runbook, [...(uses.get(runbook) ?? []), { incident: id, title, at, outcome }]);
    }
  }
  const pages = layEach(edition, 'runbook', register.runbooks.values(), (runbook) => {
    const reviewed = parseDay(runbook.reviewed);
    const every = parseDuration(runbook.review_every);
    const due = reviewed === undefined || every === undefined ? undefined : reviewed + every;
    return {
      runbook,
      ...(due !== undefined && { due }),
      stale: due !== undefined && due < now,
      owner:
        register.teams.get(runbook.owner)?.name ??
        register.people.get(runbook.owner)?.name ??
        runbook.owner,
      isTeam: register.teams.has(runbook.owner),
      services: runbook.services.map((id) => ({ id, name: register.services.get(id)?.name ?? id })),
      uses: uses.get(runbook.id) ?? [],
    };
  });
  return [...pages];
}

export interface ProblemPage {
  problem: Problem;
  owner: string;
  /** Whether a team owns it, and not a person. */
  isTeam: boolean;
  incidents: IncidentLine[];
  actions: ActionLine[];
}

export function layProblems(edition: Edition): ProblemPage[] {
  const { register, now } = edition;
  const actions = groupActions(edition);
  const pages = layEach(edition, 'problem', register.problems.values(), (problem) => ({
    problem,
    owner:
      register.teams.get(problem.owner)?.name ??
      register.people.get(problem.owner)?.name ??
      problem.owner,
    isTeam: register.teams.has(problem.owner),
    incidents: sortNewest(register.incidents.values())
      .filter(
        (incident) =>
          incident.problem === problem.id || problem.incidents?.includes(incident.id) === true,
      )
      .map((incident) => lineIncident(incident, now)),
    actions: actions.get(findPage('problem', problem.id)) ?? [],
  }));
  return [...pages];
}

export interface MaintenancePage {
  maintenance: Maintenance;
  state: 'planned' | 'running' | 'past';
  /** Windows from 30 days ago to 90 days ahead; for a single window always that one. */
  windows: WindowLine[];
  services: { id: string; name: string }[];
}

export function layMaintenance(edition: Edition): MaintenancePage[] {
  const { register, now } = edition;
  const near = listWindows(edition, now - 30 * day, now + 90 * day);
  const coming = new Set(listWindows(edition, now, now + 366 * day).map(({ id }) => id));
  const all = listWindows(edition, 0, now + 366 * day).filter(
    ({ id }) => register.maintenance.get(id)?.window,
  );
  const pages = layEach(
    edition,
    'maintenance',
    register.maintenance.values(),
    (maintenance): MaintenancePage => {
      const windows = (maintenance.window ? all : near).filter(({ id }) => id === maintenance.id);
      const running = windows.some(({ start, end }) => start <= now && now < end);
      return {
        maintenance,
        // A series may have ended, or come back only after more than the days that are listed.
        state: running ? 'running' : coming.has(maintenance.id) ? 'planned' : 'past',
        windows,
        services: maintenance.services.map((id) => ({
          id,
          name: register.services.get(id)?.name ?? id,
        })),
      };
    },
  );
  return [...pages].sort((a, b) => (b.windows[0]?.start ?? 0) - (a.windows[0]?.start ?? 0));
}

export interface PostmortemPage {
  incident: Incident;
  line: IncidentLine;
  authors: string[];
  factors: { category: string; description: string }[];
  actions: ActionLine[];
  approvals: { by: string; at: string; current: boolean; url?: string }[];
  /** Where the changes since it was approved are seen; undefined where it was not amended. */
  changes?: string;
}

export function layPostmortems(edition: Edition): PostmortemPage[] {
  const { register, now } = edition;
  const actions = groupActions(edition);
  const repository = register.settings.site.repository?.replace(/\/$/, '');
  const name = (handle: string): string => register.people.get(handle)?.name ?? handle;
  const pages = layEach(
    edition,
    'postmortem',
    sortNewest(register.incidents.values()),
    (incident) => {
      const { postmortem } = incident;
      if (!postmortem) return [];
      return [
        {
          incident,
          line: lineIncident(incident, now),
          authors: postmortem.authors.map(name),
          factors: (postmortem.factors ?? []).map(({ category, description }) => ({
            category: register.settings.factors.find(({ id }) => id === category)?.name ?? category,
            description,
          })),
          actions: actions.get(findPage('postmortem', incident.id)) ?? [],
          approvals: (postmortem.approvals ?? []).map(({ by, at, digest, pull_request }) => ({
            by: name(by),
            at,
            current: digest === postmortem.digest,
            ...(pull_request !== undefined && { url: pull_request }),
          })),
          ...(postmortem.standing === 'amended' &&
            repository !== undefined && {
              changes: `${repository}/commits/HEAD/incidents/${postmortem.path}`,
            }),
        },
      ];
    },
  );
  return [...pages].flat();
}
