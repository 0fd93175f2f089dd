import { formatDuration } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';
import { type LastRead, type Register } from '../../model/register/register.ts';
import { formatInZone } from '../../model/time/zone.ts';
import { type Clock } from '../../model/sla/clock.ts';
import { formatTable } from './table.ts';
import { sayLastRead } from '../../model/register/states.ts';

/**
 * Describes an SLA clock as JSON: times as RFC 3339, durations in seconds.
 *
 * @param lastRead the commit that its incident is shown as of
 */
export function describeClock(clock: Clock, lastRead?: LastRead) {
  const { incident, key, kind, title, state, reason, law, basis, severity, calendar } = clock;
  const instants = {
    since: clock.since,
    start: clock.start,
    due: clock.due,
    done: clock.stopped,
    breached: clock.breachedAt,
    policy: clock.policy,
  };
  return {
    incident,
    key,
    kind,
    title,
    state,
    ...(reason !== undefined && { reason }),
    ...(law !== undefined && { law }),
    ...(basis !== undefined && { basis }),
    ...(severity !== undefined && { severity }),
    ...(lastRead && { as_of: formatInstant(lastRead.at) }),
    calendar,
    ...(clock.target !== undefined && { target_seconds: clock.target / 1000 }),
    elapsed_seconds: clock.elapsed / 1000,
    ...Object.fromEntries(
      Object.entries(instants).flatMap(([name, at]) =>
        at === undefined ? [] : [[name, formatInstant(at)]],
      ),
    ),
    changes: clock.changes.map(({ at, state: next }) => ({ at: formatInstant(at), state: next })),
  };
}

/** Formats SLA clocks as a table for a terminal. */
export function formatClocks(clocks: readonly Clock[], register: Register, now: Instant): string {
  const { timezone } = register.settings.organisation;
  return formatTable(
    [
      { heading: 'state' },
      { heading: `due (${timezone})` },
      { heading: '' },
      { heading: 'severity' },
      { heading: 'clock' },
      { heading: 'incident' },
    ],
    clocks.map((clock) => [
      clock.state,
      clock.due === undefined ? '–' : formatInZone(clock.due, timezone),
      formatRemaining(clock, now),
      clock.severity ?? '–',
      clock.key,
      nameSource(clock, register),
    ]),
  );
}

/** Names the incident of a clock, and the commit that it is shown as of. */
function nameSource({ incident: id }: Clock, { incidents, settings }: Register): string {
  const lastRead = incidents.get(id)?.lastRead;
  const zone = settings.organisation.timezone;
  return lastRead ? `${id} (${sayLastRead(lastRead, zone)})` : id;
}

/** Formats the time until or since a clock is due; for a stopped clock, by how much it met or missed it. */
function formatRemaining({ state, due, stopped, reason }: Clock, now: Instant): string {
  if (state === 'not-applicable' || state === 'unknown') return reason ?? '';
  if (due === undefined) return state === 'paused' ? 'paused' : '';
  const until = stopped ?? now;
  const length = formatDuration(Math.abs(due - until));
  if (stopped !== undefined) return state === 'met' ? `${length} before` : `${length} after`;
  return due > now ? `in ${length}` : `${length} ago`;
}

/** Formats the explanation of each clock; those without a target follow. */
export function formatExplained(
  clocks: readonly { clock: Clock; steps: readonly string[] }[],
): string[] {
  const parts = clocks
    .filter(({ clock }) => clock.course)
    .map(({ clock: { key, state, title }, steps }) =>
      [`${key}: ${state}  (${title})`, ...steps.map((step) => `  ${step}`)].join('\n'),
    );
  const idle = clocks
    .filter(({ clock }) => !clock.course)
    .map(({ clock: { key, reason, law } }) => {
      const article = law === undefined ? '' : ` (${law})`;
      return `  ${key}: ${reason ?? 'no target'}${article}`;
    });
  return idle.length > 0 ? [...parts, ['Not running:', ...idle].join('\n')] : parts;
}
