import { formatDuration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import { formatInZone } from '../time/zone.ts';
import type { Clock } from './clock.ts';
import { explainDeadline } from './explain-deadline.ts';
import { listSteps, type Step } from './trace.ts';

/** Explains how the state of a clock was calculated, in words and numbers, one line per step. */
export function explainClock(clock: Clock, now: Instant, zone: string): string[] {
  const { course, reason, target, law, derivation } = clock;
  const show = (at: Instant): string => formatInZone(at, zone);
  if (!course) {
    const article = law === undefined ? '' : ` (${law})`;
    return [`No SLA clock is running: ${reason ?? 'it has no target'}${article}.`];
  }
  if (derivation) {
    return [...explainDeadline(law, derivation), ...describeOutcome(clock, now, show)];
  }
  return [
    ...(target === undefined
      ? [`It has no SLA target${reason === undefined ? '' : `: ${reason}`}.`]
      : [describeTarget(clock, target, show)]),
    `It counts from ${show(course.start)}: ${clock.basis ?? 'its start'}.`,
    ...describeSteps(listSteps(course), show),
    ...describeOutcome(clock, now, show),
  ];
}

type Show = (at: Instant) => string;

function describeTarget(clock: Clock, target: number, show: Show): string {
  const { calendar, severity, policy, kind } = clock;
  const hours = calendar === 'always' ? 'day and night' : `in the hours of ${calendar}`;
  const source =
    kind === 'action'
      ? 'the end of the due date'
      : `for ${severity ?? '–'}, under the policy of ${policy === undefined ? '–' : show(policy)}`;
  return `Target: ${formatDuration(target)}, ${hours}: ${source}.`;
}

function describeSteps(steps: readonly Step[], show: Show): string[] {
  let elapsed = 0;
  return steps.map(({ from, to, counted, target, halted }) => {
    elapsed += counted;
    const span = `${show(from)} to ${show(to)}`;
    if (halted !== undefined) return `${span}: stopped (${halted}).`;
    const left =
      target === undefined
        ? 'no target yet'
        : elapsed <= target
          ? `${formatDuration(target - elapsed)} of ${formatDuration(target)} left`
          : `${formatDuration(elapsed - target)} more than ${formatDuration(target)}`;
    return `${span}: ${formatDuration(counted)} counted, ${formatDuration(elapsed)} in total, ${left}.`;
  });
}

function describeOutcome(clock: Clock, now: Instant, show: Show): string[] {
  const { state, due, stopped, elapsed, target, breachedAt } = clock;
  const lines: string[] = [];
  if (stopped !== undefined) {
    const verdict =
      state === 'met'
        ? `met, with ${formatDuration((target ?? 0) - elapsed)} to spare`
        : `breached${due === undefined ? '' : `, ${formatDuration(stopped - due)} late`}`;
    const last = due === undefined ? '' : `; it was due at ${show(due)}`;
    lines.push(
      `Done at ${show(stopped)}${state === 'not-applicable' ? '' : `: ${verdict}`}${last}.`,
    );
  } else if (due === undefined) {
    lines.push('It has no due time: the clock is stopped, or its calendar never opens.');
  } else if (due > now) {
    lines.push(`Due at ${show(due)}, in ${formatDuration(due - now)}, if nothing else happens.`);
  } else {
    lines.push(`It was due at ${show(due)}, ${formatDuration(now - due)} ago, and is not done.`);
  }
  if (breachedAt !== undefined && breachedAt !== due) {
    lines.push(`The target was first breached at ${show(breachedAt)}.`);
  }
  return lines;
}
