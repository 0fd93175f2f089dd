import { parseDuration, type Duration } from '../../model/time/duration.ts';
import type { Register } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { acceptsAlert, findNear, findOwn } from './find.ts';
import {
  addMark,
  isFiring,
  isOpen,
  readGroup,
  type AlertGroup,
  type LoggedIncident,
  type MatchedSignal,
} from './group.ts';
import { buildMark, digestAlert, formatMarkKey, type HashText, type Mark } from './mark.ts';
import { findServices, listDependencies } from './services.ts';
import { tidySignal } from './tidy.ts';

/**
 * Result of a signal: it opened an incident, was recorded in one, was already recorded, or matches no open
 * incident.
 */
export type SignalOutcome = 'opened' | 'recorded' | 'repeated' | 'unmatched';

export interface MatchedBatch {
  /** Incidents that change. */
  groups: AlertGroup[];
  /** One outcome for each signal, in the order of the signals. */
  outcomes: { signal: Signal; outcome: SignalOutcome; group?: AlertGroup }[];
}

/** The records that signals are matched with. */
export interface MatchContext {
  register: Pick<Register, 'settings' | 'services' | 'aliases'>;
  known: readonly LoggedIncident[];
  hash: HashText;
}

/** State of matching one batch. */
interface Matching extends MatchContext {
  groups: AlertGroup[];
  groupWithin: Duration;
  reopenWithin: Duration;
}

/** Second in milliseconds. */
const second = 1_000;

const rank: Readonly<Record<Signal['state'], number>> = {
  triggered: 0,
  note: 1,
  acknowledged: 2,
  resolved: 3,
};

/**
 * Matches signals with incidents, oldest first. A known alert goes to its incident. An alert that fires anew
 * goes to a live incident of its service that was detected, or whose last alert fired, shortly before;
 * otherwise it opens one. No signal counts twice, in whatever order and however often it is sent.
 */
export function matchSignals(context: MatchContext, signals: readonly Signal[]): MatchedBatch {
  const { intake } = context.register.settings;
  const matching: Matching = {
    ...context,
    groups: context.known.map(readGroup),
    groupWithin: parseDuration(intake.group_within) ?? 0,
    reopenWithin: parseDuration(intake.reopen_within) ?? 0,
  };
  const order = signals
    .map((signal, index) => ({ signal: tidySignal(signal), index }))
    .sort(
      (a, b) =>
        a.signal.at - b.signal.at ||
        rank[a.signal.state] - rank[b.signal.state] ||
        a.index - b.index,
    );
  const outcomes: MatchedBatch['outcomes'] = [];
  for (const { signal, index } of order) {
    const mark = buildMark(signal, matching.hash);
    outcomes[index] = { signal, ...matchSignal(matching, signal, mark) };
  }
  for (const group of matching.groups) finishEnding(group);
  return { groups: matching.groups.filter(({ matched }) => matched.length > 0), outcomes };
}

function matchSignal(
  matching: Matching,
  signal: Signal,
  mark: Mark,
): { outcome: SignalOutcome; group?: AlertGroup } {
  const again = matching.groups.find((group) => hasSeen(group, signal, mark));
  if (again) return { outcome: 'repeated', group: again };
  const digest = digestAlert(signal, matching.hash);
  const named = matching.register.aliases.get(`${signal.source}:${signal.key}`);
  const own = findOwn(matching.groups, digest, named);
  if (signal.state === 'triggered') return matchTrigger(matching, signal, mark, own);
  if (!own) return { outcome: 'unmatched' };
  const alert = own.alerts.get(digest) ?? {};
  const isClosed = !isOpen(own) && own.status !== 'resolved';
  if (isClosed) return { outcome: 'unmatched', group: own };
  const since = alert.fired ?? Number.NEGATIVE_INFINITY;
  if (signal.state === 'resolved' && (!isFiring(alert) || mark.at < since)) {
    return { outcome: 'repeated', group: own };
  }
  if (
    signal.state === 'acknowledged' &&
    (alert.acknowledged ?? Number.NEGATIVE_INFINITY) >= since
  ) {
    return { outcome: 'repeated', group: own };
  }
  addSignal(matching, own, signal, mark);
  return { outcome: 'recorded', group: own };
}

