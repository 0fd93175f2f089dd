import type { Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { Incident, Status } from './register.ts';

export const liveStatuses: readonly Status[] = ['open', 'acknowledged', 'mitigated'];

/** Whether an incident in this state has not ended. */
export function isLive({ status }: Pick<Incident, 'status'>): boolean {
  return liveStatuses.includes(status);
}

/** When an incident began: its first milestone, or its first entry. */
export function findStart({ milestones, firstAt }: Incident): Instant | undefined {
  return milestones.started ?? milestones.detected ?? firstAt;
}

/** When an incident ended: its resolution, or its cancellation or merge. */
export function findEnd({ milestones, endedAt }: Incident): Instant | undefined {
  return milestones.resolved ?? endedAt;
}

/** How long an incident lasted, or has lasted by now; undefined with an empty timeline. */
export function measureLifetime(incident: Incident, now: Instant): Duration | undefined {
  const from = findStart(incident);
  return from === undefined ? undefined : Math.max(0, (findEnd(incident) ?? now) - from);
}
