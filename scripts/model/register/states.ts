import { compareText } from '../text/compare-text.ts';
import { day } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import { findCoverage } from './coverage.ts';
import { findStart } from './lifetime.ts';
import type {
  Incident,
  LastRead,
  LeftOut,
  Records,
  ServiceState,
  UnreadIncident,
} from './register.ts';
import { findInstant, formatInZone, toWall } from '../time/zone.ts';

/** Service states from the least to the worst; anything known overrides missing data. */
export const stateOrder: readonly ServiceState[] = [
  'no-data',
  'operational',
  'maintenance',
  'unknown',
  'affected',
  'degraded',
  'partial-outage',
  'major-outage',
];

/** Sorts what is in a state, the worst first. */
export function compareWorst(a: { state: ServiceState }, b: { state: ServiceState }): number {
  return stateOrder.indexOf(b.state) - stateOrder.indexOf(a.state);
}

/** Words for states, as a reader says them. */
export const stateWords: Record<ServiceState, string> = {
  operational: 'operational',
  maintenance: 'under maintenance',
  'no-data': 'no data',
  unknown: 'unknown',
  affected: 'affected',
  degraded: 'degraded',
  'partial-outage': 'partial outage',
  'major-outage': 'major outage',
};

/** Checks whether an incident shows the real state of services: not an exercise or a false alarm. */
export function isReal(incident: Incident): boolean {
  return incident.kind === 'incident' && incident.status !== 'cancelled';
}

/** Incidents from the newest to the oldest. */
export function sortNewest(incidents: Iterable<Incident>): Incident[] {
  return [...incidents].sort(
    (a, b) => (findStart(b) ?? 0) - (findStart(a) ?? 0) || compareText(b.id, a.id),
  );
}

/** A span in which a service was in a state, and the incident that says so. */
interface Effect {
  service: string;
  state: ServiceState;
  from: Instant;
  to?: Instant;
  incident: string;
}

/** Every state that real incidents put services in, and those that cannot be told from an unread record. */
function* listStates({ incidents, unread }: Records, now: Instant): Generator<Effect> {
  for (const incident of incidents.values()) {
    if (!isReal(incident)) continue;
    for (const span of incident.affected) yield { ...span, incident: incident.id };
  }
  for (const { id, services, from = now - 1 } of unread) {
    for (const service of services) yield { service, state: 'unknown', from, incident: id };
  }
}

/** Finds the worst state each service is in now, by id; services that are operational are not named. */
export function findStates(
  register: Records,
  now: Instant,
): Map<string, { state: ServiceState; incident: string }> {
  const states = new Map<string, { state: ServiceState; incident: string }>();
  for (const { service, state, from, to, incident } of listStates(register, now)) {
    if (from > now || (to !== undefined && to <= now)) continue;
    const known = states.get(service);
    if (!known || stateOrder.indexOf(state) > stateOrder.indexOf(known.state)) {
      states.set(service, { state, incident });
    }
  }
  return states;
}

/** One day of a service: its worst state, and which incidents made it so. */
export interface DayState {
  /** Midnight UTC of its date. */
  day: number;
  state: ServiceState;
  incidents: string[];
}

/**
 * Each service's worst state on each of the last days of a zone, oldest first, in one pass over the
 * incidents. Days that the records do not cover are without data, unless an incident says otherwise.
 */
export function layDays(
  register: Records,
  services: Iterable<string>,
  now: Instant,
  days: number,
  zone: string,
): Map<string, DayState[]> {
  const dateOf = (instant: Instant): number => Math.floor(toWall(instant, zone) / day) * day;
  const first = dateOf(now) - (days - 1) * day;
  const begin = findInstant(first, zone);
  const place = (instant: Instant): number => (dateOf(instant) - first) / day;
  const coverage = findCoverage(register, now);
  const [opening, closing] = coverage ? [place(coverage.from), place(coverage.to)] : [days, days];
  const laid = new Map<string, DayState[]>();
  for (const service of services) {
    laid.set(
      service,
      Array.from({ length: days }, (_, index) => ({
        day: first + index * day,
        state: index < opening || index > closing ? ('no-data' as const) : ('operational' as const),
        incidents: [],
      })),
    );
  }
  for (const { service, state, from, to = now, incident } of listStates(register, now)) {
    const cells = laid.get(service);
    if (!cells || to <= begin || from > now) continue;
    const last = Math.min(days - 1, place(to - 1));
    for (let index = Math.max(0, place(from)); index <= last; index++) {
      const cell = cells[index];
      if (!cell) continue;
      if (stateOrder.indexOf(state) > stateOrder.indexOf(cell.state)) cell.state = state;
      if (!cell.incidents.includes(incident)) cell.incidents.push(incident);
    }
  }
  return laid;
}

/** Runs of neighbouring days of which the same is to be said: most services have one of 90 days. */
export function joinDays(days: readonly DayState[]): DayState[][] {
  const runs: DayState[][] = [];
  const tell = (cell: DayState | undefined): string =>
    JSON.stringify([cell?.state, cell?.incidents]);
  for (const cell of days) {
    const run = runs.at(-1);
    if (run && tell(run[0]) === tell(cell)) run.push(cell);
    else runs.push([cell]);
  }
  return runs;
}

/** Which incidents cannot be read, in words; undefined if there is none. */
export function sayUnread(unread: readonly UnreadIncident[]): string | undefined {
  const [first] = unread;
  if (!first) return undefined;
  return unread.length === 1
    ? `the record of ${first.id} cannot be read`
    : `the records of ${first.id} and ${unread.length - 1} more cannot be read`;
}

/** Explains which incidents are shown as of a commit because they cannot be read; undefined if none is. */
export function sayOlder(incidents: Records['incidents'], zone: string): string | undefined {
  const older = [...incidents.values()].flatMap(({ id, lastRead }) =>
    lastRead ? [{ id, lastRead }] : [],
  );
  const [first] = older;
  if (!first) return undefined;
  return older.length === 1
    ? `the record of ${first.id} cannot be read and is shown ${sayAsOf(first.lastRead, zone)}`
    : `the records of ${first.id} and ${older.length - 1} more cannot be read and are shown as of earlier commits`;
}

/** Lists the files that were left out of a folder, or the folder itself if it was. */
export function listBroken(leftOut: readonly LeftOut[], folder: string): string[] {
  const paths = leftOut.map(({ path }) => path);
  const inside = paths.filter((path) => path.startsWith(`${folder}/`));
  return inside.length > 0 ? inside : [folder];
}

/** Explains that a record is shown as of a commit, and why. */
export function sayLastRead(lastRead: LastRead, zone: string): string {
  return `${sayAsOf(lastRead, zone)}, ${lastRead.broken} cannot be read now`;
}

/** Explains in short that something is shown as of a commit. */
export function sayAsOf({ at }: LastRead, zone: string): string {
  return `as of ${formatInZone(at, zone)}`;
}