/** True if a group contains a signal. A note without a time of its own is the same whenever it arrives. */
function hasSeen({ seen, notes }: AlertGroup, { state, isUndated }: Signal, mark: Mark): boolean {
  return (
    seen.has(formatMarkKey(mark)) ||
    (state === 'note' && isUndated === true && notes.has(mark.digest))
  );
}

function matchTrigger(
  matching: Matching,
  signal: Signal,
  mark: Mark,
  own: AlertGroup | undefined,
): { outcome: SignalOutcome; group: AlertGroup } {
  const alert = own?.alerts.get(mark.digest);
  if (own && alert) {
    const isStale = alert.cleared !== undefined && mark.at <= alert.cleared;
    if (isStale || (isFiring(alert) && isOpen(own))) return { outcome: 'repeated', group: own };
  }
  const { register, groups } = matching;
  const services = findServices(signal, register, register.settings);
  const { title } = signal;
  const dependencies = listDependencies(services, register, register.settings);
  const isRelated = (others: readonly string[]): boolean =>
    [...listDependencies(others, register, register.settings)].some((id) => dependencies.has(id));
  const group =
    own && acceptsAlert(own, mark.at, matching.reopenWithin)
      ? own
      : findNear(groups, { title, at: mark.at, services }, matching.groupWithin, isRelated);
  if (group) {
    // An incident that is still to be opened gets the services of all its alerts.
    if (!group.incident) group.services = [...new Set([...group.services, ...services])];
    addSignal(matching, group, signal, mark);
    return { outcome: 'recorded', group };
  }
  const opened: AlertGroup = {
    services,
    title,
    status: 'open',
    isOurs: true,
    lastAt: mark.at,
    alerts: new Map(),
    seen: new Set(),
    notes: new Set(),
    matched: [{ signal, mark, effect: 'opens' }],
  };
  addMark(opened, mark);
  groups.push(opened);
  return { outcome: 'opened', group: opened };
}

function addSignal(matching: Matching, group: AlertGroup, signal: Signal, mark: Mark): void {
  const matched: MatchedSignal = { signal, mark };
  if (signal.state === 'triggered') {
    // A pending resolution is dropped; a recorded one is undone by reopening the incident.
    if (group.ending) delete group.ending;
    else if (group.status === 'resolved') reopen(group, matched);
    delete group.endedAt;
  }
  if (signal.state === 'acknowledged' && isFirstAcknowledgement(group, mark)) {
    if (group.status === 'open') group.status = 'acknowledged';
    group.acknowledgedAt = mark.at;
    matched.effect = 'acknowledges';
  }
  addMark(group, mark);
  group.matched.push(matched);
  if (signal.state !== 'resolved' || !group.isOurs || !isOpen(group)) return;
  const alerts = [...group.alerts.values()];
  if (!matching.register.settings.intake.resolve || alerts.some(isFiring)) return;
  group.ending = matched;
  // The last alert to clear need not be the last one to arrive.
  group.endedAt = Math.max(...alerts.map(({ cleared }) => cleared ?? mark.at));
  matched.effectAt = group.endedAt;
  if (group.reopenedAt !== undefined) matched.effectAfter = group.reopenedAt + second;
}

/** Reopens a resolved incident, also for an alert that fired before the resolution and arrives after it. */
function reopen(group: AlertGroup, matched: MatchedSignal): void {
  const { endedAt } = group;
  group.status = 'open';
  matched.effect = 'reopens';
  if (endedAt === undefined || matched.mark.at > endedAt) return;
  group.late = { matched, endedAt };
  group.reopenedAt = endedAt + second;
  matched.effectAfter = group.reopenedAt;
}

/** True for the first acknowledgement, also if it arrives after the resolution but happened before it. */
function isFirstAcknowledgement(
  { status, acknowledgedAt, endedAt }: AlertGroup,
  { at }: Mark,
): boolean {
  if (status === 'open') return true;
  return status === 'resolved' && acknowledgedAt === undefined && at < (endedAt ?? at);
}

/**
 * Turns a pending resolution into one that is written. If the alert that reopened the incident both fired and
 * cleared before the recorded resolution, that resolution remains and the alert becomes a note.
 */
function finishEnding({ ending, late }: AlertGroup): void {
  if (!ending) return;
  if (late && ending.mark.at <= late.endedAt) delete late.matched.effect;
  else ending.effect = 'resolves';
}
