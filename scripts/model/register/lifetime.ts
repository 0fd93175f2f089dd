import type { Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { Incident, Status } from './register.ts';

export const liveStatuses: readonly Status[] = ['open', 'acknowledged', 'mitigated'];

/** Returns true if an incident in this state has not ended. */
export function isLive({ status }: Pick<Incident, 'status'>): boolean {
  return liveStatuses.includes(status);
}

/** Returns when an incident began: its first milestone, or its first entry. */
export function findStart({ milestones, firstAt }: Incident): Instant | undefined {
  return milestones.started ?? milestones.detected ?? firstAt;
}

/** Returns when an incident ended: its resolution, cancellation or merge. */
export function findEnd({ milestones, endedAt }: Incident): Instant | undefined {
  return milestones.resolved ?? endedAt;
}

/** Returns how long an incident lasted, or has lasted by now; undefined for an empty timeline. */
export function measureLifetime(incident: Incident, now: Instant): Duration | undefined {
  const from = findStart(incident);
  return from === undefined ? undefined : Math.max(0, (findEnd(incident) ?? now) - from);
}
