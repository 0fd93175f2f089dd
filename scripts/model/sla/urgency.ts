import { compareText } from '../text/compare-text.ts';
import type { Instant } from '../time/instant.ts';
import type { Records } from '../register/register.ts';
import type { Clock } from './clock.ts';
import { evaluateClocks } from './evaluate.ts';
import { readTargets } from './targets.ts';
import { listUnevaluated } from './unevaluated.ts';

/** Evaluates every clock of every incident at an instant, most urgent first. */
export function evaluateRegister(register: Records, now: Instant): Clock[] {
  const targets = readTargets(register, now);
  const clocks: Clock[] = [];
  for (const incident of register.incidents.values()) {
    for (const clock of evaluateClocks(incident, targets, now)) clocks.push(clock);
  }
  clocks.push(...listUnevaluated(register));
  return clocks.sort(compareUrgency);
}

/** Returns true if somebody still has to act. */
export function isPending({ state, stopped }: Clock): boolean {
  return state !== 'not-applicable' && stopped === undefined;
}

const ranks: Record<Clock['state'], number> = {
  breached: 0,
  unknown: 1,
  'at-risk': 2,
  running: 3,
  paused: 4,
  met: 5,
  'not-applicable': 6,
};

/** Orders clocks: first those not fulfilled; then breached, unknown, at risk, and by due time. */
export function compareUrgency(a: Clock, b: Clock): number {
  const pending = Number(isPending(b)) - Number(isPending(a));
  if (pending !== 0) return pending;
  if (a.state !== b.state) return ranks[a.state] - ranks[b.state];
  return (
    (a.due ?? Infinity) - (b.due ?? Infinity) ||
    compareText(a.incident, b.incident) ||
    compareText(a.key, b.key)
  );
}
