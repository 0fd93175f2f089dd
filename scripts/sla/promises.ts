import { day, parseDuration, type Duration } from '../register/duration.ts';
import { parseInstant, type Instant } from '../register/instant.ts';
import type { Calendar, Regulation, SlaTargets } from '../register/records.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Incident, Milestone, Register, Settings } from '../register/register.ts';
import { openCalendar, uniteSpans, type Span, type WorkingTime } from './calendar.ts';

/** Targets of an SLA policy for the incident itself, in the order in which they are due. */
export const targetNames = ['acknowledge', 'update', 'mitigate', 'resolve', 'postmortem'] as const;
export type TargetName = (typeof targetNames)[number];

/** Targets for one severity under one policy. */
export interface Targets {
  durations: Partial<Record<TargetName, Duration>>;
  calendar: string;
  time: WorkingTime;
}

export interface Policy {
  effective: Instant;
  untriaged: string | undefined;
  targets: ReadonlyMap<string, Targets>;
}

export interface RegulatoryClock {
  /** regulation/clock, as entries refer to it. */
  key: string;
  title: string;
  after: Milestone;
  within: Duration;
  severities: readonly string[] | undefined;
}

/** Everything that clocks are evaluated against, read once for all incidents. */
export interface Promises {
  policies: readonly Policy[];
  regulations: readonly RegulatoryClock[];
  warnAt: number;
  /** Time zone of the organisation. An action is due at the end of a day in it. */
  zone: string;
  /** Maintenance windows by service, in order and without overlaps. */
  planned: ReadonlyMap<string, readonly Span[]>;
}

/**
 * Reads the targets in the settings, and the maintenance windows from the first incident to a year
 * from now; later windows cannot affect what is already due.
 */
export function readPromises(register: Register, now: Instant): Promises {
  const { settings } = register;
  return {
    policies: settings.sla
      .map((policy) => readPolicy(policy, settings))
      .filter((policy) => policy !== undefined)
      .sort((a, b) => a.effective - b.effective),
    regulations: settings.regulations.flatMap(readRegulation),
    warnAt: settings.warn_at,
    zone: settings.organisation.timezone,
    planned: planWindows(register, now),
  };
}

/**
 * Returns the policy in force at an instant: the newest that was effective by then; undefined
 * before the first.
 */
export function findPolicy({ policies }: Promises, at: Instant): Policy | undefined {
  let found: Policy | undefined;
  for (const policy of policies) if (policy.effective <= at) found = policy;
  return found;
}

function readPolicy(
  { effective, untriaged, targets }: Settings['sla'][number],
  { calendars }: Settings,
): Policy | undefined {
  const from = parseInstant(effective);
  if (from === undefined) return undefined;
  return {
    effective: from,
    untriaged,
    targets: new Map(
      Object.entries(targets).map(([severity, row]) => [severity, readTargets(row, calendars)]),
    ),
  };
}

function readTargets(row: SlaTargets, calendars: Record<string, Calendar>): Targets {
  const { calendar = 'always' } = row;
  const durations: Targets['durations'] = {};
  for (const name of targetNames) {
    const duration = parseDuration(row[name] ?? '');
    if (duration !== undefined) durations[name] = duration;
  }
  // A calendar that is not defined has its own finding; until it is fixed, the clock runs day and
  // night.
  const found = Object.hasOwn(calendars, calendar) ? calendars[calendar] : undefined;
  return { durations, calendar: found ? calendar : 'always', time: openCalendar(found) };
}

function readRegulation({ id, name, severities, clocks }: Regulation): RegulatoryClock[] {
  return clocks.flatMap(({ id: clock, after, within }) => {
    const duration = parseDuration(within);
    if (duration === undefined) return [];
    const title = `${name}: ${clock.replaceAll('-', ' ')}`;
    return [{ key: `${id}/${clock}`, title, after, within: duration, severities }];
  });
}

const ahead = 366 * day;

function planWindows({ incidents, maintenance }: Register, now: Instant): Promises['planned'] {
  const planned = new Map<string, Span[]>();
  if (maintenance.size === 0) return planned;
  let first = now;
  for (const { firstAt } of incidents.values())
    if (firstAt !== undefined && firstAt < first) first = firstAt;
  for (const record of maintenance.values()) {
    // One year at a time, since a daily recurrence is limited within one.
    for (let from = first; from < now + ahead; from += ahead) {
      for (const { start, end } of expandMaintenance(record, from, from + ahead)) {
        for (const service of record.services) {
          const known = planned.get(service);
          if (known) known.push({ from: start, to: end });
          else planned.set(service, [{ from: start, to: end }]);
        }
      }
    }
  }
  for (const [service, spans] of planned) planned.set(service, uniteSpans(spans));
  return planned;
}

/**
 * Lists the periods in which all of an incident's services were under planned work, when no clock
 * runs.
 */
export function findPlanned(
  incident: Pick<Incident, 'services'>,
  { planned }: Promises,
): readonly Span[] {
  let common: readonly Span[] | undefined;
  for (const service of incident.services) {
    const spans = planned.get(service);
    if (!spans) return [];
    common = common ? intersect(common, spans) : spans;
  }
  return common ?? [];
}

function intersect(some: readonly Span[], others: readonly Span[]): Span[] {
  return some.flatMap(({ from, to }) =>
    others
      .map((other) => ({ from: Math.max(from, other.from), to: Math.min(to, other.to) }))
      .filter((span) => span.from < span.to),
  );
}
