import type { Duration } from '../register/duration.ts';
import type { Instant } from '../register/instant.ts';
import type { Incident, Status } from '../register/register.ts';
import { findStart, measureLifetime } from '../register/lifetime.ts';
import type { Edition } from '../edition/cut.ts';
import { sortNewest } from './state.ts';

/** One incident in a list. */
export interface IncidentLine {
  id: string;
  title: string;
  status: Status;
  severity?: string;
  kind: Incident['kind'];
  start?: Instant;
  lasted?: Duration;
  services: string[];
}

export function lineIncident(incident: Incident, now: Instant): IncidentLine {
  const { id, title, status, severity, kind, services } = incident;
  const start = findStart(incident);
  const lasted = measureLifetime(incident, now);
  return {
    id,
    title,
    status,
    kind,
    services,
    ...(severity !== undefined && { severity }),
    ...(start !== undefined && { start }),
    ...(lasted !== undefined && { lasted }),
  };
}

export interface YearOfIncidents {
  year: string;
  lines: IncidentLine[];
}

/** All incidents by the year in their id, the newest first. */
export function listIncidents({ register, now }: Edition): YearOfIncidents[] {
  const lines = sortNewest(register.incidents.values()).map((incident) =>
    lineIncident(incident, now),
  );
  return [...Map.groupBy(lines, ({ id }) => id.slice(0, 4))]
    .map(([year, group]) => ({ year, lines: group }))
    .sort((a, b) => (a.year < b.year ? 1 : -1));
}
