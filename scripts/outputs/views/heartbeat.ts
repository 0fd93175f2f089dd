import type { HeartbeatStatus } from '../../automation/heartbeat.ts';
import { formatDuration } from '../../model/time/duration.ts';
import { formatInstant, type Instant } from '../../model/time/instant.ts';

/** Formats when SLA targets were last checked, and whether GitHub is about to stop the schedules. */
export function formatHeartbeat(
  { checked, active, schedulesStop, isLate, isQuiet }: HeartbeatStatus,
  now: Instant,
): string {
  const last =
    checked === undefined
      ? 'SLA targets have never been checked completely.'
      : `SLA targets were last checked ${formatDuration(Math.max(0, now - checked))} ago, at ${formatInstant(checked)}${isLate ? ': that is late' : ''}.`;
  if (!isQuiet) return last;
  return `${last}\nNothing has been committed since ${formatInstant(active)}: GitHub stops the schedules of a public repository at ${formatInstant(schedulesStop)}. Commit something, or enable the workflows again.`;
}

/** Describes earlier runs as JSON. */
export function describeHeartbeat({ checked, active, schedulesStop, isLate }: HeartbeatStatus) {
  return {
    ...(checked !== undefined && { checked: formatInstant(checked) }),
    late: isLate,
    active: formatInstant(active),
    schedules_stop: formatInstant(schedulesStop),
  };
}
