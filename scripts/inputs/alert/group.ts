import type { Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import { isLive } from '../../model/register/lifetime.ts';
import { orderLog } from '../../model/register/log.ts';
import type { Incident, LogEntry, Register, Status } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { nameMark, parseMarks, type Mark } from './mark.ts';

/** When an alert last did what. */
interface Alert {
  fired?: Instant;
  acknowledged?: Instant;
  cleared?: Instant;
}

/** One thing that becomes part of an incident's timeline. */
export interface Happening {
  signal: Signal;
  mark: Mark;
  /** What it does to the incident beside being told. */
  turn?: 'opens' | 'reopens' | 'acknowledges' | 'resolves';
  /** When it does that, where it is not the instant of the mark. */
  turnsAt?: Instant;
  /** It does that no earlier than this, whatever our clock says. */
  turnsAfter?: Instant;
}

/** An incident, or one to be, as far as alerts matter to it. */
export interface Group {
  /** Undefined for one that is to be opened. */
  incident?: Incident;
  services: readonly string[];
  title: string;
  /** With what has happened so far. */
  status: Status;
  /** When it was first acknowledged. */
  acknowledgedAt?: Instant;
  /** When it was resolved, or would be when nothing fires again at once. */
  endedAt?: Instant;
  /** When it was last reopened: it cannot end before that. */
  reopenedAt?: Instant;
  /** The resolution that is not written yet, since an alert may flap. */
  ending?: Happening;
  /** What reopened it although it came before its end, which was this. */
  late?: { happening: Happening; endedAt: Instant };
  /** Whether an alert opened it: then the last alert that clears may resolve it. */
  isOurs: boolean;
  /** The newest instant at which it began or an alert fired. */
  lastAt: Instant;
  alerts: Map<string, Alert>;
  /** Names of all marks. */
  seen: Set<string>;
  /** Digests of notes. */
  notes: Set<string>;
  happenings: Happening[];
}

/** An incident with its log, as it is read from the record. */
export interface Known {
  incident: Incident;
  log: readonly LogEntry[];
}

/** Reads from an incident's log which alerts it knows and how they stand. */
export function readGroup({ incident, log }: Known): Group {
  const group: Group = {
    incident,
    services: incident.services,
    title: incident.title,
    status: incident.status,
    isOurs: false,
    lastAt: incident.milestones.detected ?? incident.firstAt ?? 0,
    alerts: new Map(),
    seen: new Set(),
    notes: new Set(),
    happenings: [],
  };
  const { acknowledged, resolved } = incident.milestones;
  if (acknowledged !== undefined) group.acknowledgedAt = acknowledged;
  if (resolved !== undefined) group.endedAt = resolved;
  for (const { entry, at } of orderLog(log).entries) {
    if (entry.type === 'detected' && entry.alerts?.fired !== undefined) group.isOurs = true;
    if (entry.type === 'reopened') group.reopenedAt = at;
    for (const mark of parseMarks(entry, at)) noteMark(group, mark);
  }
  return group;
}

/** Keeps what a mark tells. */
export function noteMark(group: Group, mark: Mark): void {
  group.seen.add(nameMark(mark));
  if (mark.told === 'noted') {
    group.notes.add(mark.digest);
    return;
  }
  const alert = group.alerts.get(mark.digest) ?? {};
  const before = alert[mark.told];
  if (before === undefined || mark.at > before) alert[mark.told] = mark.at;
  group.alerts.set(mark.digest, alert);
  if (mark.told === 'fired') group.lastAt = Math.max(group.lastAt, mark.at);
}

/** Whether an alert has fired and not cleared since. */
export function isFiring({ fired, cleared }: Alert): boolean {
  return fired !== undefined && (cleared === undefined || fired > cleared);
}

/** Whether the group goes on, or could at once. */
export function isOpen({ status }: Group): boolean {
  return isLive({ status });
}

/**
 * Which incidents may have to do with signals: the live ones, and those that went on within `margin` of
 * one of them, for a signal that is sent again finds its own trace there.
 */
export function chooseCandidates(
  { incidents }: Pick<Register, 'incidents'>,
  signals: readonly Signal[],
  margin: Duration,
): Incident[] {
  const times = [...new Set(signals.map(({ at }) => Math.floor(at / margin)))].map(
    (turn) => turn * margin,
  );
  const isNear = ({ firstAt = 0, lastAt = 0 }: Incident): boolean =>
    times.some((at) => lastAt >= at - margin && firstAt <= at + 2 * margin);
  const chosen = new Set([...incidents.values()].filter((one) => isLive(one) || isNear(one)));
  for (const { mergedInto } of chosen) {
    const target = incidents.get(mergedInto ?? '');
    if (target) chosen.add(target);
  }
  return [...chosen];
}
