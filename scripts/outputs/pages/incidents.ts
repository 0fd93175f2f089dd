import { compareText } from '../../model/text/compare-text.ts';
import type { Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Incident, LastRead, Status } from '../../model/register/register.ts';
import { findStart, measureLifetime } from '../../model/register/lifetime.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { sortNewest } from '../../model/register/states.ts';
import type { Route } from './draft.ts';

/** One incident in a list. */
export interface IncidentRow {
  id: string;
  title: string;
  status: Status;
  severity?: string;
  kind: Incident['kind'];
  start?: Instant;
  lasted?: Duration;
  services: string[];
  /** Present if its files cannot be read now: the commit that it is shown as of. */
  lastRead?: LastRead;
}

/** Builds the row of an incident in a list. */
export function toIncidentRow(incident: Incident, now: Instant): IncidentRow {
  const { id, title, status, severity, kind, services, lastRead } = incident;
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
    ...(lastRead && { lastRead }),
  };
}

/** The incidents whose ids name one year. */
export interface YearOfIncidents {
  year: string;
  rows: IncidentRow[];
}

/** Lists all incidents by the year in their id, the newest first. */
export function listIncidents({ register, now }: Edition): YearOfIncidents[] {
  const rows = sortNewest(register.incidents.values()).map((incident) =>
    toIncidentRow(incident, now),
  );
  return [...Map.groupBy(rows, ({ id }) => id.slice(0, 4))]
    .map(([year, group]) => ({ year, rows: group }))
    .sort((a, b) => compareText(b.year, a.year));
}

/** Maximum number of incidents on one page; more make it slow to open. */
const maxOnOnePage = 500;

/** Splits years into those on the page of all incidents, at least the newest, and those with a page of their own. */
export function splitYears(years: readonly YearOfIncidents[]): {
  shown: YearOfIncidents[];
  apart: YearOfIncidents[];
} {
  let count = 0;
  const fitting = years.findIndex(({ rows }) => (count += rows.length) > maxOnOnePage);
  const end = fitting === -1 ? years.length : Math.max(1, fitting);
  return { shown: years.slice(0, end), apart: years.slice(end) };
}

/** Finds the page of a year that is not on the page of all incidents. */
function findYear(year: string): string {
  return `/incidents/years/${year}/`;
}

/** The page of all incidents. */
export interface IncidentsPage {
  count: number;
  /** Number of incidents of each severity. */
  severities: [name: string, count: number][];
  shown: YearOfIncidents[];
  /** Years with a page of their own. */
  apart: { year: string; page: string; count: number }[];
}

/** The page of one year. */
export interface YearPage extends YearOfIncidents {
  page: string;
}

/** Lists the page of all incidents. */
export const listIncidentsPage: Route<IncidentsPage> = ({ edition }) => [
  { page: '/incidents/', load: () => buildIncidentsPage(listIncidents(edition)) },
];

function buildIncidentsPage(years: readonly YearOfIncidents[]): IncidentsPage {
  const { shown, apart } = splitYears(years);
  const all = years.flatMap(({ rows }) => rows);
  return {
    count: all.length,
    severities: [...Map.groupBy(all, ({ severity }) => severity)]
      .map(([name, rows]): [string, number] => [name ?? 'not triaged', rows.length])
      .sort(([a], [b]) => compareText(a, b)),
    shown,
    apart: apart.map(({ year, rows }) => ({ year, page: findYear(year), count: rows.length })),
  };
}

/** Lists the pages of years that are not on the page of all incidents. */
export const listYearPages: Route<YearPage> = ({ edition }) =>
  splitYears(listIncidents(edition)).apart.map((year) => {
    const page = findYear(year.year);
    return { page, load: () => ({ ...year, page }) };
  });
