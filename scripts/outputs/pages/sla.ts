import type { Edition } from '../../model/edition/cut.ts';
import { formatDuration, type Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import { formatInZone } from '../../model/time/zone.ts';
import type { Clock } from '../../model/sla/clock.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets, targetNames } from '../../model/sla/targets.ts';
import { compareUrgency, isPending } from '../../model/sla/urgency.ts';
import { wilson, type Interval } from '../../model/statistic/interval.ts';
import { listMonths } from './kpis.ts';

/** One promise, as a page shows it. */
export interface ClockLine {
  incident: string;
  incidentTitle: string;
  key: string;
  title: string;
  state: Clock['state'];
  severity?: string;
  /** How long it may take. */
  target?: Duration;
  due?: Instant;
  stopped?: Instant;
  /** Time on the wall until it is due; negative when it is late; of what is done, when it was done. */
  left?: Duration;
  reason?: string;
}

/** How often promises of one kind were kept, month by month. */
export interface Compliance {
  kind: string;
  title: string;
  met: number;
  of: number;
  /** Wilson's 95 % interval of the share. */
  interval?: Interval;
  months: { month: string; met: number; of: number }[];
}

export interface SlaPage {
  /** What somebody still has to do, the most urgent first. */
  pending: ClockLine[];
  compliance: Compliance[];
  months: string[];
  /** How many promises were broken in these months, and by which incidents. */
  broken: ClockLine[];
}

const kinds: [Clock['kind'], string][] = [
  ['acknowledge', 'Acknowledge'],
  ['update', 'Updates'],
  ['mitigate', 'Mitigate'],
  ['resolve', 'Resolve'],
  ['postmortem', 'Postmortem'],
  ['action', 'Actions'],
  ['regulation', 'Regulations'],
];

/** The promises as they stand, and how they were kept in the last twelve months. */
export function laySla({ register, now }: Edition): SlaPage {
  const zone = register.settings.organisation.timezone;
  const promises = readTargets(register, now);
  const clocks = [...register.incidents.values()].flatMap((incident) =>
    evaluateClocks(incident, promises, now).map((clock) => ({ clock, title: incident.title })),
  );
  const months = listMonths(now, zone);
  const decided = clocks.flatMap(({ clock, title }) => {
    const at = findDecision(clock);
    const month = at === undefined ? '' : formatInZone(at, zone).slice(0, 7);
    return at !== undefined && months.includes(month) ? [{ clock, title, month, at }] : [];
  });
  return {
    months,
    pending: clocks
      .filter(({ clock }) => isPending(clock))
      .sort((a, b) => compareUrgency(a.clock, b.clock))
      .map(({ clock, title }) => lineClock(clock, title, now)),
    compliance: kinds.flatMap(([kind, title]) => {
      const own = decided.filter(({ clock }) => clock.kind === kind);
      const met = own.filter(({ clock }) => clock.state === 'met').length;
      if (own.length === 0) return [];
      const interval = wilson(met, own.length);
      const byMonth = months.map((month) => {
        const rows = own.filter((row) => row.month === month);
        const kept = rows.filter(({ clock }) => clock.state === 'met').length;
        return { month, met: kept, of: rows.length };
      });
      return [{ kind, title, met, of: own.length, ...(interval && { interval }), months: byMonth }];
    }),
    broken: decided
      .filter(({ clock }) => clock.state === 'breached')
      .sort((a, b) => b.at - a.at)
      .map(({ clock, title }) => lineClock(clock, title, now)),
  };
}

/** The clocks of each incident, by its id. */
export function layClocks({ register, now }: Edition): (id: string) => ClockLine[] {
  const promises = readTargets(register, now);
  return (id) => {
    const incident = register.incidents.get(id);
    if (!incident) return [];
    return evaluateClocks(incident, promises, now).map((clock) =>
      lineClock(clock, incident.title, now),
    );
  };
}

/** Of each incident the deadline that is the most urgent one, by its id; undefined where nothing falls due. */
export function layDeadlines({ register, now }: Edition): (id: string) => ClockLine | undefined {
  const promises = readTargets(register, now);
  return (id) => {
    const incident = register.incidents.get(id);
    const [first] = (incident ? evaluateClocks(incident, promises, now) : [])
      .filter((clock) => isPending(clock) && clock.due !== undefined)
      .sort(compareUrgency);
    return first && incident && lineClock(first, incident.title, now);
  };
}

/** How far a promise is from its end, or was when it was kept or broken. */
export function sayMargin({ left, stopped, state }: ClockLine): string {
  if (left === undefined) return state === 'paused' ? 'stands still' : '–';
  const length = formatDuration(Math.abs(left));
  if (stopped !== undefined) return state === 'met' ? `${length} to spare` : `${length} late`;
  return left > 0 ? `${length} left` : `${length} late`;
}

/** Since when it is certain whether a promise was kept; undefined while it is open, or where there is none. */
function findDecision({ state, stopped, breachedAt }: Clock): Instant | undefined {
  if (state === 'met') return stopped;
  return state === 'breached' ? breachedAt : undefined;
}

function lineClock(clock: Clock, title: string, now: Instant): ClockLine {
  const { incident, key, state, severity, target, due, stopped, reason } = clock;
  const isTarget = targetNames.some((name) => name === clock.kind);
  return {
    incident,
    incidentTitle: title,
    key,
    title: isTarget || clock.kind === 'regulation' ? clock.title : `Action: ${clock.title}`,
    state,
    ...(severity !== undefined && { severity }),
    ...(target !== undefined && { target }),
    ...(due !== undefined && { due, left: due - (stopped ?? now) }),
    ...(stopped !== undefined && { stopped }),
    ...(reason !== undefined && { reason }),
  };
}
