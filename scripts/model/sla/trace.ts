import type { Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { WorkingTime } from './calendar.ts';

export type ClockState =
  'not-applicable' | 'running' | 'paused' | 'at-risk' | 'breached' | 'met' | 'unknown';

/** Target that applies from an instant on: that of a severity, in its calendar. */
export interface Term {
  from: Instant;
  /** Undefined if there is no target. */
  target: Duration | undefined;
  time: WorkingTime;
}

/** Period in which a clock is stopped; without an end it still is. */
export interface Halt {
  from: Instant;
  to: Instant | undefined;
  /** Reason in words: `planned work`. */
  why: string;
}

export interface Course {
  start: Instant;
  /** Time when the target was fulfilled. */
  stop: Instant | undefined;
  /** In order. The first one also applies before its beginning. */
  terms: readonly Term[];
  /** In the order in which they begin; they may overlap. */
  halts: readonly Halt[];
  /** Share of a target after which the clock is at risk. */
  warnAt: number;
  /** The course is known up to this time; everything later is a projection. */
  now: Instant;
}

export interface Change {
  at: Instant;
  state: ClockState;
}

export interface Traced {
  /**
   * Time when the newest target is used up; undefined if there is no target or the clock is
   * stopped.
   */
  due: Instant | undefined;
  /** Time counted until it was fulfilled, or until now. */
  elapsed: Duration;
  /**
   * Each state and the instant from which it holds. Those after now hold if nothing else happens.
   */
  changes: Change[];
}

/**
 * Runs one clock over its whole course, from one event that can change it to the next: the time
 * counted is kept when the target changes, and does not grow while the clock is stopped.
 *
 * A target is met if it is fulfilled at the due instant or before: the first instant at which its
 * time has been counted in full. Later time that is not counted does not move that instant.
 */
export function traceClock({ start, stop, terms, halts, warnAt, now }: Course): Traced {
  const end = stop === undefined ? Infinity : Math.max(stop, start);
  const cuts = findCuts(start, end, terms, halts, now);
  const final = terms.at(-1)?.target;
  const changes: Change[] = [];
  let known: ClockState | undefined;
  const change = (at: Instant, state: ClockState): void => {
    if (state === known) return;
    changes.push({ at, state });
    known = state;
  };
  let elapsed = 0;
  /** The last step in which anything was counted. */
  let lastCounted: { time: WorkingTime; from: Instant; counted: Duration } | undefined;
  let elapsedNow: Duration | undefined;
  let due: Instant | undefined;
  let begun = 0;
  let haltedUntil = -Infinity;
  for (let index = 0; index < cuts.length; index++) {
    const from = cuts[index] ?? end;
    if (from === now) elapsedNow = elapsed;
    if (from >= end) break;
    const to = cuts[index + 1] ?? end;
    const term = findTerm(terms, from);
    const target = term?.target;
    for (let halt = halts[begun]; halt && halt.from <= from; halt = halts[++begun]) {
      haltedUntil = Math.max(haltedUntil, halt.to ?? Infinity);
    }
    const halted = from < haltedUntil;
    const warning = target === undefined ? 0 : Math.ceil(target * warnAt);
    if (target === undefined || !term) change(from, 'not-applicable');
    else if (elapsed >= target) change(from, 'breached');
    else if (halted) change(from, 'paused');
    else change(from, elapsed >= warning ? 'at-risk' : 'running');
    // Once the newest target is used up, nothing after now changes anything.
    if (from > now && stop === undefined && final !== undefined && elapsed >= final) break;
    if (halted || !term) continue;
    if (target !== undefined && elapsed < target) {
      const risky = elapsed < warning ? term.time.advance(from, warning - elapsed) : undefined;
      if (risky !== undefined && risky < to) change(risky, 'at-risk');
      const broken = term.time.advance(from, target - elapsed);
      if (broken !== undefined && broken < to) change(broken, 'breached');
    }
    if (due === undefined && final !== undefined && elapsed < final) {
      const used = term.time.advance(from, final - elapsed);
      if (used !== undefined && (used <= to || to === end)) due = used;
    }
    const counted = to === Infinity ? 0 : term.time.measure(from, to);
    if (counted > 0) lastCounted = { time: term.time, from, counted };
    elapsed += counted;
  }
  if (end === start && final !== undefined && findHalt(halts, start) === undefined) {
    // What was done before its clock began was done in time.
    due = findTerm(terms, start)?.time.advance(start, final);
  }
  if (stop !== undefined) {
    // A severity that is corrected later changes the verdict.
    const judges = [
      { ...findTerm(terms, end), from: end },
      ...terms.filter(({ from }) => from > end),
    ];
    // A target used up while the clock then stood still was due before the end.
    const usedUpAt = lastCounted?.time.advance(lastCounted.from, lastCounted.counted) ?? start;
    const isKept = (target: Duration): boolean =>
      elapsed < target || (elapsed === target && usedUpAt === end);
    for (const { from, target } of judges) {
      change(from, target === undefined ? 'not-applicable' : isKept(target) ? 'met' : 'breached');
    }
  }
  return { due, elapsed: elapsedNow ?? elapsed, changes };
}

/** Period in which nothing changes how a clock counts. */
export interface Step {
  from: Instant;
  to: Instant;
  counted: Duration;
  /** Undefined if there was no target. */
  target: Duration | undefined;
  /** Reason why the clock was stopped. */
  halted?: string;
}

/** Lists the steps in which a clock counted its time, up to its fulfilment or to now. */
export function listSteps({ start, stop, terms, halts, now }: Course): Step[] {
  const end = Math.min(stop ?? Infinity, now);
  const cuts = findCuts(start, end, terms, halts, now);
  return cuts.flatMap((from, index): Step[] => {
    const to = cuts[index + 1] ?? end;
    if (from >= to) return [];
    const term = findTerm(terms, from);
    const halt = findHalt(halts, from);
    const counted = halt || !term ? 0 : term.time.measure(from, to);
    return [{ from, to, counted, target: term?.target, ...(halt && { halted: halt.why }) }];
  });
}

/**
 * Lists every instant between the start and the end at which something may change, in order,
 * without duplicates.
 */
function findCuts(
  start: Instant,
  end: Instant,
  terms: readonly Term[],
  halts: readonly Halt[],
  now: Instant,
): Instant[] {
  const cuts = [start];
  const add = (at: Instant | undefined): void => {
    if (at !== undefined && at > start && at < end) cuts.push(at);
  };
  for (const { from } of terms) add(from);
  for (const { from, to } of halts) {
    add(from);
    add(to);
  }
  add(now);
  if (cuts.length === 1) return cuts;
  return cuts.sort((a, b) => a - b).filter((at, index) => at !== cuts[index - 1]);
}

/** Returns the reason why a clock is stopped at an instant. */
function findHalt(halts: readonly Halt[], at: Instant): Halt | undefined {
  return halts.find(({ from, to }) => from <= at && at < (to ?? Infinity));
}

/** Returns the target in force at an instant. */
function findTerm(terms: readonly Term[], at: Instant): Term | undefined {
  let found = terms[0];
  for (const term of terms) if (term.from <= at) found = term;
  return found;
}

/** Returns the state at an instant, and since when; undefined before the clock starts. */
export function findState(changes: readonly Change[], now: Instant): Change | undefined {
  let found: Change | undefined;
  for (const change of changes) if (change.at <= now) found = change;
  return found;
}
