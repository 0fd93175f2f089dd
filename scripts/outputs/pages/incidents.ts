import type { Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Incident, Status } from '../../model/register/register.ts';
import { findStart, measureLifetime } from '../../model/register/lifetime.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { sortNewest } from '../../model/register/states.ts';

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

/** More incidents than this make a page that is slow to open. */
const mostOnOnePage = 500;

/** Which years stand on the page of all incidents, the newest at least, and which have a page of their own. */
export function splitYears(years: readonly YearOfIncidents[]): {
  shown: YearOfIncidents[];
  apart: YearOfIncidents[];
} {
  let count = 0;
  const fitting = years.findIndex(({ lines }) => (count += lines.length) > mostOnOnePage);
  const end = fitting === -1 ? years.length : Math.max(1, fitting);
  return { shown: years.slice(0, end), apart: years.slice(end) };
}

/** The page of a year that is not shown with all others. */
export function findYear(year: string): string {
  return `/incidents/years/${year}/`;
}
