import { parseDuration, type Duration } from '../../model/time/duration.ts';
import type { Register } from '../../model/register/register.ts';
import type { Signal } from './senders/signal.ts';
import { findNear, findOwn, takesBack } from './find.ts';
import {
  isFiring,
  isOpen,
  noteMark,
  readGroup,
  type Group,
  type Happening,
  type Known,
} from './group.ts';
import { digestAlert, markSignal, nameMark, type Digest, type Mark } from './mark.ts';
import { findServices, listNeeds } from './services.ts';
import { tidySignal } from './tidy.ts';

/**
 * What became of a signal: it opened an incident, became part of one, said what was said before, or
 * belongs to nothing that is open.
 */
export type Outcome = 'opened' | 'recorded' | 'repeated' | 'unmatched';

export interface Matched {
  /** Only those to which something happened. */
  groups: Group[];
  /** One for each signal, in their order. */
  outcomes: { signal: Signal; outcome: Outcome; group?: Group }[];
}

/** What matching needs to know beside the signals. */
export interface Situation {
  register: Pick<Register, 'settings' | 'services' | 'aliases'>;
  known: readonly Known[];
  digest: Digest;
}

/** What one run of matching works with. */
interface Run extends Situation {
  groups: Group[];
  groupWithin: Duration;
  reopenWithin: Duration;
}

const second = 1_000;

const rank: Readonly<Record<Signal['state'], number>> = {
  triggered: 0,
  note: 1,
  acknowledged: 2,
  resolved: 3,
};

/**
 * Decides what each signal means, oldest first: an alert that is known goes to its incident, one that
 * fires anew to a live incident of its service that began or last heard of an alert not long before,
 * or else to one of its own. Nothing counts twice, in whatever order and however often it is sent.
 */
export function matchSignals(situation: Situation, signals: readonly Signal[]): Matched {
  const { intake } = situation.register.settings;
  const run: Run = {
    ...situation,
    groups: situation.known.map(readGroup),
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
  const outcomes: Matched['outcomes'] = [];
  for (const { signal, index } of order) {
    const mark = markSignal(signal, run.digest);
    outcomes[index] = { signal, ...matchSignal(run, signal, mark) };
  }
  for (const group of run.groups) settleEnding(group);
  return { groups: run.groups.filter(({ happenings }) => happenings.length > 0), outcomes };
}

function matchSignal(run: Run, signal: Signal, mark: Mark): { outcome: Outcome; group?: Group } {
  const again = run.groups.find((group) => hasHeard(group, signal, mark));
  if (again) return { outcome: 'repeated', group: again };
  const named = run.register.aliases.get(`${signal.source}:${signal.key}`);
  const own = findOwn(run.groups, digestAlert(signal, run.digest), named);
  if (signal.state === 'triggered') return fire(run, signal, mark, own);
  if (!own) return { outcome: 'unmatched' };
  const alert = own.alerts.get(digestAlert(signal, run.digest)) ?? {};
  const hasEnded = !isOpen(own) && own.status !== 'resolved';
  if (hasEnded) return { outcome: 'unmatched', group: own };
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
  add(run, own, signal, mark);
  return { outcome: 'recorded', group: own };
}

/** A note without a time of its own is the same whenever it comes. */
function hasHeard({ seen, notes }: Group, { state, isUndated }: Signal, mark: Mark): boolean {
  return (
    seen.has(nameMark(mark)) || (state === 'note' && isUndated === true && notes.has(mark.digest))
  );
}

function fire(
  run: Run,
  signal: Signal,
  mark: Mark,
  own: Group | undefined,
): { outcome: Outcome; group: Group } {
  const alert = own?.alerts.get(mark.digest);
  if (own && alert) {
    const isStale = alert.cleared !== undefined && mark.at <= alert.cleared;
    if (isStale || (isFiring(alert) && isOpen(own))) return { outcome: 'repeated', group: own };
  }
  const services = findServices(signal, run.register, run.register.settings);
  const { title } = signal;
  const { settings } = run.register;
  const needs = listNeeds(services, run.register, settings);
  const belongs = (others: readonly string[]): boolean =>
    [...listNeeds(others, run.register, settings)].some((id) => needs.has(id));
  const group =
    own && takesBack(own, mark.at, run.reopenWithin)
      ? own
      : findNear(run.groups, { title, at: mark.at, services }, run.groupWithin, belongs);
  if (group) {
    // One that is still to be opened is about all of them.
    if (!group.incident) group.services = [...new Set([...group.services, ...services])];
    add(run, group, signal, mark);
    return { outcome: 'recorded', group };
  }
  const opened: Group = {
    services,
    title: signal.title,
    status: 'open',
    isOurs: true,
    lastAt: mark.at,
    alerts: new Map(),
    seen: new Set(),
    notes: new Set(),
    happenings: [{ signal, mark, turn: 'opens' }],
  };
  noteMark(opened, mark);
  run.groups.push(opened);
  return { outcome: 'opened', group: opened };
}

function add(run: Run, group: Group, signal: Signal, mark: Mark): void {
  const happening: Happening = { signal, mark };
  if (signal.state === 'triggered') {
    // An ending that is not written yet was none; one that stands in the record is taken back.
    if (group.ending) delete group.ending;
    else if (group.status === 'resolved') reopen(group, happening);
    delete group.endedAt;
  }
  if (signal.state === 'acknowledged' && isFirstAnswer(group, mark)) {
    if (group.status === 'open') group.status = 'acknowledged';
    group.acknowledgedAt = mark.at;
    happening.turn = 'acknowledges';
  }
  noteMark(group, mark);
  group.happenings.push(happening);
  if (signal.state !== 'resolved' || !group.isOurs || !isOpen(group)) return;
  if (!run.register.settings.intake.resolve || [...group.alerts.values()].some(isFiring)) return;
  group.ending = happening;
  // The last alert to clear need not be the one that is heard of last.
  group.endedAt = Math.max(...[...group.alerts.values()].map(({ cleared }) => cleared ?? mark.at));
  happening.turnsAt = group.endedAt;
  if (group.reopenedAt !== undefined) happening.turnsAfter = group.reopenedAt + second;
}

/** An alert that fired before the end, and is heard of only after it, reopens what had ended. */
function reopen(group: Group, happening: Happening): void {
  const { endedAt } = group;
  group.status = 'open';
  happening.turn = 'reopens';
  if (endedAt === undefined || happening.mark.at > endedAt) return;
  group.late = { happening, endedAt };
  group.reopenedAt = endedAt + second;
  happening.turnsAfter = group.reopenedAt;
}

/** Also one that is told only after the resolution, but came before it. */
function isFirstAnswer({ status, acknowledgedAt, endedAt }: Group, { at }: Mark): boolean {
  if (status === 'open') return true;
  return status === 'resolved' && acknowledgedAt === undefined && at < (endedAt ?? at);
}

/** What nothing took back is an end; what fired and cleared before the end that stands is a note on it. */
function settleEnding({ ending, late }: Group): void {
  if (!ending) return;
  if (late && ending.mark.at <= late.endedAt) delete late.happening.turn;
  else ending.turn = 'resolves';
}
