import { day, parseDuration, type Duration } from '../time/duration.ts';
import { parseInstant, type Instant } from '../time/instant.ts';
import type { Calendar, SlaTargets } from '../../../schemas/generated/records.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Incident, Records, RecordSettings } from '../register/register.ts';
import { openCalendar, uniteSpans, type Span, type WorkingTime } from './calendar.ts';
import { readRegulations, type Duties } from './duties.ts';

/** Targets of an SLA policy for the incident itself, in the order in which they are due. */
export const targetNames = ['acknowledge', 'update', 'mitigate', 'resolve', 'postmortem'] as const;
export type TargetName = (typeof targetNames)[number];

/** Targets for one severity under one policy. */
export interface SeverityTargets {
  durations: Partial<Record<TargetName, Duration>>;
  calendar: string;
  time: WorkingTime;
}

export interface Policy {
  effective: Instant;
  untriaged: string | undefined;
  targets: ReadonlyMap<string, SeverityTargets>;
}

/** A window of planned work, during which clocks are stopped. */
export interface Planned extends Span {
  why: string;
}

/** Everything that clocks are evaluated against, read once for all incidents. */
export interface Targets {
  policies: readonly Policy[];
  regulations: readonly Duties[];
  warnAt: number;
  /** Setting that decides whether imported incidents are judged. */
  judge_imports: boolean;
  /** Time zone of the organisation. An action is due at the end of a day in it. */
  zone: string;
  /** Windows of planned work by service, in order and without overlaps. All clocks share them, since there are many. */
  planned: ReadonlyMap<string, readonly Planned[]>;
}

/**
 * Reads the targets in the settings, and the maintenance windows from the first incident to a year
 * from now; later windows cannot affect what is already due.
 */
export function readTargets(register: Records, now: Instant): Targets {
  const { settings } = register;
  return {
    policies: settings.sla
      .map((policy) => readPolicy(policy, settings))
      .filter((policy) => policy !== undefined)
      .sort((a, b) => a.effective - b.effective),
    regulations: readRegulations(settings),
    warnAt: settings.warn_at,
    judge_imports: settings.judge_imports,
    zone: settings.organisation.timezone,
    planned: planWindows(register, now),
  };
}

/**
 * Returns the policy in force at an instant: the newest that was effective by then; undefined
 * before the first.
 */
export function findPolicy({ policies }: Targets, at: Instant): Policy | undefined {
  let found: Policy | undefined;
  for (const policy of policies) if (policy.effective <= at) found = policy;
  return found;
}

function readPolicy(
  { effective, untriaged, targets }: RecordSettings['sla'][number],
  { calendars }: RecordSettings,
): Policy | undefined {
  const from = parseInstant(effective);
  if (from === undefined) return undefined;
  return {
    effective: from,
    untriaged,
    targets: new Map(
      Object.entries(targets).map(([severity, row]) => [
        severity,
        readSeverityTargets(row, calendars),
      ]),
    ),
  };
}

function readSeverityTargets(
  row: SlaTargets,
  calendars: Record<string, Calendar>,
): SeverityTargets {
  const { calendar = 'always' } = row;
  const durations: SeverityTargets['durations'] = {};
  for (const name of targetNames) {
    const duration = parseDuration(row[name] ?? '');
    if (duration !== undefined) durations[name] = duration;
  }
  // A calendar that is not defined has its own finding; until it is fixed, the clock runs day and
  // night.
  const found = Object.hasOwn(calendars, calendar) ? calendars[calendar] : undefined;
  return { durations, calendar: found ? calendar : 'always', time: openCalendar(found) };
}

const ahead = 366 * day;

function planWindows({ incidents, maintenance }: Records, now: Instant): Targets['planned'] {
  const spans = new Map<string, Span[]>();
  if (maintenance.size === 0) return new Map();
  let first = now;
  for (const { firstAt } of incidents.values())
    if (firstAt !== undefined && firstAt < first) first = firstAt;
  for (const record of maintenance.values()) {
    // One year at a time, since a daily recurrence is limited within one.
    for (let from = first; from < now + ahead; from += ahead) {
      for (const { start, end } of expandMaintenance(record, from, from + ahead)) {
        for (const service of record.services) {
          const known = spans.get(service);
          if (known) known.push({ from: start, to: end });
          else spans.set(service, [{ from: start, to: end }]);
        }
      }
    }
  }
  return new Map(
    [...spans].map(([service, listed]) => [service, uniteSpans(listed).map(makePlanned)]),
  );
}

const makePlanned = ({ from, to }: Span): Planned => ({
  from,
  to,
  why: 'planned work on all its services',
});

/**
 * Lists the periods in which all of an incident's services were under planned work, when no clock
 * runs. Windows that ended by `from`, or begin after `to`, are left out.
 */
export function findPlanned(
  { services }: Pick<Incident, 'services'>,
  { planned }: Pick<Targets, 'planned'>,
  from: Instant,
  to: Instant,
): readonly Planned[] {
  let common: readonly Planned[] | undefined;
  for (const service of services) {
    const windows = cutWindows(planned.get(service) ?? [], from, to);
    common = common ? intersect(common, windows) : windows;
    if (common.length === 0) break;
  }
  return common ?? [];
}

/** Selects the windows that end after `from` and begin no later than `to`. */
function cutWindows(windows: readonly Planned[], from: Instant, to: Instant): readonly Planned[] {
  const first = countWhile(windows, (window) => window.to <= from);
  return windows.slice(
    first,
    countWhile(windows, (window) => window.from <= to),
  );
}

/** Counts the windows at the beginning of a list that meet a condition; none after them does. */
function countWhile(windows: readonly Planned[], isBefore: (window: Planned) => boolean): number {
  let [low, high] = [0, windows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const window = windows[middle];
    if (window && isBefore(window)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Intersects two lists of windows, each in order and without overlaps. */
function intersect(some: readonly Planned[], others: readonly Planned[]): Planned[] {
  const common: Planned[] = [];
  let index = 0;
  for (const { from, to } of some) {
    for (let other = others[index]; other && other.from < to; other = others[++index]) {
      const span = { from: Math.max(from, other.from), to: Math.min(to, other.to) };
      if (span.from < span.to) common.push(makePlanned(span));
      if (other.to > to) break;
    }
  }
  return common;
}
