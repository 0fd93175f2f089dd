import { parseInstant, type Instant } from '../time/instant.ts';
import { orderLog, type Log } from './log.ts';
import type { LogEntry } from './register.ts';

/**
 * Orders the log of an incident as of an instant: what is dated later has not happened yet. It still
 * supersedes, since it corrects when, or whether, something happened.
 */
export function orderLogAsOf(read: readonly LogEntry[], asOf: Instant): Log {
  const log = orderLog(read);
  if (asOf === Infinity) return log;
  return {
    ...log,
    entries: log.entries.filter(({ at }) => at <= asOf),
    issues: log.issues.filter(({ entry }) => entry.at <= asOf),
  };
}

/** Checks whether all entries of an incident are later than an instant. */
export function isYetToCome(entries: readonly LogEntry[], asOf: Instant): boolean {
  return entries.length > 0 && entries.every(({ at }) => at > asOf);
}

/** Removes the answers and approvals that were given later than an instant. */
export function cutLater<T extends { at: string }>(given: readonly T[], asOf: Instant): T[] {
  return given.filter(({ at }) => asOf === Infinity || (parseInstant(at) ?? Infinity) <= asOf);
}
