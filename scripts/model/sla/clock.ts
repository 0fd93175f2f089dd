import type { Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { TargetName } from './promises.ts';
import { findState, traceClock, type Change, type ClockState, type Course } from './trace.ts';

/** One promise about one incident, as it stands at an instant. */
export interface Clock {
  incident: string;
  /** Unique within the incident: `acknowledge`, `action/a1`, `nis2/early-warning`. */
  key: string;
  kind: TargetName | 'action' | 'regulation';
  title: string;
  state: ClockState;
  /** Since when it is in this state; undefined for a clock that never started. */
  since: Instant | undefined;
  /** Why nothing is promised, or why something cannot be told. */
  reason: string | undefined;
  /** What it counts from, in words: a milestone, an update, a reopening. */
  basis: string | undefined;
  start: Instant | undefined;
  due: Instant | undefined;
  /** When it was done. */
  stopped: Instant | undefined;
  /** When the promise was broken: the first time, for updates. */
  breachedAt: Instant | undefined;
  target: Duration | undefined;
  /** Working time counted until it was done, or until now. */
  elapsed: Duration;
  severity: string | undefined;
  calendar: string;
  /** From when the policy that it is judged by is in force. */
  policy: Instant | undefined;
  /** What it was run over, for telling how it came to this; undefined for a clock that never started. */
  course: Course | undefined;
  /** Each change of state; those after now hold if nothing else happens. */
  changes: readonly Change[];
}

/** What is promised, before it is known how it stands. */
export type Promised = Pick<
  Clock,
  'incident' | 'key' | 'kind' | 'title' | 'severity' | 'calendar' | 'policy' | 'target' | 'basis'
>;

/** Runs a clock that has started, and tells how it stands. */
export function runClock(promised: Promised, course: Course): Clock {
  const { due, elapsed, changes } = traceClock(course);
  const found = findState(changes, course.now);
  const state = found?.state ?? 'not-applicable';
  const breach =
    state === 'breached' ? changes.findLast((change) => change.state === 'breached') : undefined;
  // Every field, also without a value: clocks are many, and those of one shape are fast.
  return {
    incident: promised.incident,
    key: promised.key,
    kind: promised.kind,
    title: promised.title,
    severity: promised.severity,
    calendar: promised.calendar,
    policy: promised.policy,
    target: promised.target,
    basis: promised.basis,
    state,
    since: found?.at ?? course.start,
    reason: undefined,
    start: course.start,
    due,
    stopped: course.stop,
    breachedAt: breach?.at,
    elapsed,
    course,
    changes,
  };
}

const none: readonly Change[] = [];

/** A clock that does not run, and why. */
export function idleClock(promised: Promised, reason: string): Clock {
  return {
    incident: promised.incident,
    key: promised.key,
    kind: promised.kind,
    title: promised.title,
    severity: promised.severity,
    calendar: promised.calendar,
    policy: promised.policy,
    target: promised.target,
    basis: promised.basis,
    state: 'not-applicable',
    since: undefined,
    reason,
    start: undefined,
    due: undefined,
    stopped: undefined,
    breachedAt: undefined,
    elapsed: 0,
    course: undefined,
    changes: none,
  };
}
