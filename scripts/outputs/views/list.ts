import { formatDuration } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import { isLive, measureLifetime } from '../../model/register/lifetime.ts';
import {
  type Incident,
  type Register,
  type Settings,
  type Affected,
} from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { compareText } from '../../model/text/compare-text.ts';
import { formatTable } from './table.ts';
import { compareWorst, isReal, sayLastRead, stateWords } from '../../model/register/states.ts';

/** Options that choose incidents. */
export interface IncidentFilter {
  readonly status: string | undefined;
  readonly severity: string | undefined;
  readonly service: string | undefined;
  readonly kind: string | undefined;
}

/** Lists the severities of the settings and of all incidents, which may be older. */
export function listSeverities({ settings, incidents }: Register): string[] {
  const given = Array.from(incidents.values(), ({ severity }) => severity ?? []).flat();
  return [...settings.severities.map(({ id }) => id), ...given];
}

/** Selects incidents, the newest first. */
export function selectIncidents({ incidents }: Register, filter: IncidentFilter): Incident[] {
  return [...incidents.values()]
    .filter((incident) => matches(incident, filter))
    .sort((a, b) => (b.firstAt ?? 0) - (a.firstAt ?? 0) || compareText(b.id, a.id));
}

function matches(incident: Incident, { status, severity, service, kind }: IncidentFilter): boolean {
  return (
    (status === undefined ||
      incident.status === status ||
      (status === 'live' && isLive(incident))) &&
    (severity === undefined || incident.severity === severity) &&
    (kind === undefined || incident.kind === kind) &&
    (service === undefined ||
      incident.services.includes(service) ||
      incident.affected.some((span) => span.service === service))
  );
}

/** Describes an incident as JSON, in short. */
export function summarise(incident: Incident, now: Instant) {
  const { id, title, status, severity, kind, services, milestones, lastRead } = incident;
  const lasted = measureLifetime(incident, now);
  return {
    id,
    title,
    status,
    ...(severity !== undefined && { severity }),
    ...(lastRead && { as_of: formatInstant(lastRead.at) }),
    kind,
    services,
    affected: listAffected(incident).map(({ service, state }) => ({ service, state })),
    milestones: Object.fromEntries(
      Object.entries(milestones).map(([name, at]) => [name, formatInstant(at)]),
    ),
    ...(lasted !== undefined && { seconds: Math.round(lasted / 1000) }),
  };
}

/** Formats incidents as a table for a terminal, in the organisation's time zone. */
export function formatIncidents(
  incidents: readonly Incident[],
  { organisation }: Pick<Settings, 'organisation'>,
  now: Instant,
): string {
  return formatTable(
    [
      { heading: 'severity' },
      { heading: 'status' },
      { heading: `since (${organisation.timezone})` },
      { heading: 'lasted', figures: true },
      { heading: 'effect' },
      { heading: 'incident' },
    ],
    incidents.map((incident) => {
      const from = incident.milestones.started ?? incident.firstAt;
      const lasted = measureLifetime(incident, now);
      return [
        incident.severity ?? '–',
        incident.status,
        from === undefined ? '–' : formatInZone(from, organisation.timezone),
        lasted === undefined ? '–' : formatDuration(lasted),
        describeEffect(incident),
        nameIncident(incident, organisation.timezone),
      ];
    }),
  );
}

function nameIncident({ id, title, lastRead }: Incident, zone: string): string {
  return `${id}  ${title}${lastRead ? ` (${sayLastRead(lastRead, zone)})` : ''}`;
}

/** Lists the services that an incident affects now, the worst first. */
export function listAffected({ affected }: Incident): Affected[] {
  return affected.filter(({ to }) => to === undefined).sort(compareWorst);
}

/** Describes the worst effect that an incident has on a service now. */
export function describeEffect(incident: Incident): string {
  const [worst] = listAffected(incident);
  if (!worst || !isReal(incident)) return '–';
  return worst.state === 'affected' ? 'affected, degree not stated' : stateWords[worst.state];
}
