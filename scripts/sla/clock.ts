import type { Duration } from '../register/duration.ts';
import type { Instant } from '../register/instant.ts';
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
  since?: Instant;
  /** Why nothing is promised, or why something cannot be told. */
  reason?: string;
  /** What it counts from, in words: a milestone, an update, a reopening. */
  basis?: string;
  start?: Instant;
  due?: Instant;
  /** When it was done. */
  stopped?: Instant;
  /** When the promise was broken: the first time, for updates. */
  breachedAt?: Instant;
  target?: Duration;
  /** Working time counted until it was done, or until now. */
  elapsed: Duration;
  severity?: string;
  calendar: string;
  /** From when the policy that it is judged by is in force. */
  policy?: Instant;
  /** What it was run over, for telling how it came to this; undefined for a clock that never started. */
  course?: Course;
  /** Each change of state; those after now hold if nothing else happens. */
  changes: readonly Change[];
}

type Named = Pick<Clock, 'incident' | 'key' | 'kind' | 'title'> &
  Partial<Pick<Clock, 'severity' | 'calendar' | 'policy' | 'target' | 'basis'>>;

/** Runs a clock that has started, and tells how it stands. */
export function runClock(named: Named, course: Course): Clock {
  const { due, elapsed, changes } = traceClock(course);
  const { now, start, stop } = course;
  const { state, at } = findState(changes, now) ?? { state: 'not-applicable', at: start };
  const breach =
    state === 'breached' ? changes.findLast((change) => change.state === 'breached') : undefined;
  return {
    calendar: 'always',
    ...named,
    state,
    since: at,
    start,
    ...(due !== undefined && { due }),
    ...(stop !== undefined && { stopped: stop }),
    ...(breach && { breachedAt: breach.at }),
    elapsed,
    course,
    changes,
  };
}

/** A clock that does not run, and why. */
export function idleClock(named: Named, reason: string): Clock {
  return { calendar: 'always', ...named, state: 'not-applicable', reason, elapsed: 0, changes: [] };
}
