import type { Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { Derivation } from './limits.ts';
import type { TargetName } from './targets.ts';
import { findState, traceClock, type Change, type ClockState, type Course } from './trace.ts';

/** One SLA clock of an incident, with its state at an instant. */
export interface Clock {
  incident: string;
  /** Unique within the incident: `acknowledge`, `action/a1`, `nis2/early-warning`. */
  key: string;
  /** `record` stands for all clocks of an incident that cannot be read. */
  kind: TargetName | 'action' | 'regulation' | 'record';
  title: string;
  state: ClockState;
  /** Time since which it is in this state; undefined for a clock that never started. */
  since: Instant | undefined;
  /** Reason why there is no target, or why the state cannot be known. */
  reason: string | undefined;
  /** Article that sets the deadline of a regulatory clock. */
  law: string | undefined;
  /** Event that the clock counts from, in words: a milestone, an update, a reopening. */
  basis: string | undefined;
  start: Instant | undefined;
  due: Instant | undefined;
  /** Time when it was fulfilled. */
  stopped: Instant | undefined;
  /** Time of the breach: the first one, for updates. */
  breachedAt: Instant | undefined;
  target: Duration | undefined;
  /** Working time counted until it was fulfilled, or until now. */
  elapsed: Duration;
  severity: string | undefined;
  calendar: string;
  /** Time since which its policy is in force. */
  policy: Instant | undefined;
  /** Origin of the due time of a regulatory clock. */
  derivation: Derivation | undefined;
  /** Course of the clock, for explaining its state; undefined for a clock that never started. */
  course: Course | undefined;
  /** Each change of state. Those after now hold if nothing else happens. */
  changes: readonly Change[];
}

/** Target of a clock, before its state is known. */
export type ClockTarget = Pick<
  Clock,
  'incident' | 'key' | 'kind' | 'title' | 'severity' | 'calendar' | 'policy' | 'target' | 'basis'
> &
  Partial<Pick<Clock, 'law' | 'derivation'>>;

/** Runs a clock that has started, and returns its state. */
export function runClock(named: ClockTarget, course: Course): Clock {
  const { due, elapsed, changes } = traceClock(course);
  const found = findState(changes, course.now);
  const state = found?.state ?? 'not-applicable';
  const breach =
    state === 'breached' ? changes.findLast((change) => change.state === 'breached') : undefined;
  // Every field, even without a value: there are many clocks, and those of one shape are fast.
  return {
    incident: named.incident,
    key: named.key,
    kind: named.kind,
    title: named.title,
    severity: named.severity,
    calendar: named.calendar,
    policy: named.policy,
    target: named.target,
    law: named.law,
    basis: named.basis,
    derivation: named.derivation,
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

/** Builds a clock that does not run, with the reason. */
export function idleClock(named: ClockTarget, reason: string): Clock {
  return {
    incident: named.incident,
    key: named.key,
    kind: named.kind,
    title: named.title,
    severity: named.severity,
    calendar: named.calendar,
    policy: named.policy,
    target: named.target,
    law: named.law,
    basis: named.basis,
    derivation: named.derivation,
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
