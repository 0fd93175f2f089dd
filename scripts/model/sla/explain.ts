import { formatDuration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import { formatInZone } from '../time/zone.ts';
import type { Clock } from './clock.ts';
import { listSteps, type Step } from './trace.ts';

/** How a clock came to where it stands, in words and numbers, a line each. */
export function explainClock(clock: Clock, now: Instant, zone: string): string[] {
  const { course, reason, target } = clock;
  if (!course) return [`No promise runs: ${reason ?? 'nothing is promised'}.`];
  const show = (at: Instant): string => formatInZone(at, zone);
  return [
    ...(target === undefined
      ? [`Nothing is promised of it${reason === undefined ? '' : `: ${reason}`}.`]
      : [describePromise(clock, target, show)]),
    `It counts from ${show(course.start)}: ${clock.basis ?? 'its start'}.`,
    ...describeSteps(listSteps(course), show),
    ...describeOutcome(clock, now, show),
  ];
}

type Show = (at: Instant) => string;

function describePromise(clock: Clock, target: number, show: Show): string {
  const { calendar, severity, policy, kind } = clock;
  const hours = calendar === 'always' ? 'day and night' : `in the hours of ${calendar}`;
  const source =
    kind === 'regulation'
      ? 'by regulation'
      : kind === 'action'
        ? 'the end of the day it is due'
        : `for ${severity ?? '–'}, by the policy of ${policy === undefined ? '–' : show(policy)}`;
  return `Promised within ${formatDuration(target)}, ${hours}: ${source}.`;
}

function describeSteps(steps: readonly Step[], show: Show): string[] {
  let elapsed = 0;
  return steps.map(({ from, to, counted, target, halted }) => {
    elapsed += counted;
    const span = `${show(from)} to ${show(to)}`;
    if (halted !== undefined) return `${span}: stands still (${halted}).`;
    const left =
      target === undefined
        ? 'nothing promised yet'
        : elapsed <= target
          ? `${formatDuration(target - elapsed)} of ${formatDuration(target)} left`
          : `${formatDuration(elapsed - target)} more than ${formatDuration(target)}`;
    return `${span}: ${formatDuration(counted)} counted, ${formatDuration(elapsed)} in all, ${left}.`;
  });
}

function describeOutcome(clock: Clock, now: Instant, show: Show): string[] {
  const { state, due, stopped, elapsed, target, breachedAt } = clock;
  const lines: string[] = [];
  if (stopped !== undefined) {
    const verdict =
      state === 'met'
        ? `kept, with ${formatDuration((target ?? 0) - elapsed)} to spare`
        : `broken${due === undefined ? '' : `, ${formatDuration(stopped - due)} late`}`;
    const last = due === undefined ? '' : `; the last instant for it was ${show(due)}`;
    lines.push(
      `Done at ${show(stopped)}${state === 'not-applicable' ? '' : `: ${verdict}`}${last}.`,
    );
  } else if (due === undefined) {
    lines.push('No instant can be named at which it falls due: it stands still, or never opens.');
  } else if (due > now) {
    lines.push(`Due at ${show(due)}, in ${formatDuration(due - now)}, if nothing else happens.`);
  } else {
    lines.push(`It fell due at ${show(due)}, ${formatDuration(now - due)} ago, and is not done.`);
  }
  if (breachedAt !== undefined && breachedAt !== due) {
    lines.push(`The promise was first broken at ${show(breachedAt)}.`);
  }
  return lines;
}
