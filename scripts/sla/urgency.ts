import type { Instant } from '../register/instant.ts';
import type { Register } from '../register/register.ts';
import type { Clock } from './clock.ts';
import { evaluateClocks } from './evaluate.ts';
import { readPromises } from './promises.ts';

/** Every clock of every incident as it stands at an instant, the most urgent first. */
export function evaluateRegister(register: Register, now: Instant): Clock[] {
  const promises = readPromises(register, now);
  return [...register.incidents.values()]
    .flatMap((incident) => evaluateClocks(incident, promises, now))
    .sort(compareUrgency);
}

/** Whether somebody still has to do something for it. */
export function isPending({ state, stopped }: Clock): boolean {
  return state !== 'not-applicable' && stopped === undefined;
}

const order: readonly Clock['state'][] = [
  'breached',
  'at-risk',
  'running',
  'paused',
  'met',
  'not-applicable',
];

/** What is not done comes first; then what is broken, what is about to be, and what falls due sooner. */
export function compareUrgency(a: Clock, b: Clock): number {
  return (
    Number(isPending(b)) - Number(isPending(a)) ||
    order.indexOf(a.state) - order.indexOf(b.state) ||
    (a.due ?? Infinity) - (b.due ?? Infinity) ||
    compareText(a.incident, b.incident) ||
    compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
