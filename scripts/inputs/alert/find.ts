import type { Duration } from '../../model/time/duration.ts';
import type { Instant } from '../../model/time/instant.ts';
import { isOpen, type Group } from './group.ts';

/**
 * The incident that knows an alert; of several the one that goes on, or else the newest.
 *
 * @param named id of the incident that has the alert's name as an alias
 */
export function findOwn(
  groups: readonly Group[],
  digest: string,
  named: string | undefined,
): Group | undefined {
  const own = groups
    .filter(
      ({ alerts, incident }) =>
        alerts.has(digest) || (named !== undefined && incident?.id === named),
    )
    .map((group) => followMerges(groups, group));
  return own.sort((a, b) => Number(isOpen(a)) - Number(isOpen(b)) || a.lastAt - b.lastAt).at(-1);
}

/** Where the incident was merged into another, that one. */
function followMerges(groups: readonly Group[], group: Group): Group {
  const into = group.incident?.mergedInto;
  const target = into === undefined ? undefined : groups.find((one) => one.incident?.id === into);
  if (!target || target === group) return group;
  // What the alerts of the merged incident did counts in the other.
  for (const [name, alert] of group.alerts) {
    if (!target.alerts.has(name)) target.alerts.set(name, alert);
  }
  return target;
}

/** Whether an incident still takes an alert: it goes on, or it ended so shortly before that it had not ended. */
export function takesBack(group: Group, at: Instant, within: Duration): boolean {
  if (!isOpen(group) && group.status !== 'resolved') return false;
  return group.endedAt === undefined || at - group.endedAt <= within;
}

/**
 * The incident of the same service, or without one of the same title, that last heard of an alert not
 * long before.
 *
 * @param belongs whether the alert's services and these belong together
 */
export function findNear(
  groups: readonly Group[],
  { title, at, services }: { title: string; at: Instant; services: readonly string[] },
  within: Duration,
  belongs: (services: readonly string[]) => boolean,
): Group | undefined {
  const near = groups.filter(
    (group) =>
      takesBack(group, at, within) &&
      Math.abs(at - (group.endedAt ?? group.lastAt)) <= within &&
      (services.length === 0
        ? group.services.length === 0 && group.title === title
        : belongs(group.services)),
  );
  return near.sort((a, b) => a.lastAt - b.lastAt).at(-1);
}
