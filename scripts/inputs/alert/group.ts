import type { Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import { isLive } from '../../model/register/lifetime.ts';
import { orderLog } from '../../model/register/log.ts';
import type { Incident, LogEntry, Register, Status } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { formatMarkKey, parseMarks, type Mark } from './mark.ts';

/** Times at which an alert was last in each state. */
interface AlertTimes {
  fired?: Instant;
  acknowledged?: Instant;
  cleared?: Instant;
}

/** A signal that becomes part of an incident's timeline. */
export interface MatchedSignal {
  signal: Signal;
  mark: Mark;
  /** Its effect on the incident's state; missing if it is only noted. */
  effect?: 'opens' | 'reopens' | 'acknowledges' | 'resolves';
  /** Time of the effect, if it is not that of the mark. */
  effectAt?: Instant;
  /** Earliest time of the effect, even if the clock of this machine is behind. */
  effectAfter?: Instant;
}

/** An incident, recorded or to be opened, as far as it matters to alerts. */
export interface AlertGroup {
  /** Missing if the incident is to be opened. */
  incident?: Incident;
  services: readonly string[];
  title: string;
  /** State after the signals that were matched so far. */
  status: Status;
  /** Time of the first acknowledgement. */
  acknowledgedAt?: Instant;
  /** Time of the resolution, or of the pending one. */
  endedAt?: Instant;
  /** Time of the last reopening: a resolution cannot be earlier. */
  reopenedAt?: Instant;
  /** Pending resolution: written only if no alert fires again in the same batch. */
  ending?: MatchedSignal;
  /** Signal that reopened the incident although it is older than the resolution, and the time of that. */
  late?: { matched: MatchedSignal; endedAt: Instant };
  /** True if an alert opened the incident: then the last alert that clears may resolve it. */
  isOurs: boolean;
  /** Time at which the incident was detected or an alert last fired. */
  lastAt: Instant;
  alerts: Map<string, AlertTimes>;
  /** Keys of all marks. */
  seen: Set<string>;
  /** Digests of notes. */
  notes: Set<string>;
  matched: MatchedSignal[];
}

/** A recorded incident with its log. */
export interface LoggedIncident {
  incident: Incident;
  log: readonly LogEntry[];
}

/** Reads the alerts of an incident and their states from its log. */
export function readGroup({ incident, log }: LoggedIncident): AlertGroup {
  const group: AlertGroup = {
    incident,
    services: incident.services,
    title: incident.title,
    status: incident.status,
    isOurs: false,
    lastAt: incident.milestones.detected ?? incident.firstAt ?? 0,
    alerts: new Map(),
    seen: new Set(),
    notes: new Set(),
    matched: [],
  };
  const { acknowledged, resolved } = incident.milestones;
  if (acknowledged !== undefined) group.acknowledgedAt = acknowledged;
  if (resolved !== undefined) group.endedAt = resolved;
  for (const { entry, at } of orderLog(log).entries) {
    if (entry.type === 'detected' && entry.alerts?.fired !== undefined) group.isOurs = true;
    if (entry.type === 'reopened') group.reopenedAt = at;
    for (const mark of parseMarks(entry, at)) addMark(group, mark);
  }
  return group;
}

/** Adds a mark to the alerts of a group. */
export function addMark(group: AlertGroup, mark: Mark): void {
  group.seen.add(formatMarkKey(mark));
  if (mark.state === 'noted') {
    group.notes.add(mark.digest);
    return;
  }
  const alert = group.alerts.get(mark.digest) ?? {};
  const before = alert[mark.state];
  if (before === undefined || mark.at > before) alert[mark.state] = mark.at;
  group.alerts.set(mark.digest, alert);
  if (mark.state === 'fired') group.lastAt = Math.max(group.lastAt, mark.at);
}

/** True if an alert has fired and not cleared since. */
export function isFiring({ fired, cleared }: AlertTimes): boolean {
  return fired !== undefined && (cleared === undefined || fired > cleared);
}

/** True if the incident of a group is live. */
export function isOpen({ status }: AlertGroup): boolean {
  return isLive({ status });
}

/**
 * Finds the incidents that signals may belong to: the live ones, and those with entries within `margin` of a
 * signal, since a repeated signal finds its own mark there.
 */
export function findCandidates(
  { incidents }: Pick<Register, 'incidents'>,
  signals: readonly Signal[],
  margin: Duration,
): Incident[] {
  const times = [...new Set(signals.map(({ at }) => Math.floor(at / margin)))].map(
    (slot) => slot * margin,
  );
  const isNear = ({ firstAt = 0, lastAt = 0 }: Incident): boolean =>
    times.some((at) => lastAt >= at - margin && firstAt <= at + 2 * margin);
  const found = new Set([...incidents.values()].filter((one) => isLive(one) || isNear(one)));
  for (const { mergedInto } of found) {
    const target = incidents.get(mergedInto ?? '');
    if (target) found.add(target);
  }
  return [...found];
}
