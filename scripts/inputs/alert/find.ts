import type { Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import { isOpen, type AlertGroup } from './group.ts';

/**
 * Finds the incident that already contains an alert; of several, a live one, otherwise the newest.
 *
 * @param named id of the incident that has the alert's name as an alias
 */
export function findOwn(
  groups: readonly AlertGroup[],
  digest: string,
  named: string | undefined,
): AlertGroup | undefined {
  const own = groups
    .filter(
      ({ alerts, incident }) =>
        alerts.has(digest) || (named !== undefined && incident?.id === named),
    )
    .map((group) => followMerges(groups, group));
  return own.sort((a, b) => Number(isOpen(a)) - Number(isOpen(b)) || a.lastAt - b.lastAt).at(-1);
}

/** Returns the incident that a group was merged into, with the alerts of both; otherwise the group itself. */
function followMerges(groups: readonly AlertGroup[], group: AlertGroup): AlertGroup {
  const into = group.incident?.mergedInto;
  const target = into === undefined ? undefined : groups.find((one) => one.incident?.id === into);
  if (!target || target === group) return group;
  for (const [name, alert] of group.alerts) {
    if (!target.alerts.has(name)) target.alerts.set(name, alert);
  }
  return target;
}

/** True if an incident still accepts an alert: it is live, or was resolved at most `within` before. */
export function acceptsAlert(group: AlertGroup, at: Instant, within: Duration): boolean {
  if (!isOpen(group) && group.status !== 'resolved') return false;
  return group.endedAt === undefined || at - group.endedAt <= within;
}

/**
 * Finds the incident of the same service, or without a service of the same title, whose last alert fired
 * within `within` of this one.
 *
 * @param isRelated whether the alert's services are related to these
 */
export function findNear(
  groups: readonly AlertGroup[],
  { title, at, services }: { title: string; at: Instant; services: readonly string[] },
  within: Duration,
  isRelated: (services: readonly string[]) => boolean,
): AlertGroup | undefined {
  const near = groups.filter(
    (group) =>
      acceptsAlert(group, at, within) &&
      Math.abs(at - (group.endedAt ?? group.lastAt)) <= within &&
      (services.length === 0
        ? group.services.length === 0 && group.title === title
        : isRelated(group.services)),
  );
  return near.sort((a, b) => a.lastAt - b.lastAt).at(-1);
}
