import { day, parseDuration, type Duration } from '../time/duration.ts';
import { parseDay, type Instant } from '../time/instant.ts';
import { findInstant, formatInZone } from '../time/zone.ts';
import { findStart } from './lifetime.ts';
import type { Incident, Records } from './register.ts';

/** Period that the records cover. Outside it nothing is known, so it counts as neither good nor bad. */
export interface Coverage {
  from: Instant;
  /** Now, or when the records end. */
  to: Instant;
  /** False if the records end before now. */
  isCurrent: boolean;
}

/**
 * Finds the period that the records cover; undefined if it has not begun.
 *
 * It begins on the day `site.since`, by default with the first incident. It lasts until now, unless the
 * newest entry is older than `site.stale_after`: then it ends with that entry. Without the setting, silence
 * means that nothing happened, except if every incident was imported: nobody who reports incidents here
 * would be silent then, so the records end if the newest entry is older than a day.
 */
export function findCoverage(records: Records, now: Instant): Coverage | undefined {
  const { organisation, site } = records.settings;
  let [first, newest] = [Infinity, -Infinity];
  const add = (start: Instant | undefined, last = start): void => {
    if (start === undefined || last === undefined || start > now) return;
    first = Math.min(first, start);
    newest = Math.max(newest, Math.min(last, now));
  };
  for (const incident of records.incidents.values()) {
    add(findStart(incident) ?? parseDay(incident.id.slice(0, 10)), incident.lastAt);
  }
  for (const { from } of records.unread) add(from);
  const since = parseDay(site.since ?? '');
  const from = since === undefined ? first : findInstant(since, organisation.timezone);
  if (from > now) return undefined;
  newest = Math.max(from, newest);
  const isCurrent = now - newest <= findPatience(records);
  return { from, to: isCurrent ? now : newest, isCurrent };
}

/** Finds how long the records may be silent and are still current. */
function findPatience({ settings, incidents, unread }: Records): Duration {
  const stated = parseDuration(settings.site.stale_after ?? '');
  if (stated !== undefined) return stated;
  const isImport =
    incidents.size > 0 && unread.length === 0 && [...incidents.values()].every(isImported);
  return isImport ? day : Infinity;
}

/** Prefixes of the aliases that importers give to incidents. */
const importers: readonly string[] = ['statuspage:'];

/** Checks whether an incident was imported from another tool. */
function isImported({ aliases }: Incident): boolean {
  return aliases.some((alias) => importers.some((prefix) => alias.startsWith(prefix)));
}

/** Describes in words that the records do not cover now; undefined if they do. */
export function describeGap(coverage: Coverage | undefined, zone: string): string | undefined {
  if (!coverage) return 'no records yet';
  return coverage.isCurrent ? undefined : `records end on ${formatDayIn(coverage.to, zone)}`;
}

/** Formats the day of an instant in a time zone. */
export function formatDayIn(at: Instant, zone: string): string {
  return formatInZone(at, zone).slice(0, 10);
}
