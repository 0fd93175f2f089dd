import { compareText } from '../text/compare-text.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import { milestones, type FoldIssue, type LogEntry } from './register.ts';

// A reopening comes before what happens in the reopened incident within the same minute.
const lifecycle = ['reopened', ...milestones, 'cancelled', 'merged'];
const ranks = new Map(lifecycle.map((type, index) => [type, index]));

/** Checks that an entry of a type changes the state of its incident. */
export function isLifecycle(type: Entry['type']): boolean {
  return ranks.has(type);
}

/**
 * Serialises an entry with sorted keys and without its id: equal for entries with the same content.
 */
export function canonicalEntry(entry: Entry): string {
  return JSON.stringify(entry, (key, value: unknown) => {
    if (key === 'id') return undefined;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
  });
}

function compareEntries(a: LogEntry, b: LogEntry): number {
  return (
    a.at - b.at ||
    (ranks.get(a.entry.type) ?? lifecycle.length) - (ranks.get(b.entry.type) ?? lifecycle.length) ||
    compareText(a.id ?? '', b.id ?? '') ||
    compareText(canonicalEntry(a.entry), canonicalEntry(b.entry))
  );
}

export interface Log {
  /** All entries in order, including superseded ones. */
  entries: LogEntry[];
  superseded: Map<LogEntry, LogEntry>;
  issues: FoldIssue[];
}

/**
 * Orders the entries of timeline.yaml and of all fragments by their content alone: time, place in
 * the lifecycle, id, text. Neither their order on disk nor the history of the repository matters,
 * so a shallow clone, a rebase or a squash folds to the same state.
 *
 * An entry that is in both a fragment and timeline.yaml counts once: closing may fold it while it
 * is merged elsewhere.
 */
export function orderLog(read: readonly LogEntry[]): Log {
  const issues: FoldIssue[] = [];
  const byId = new Map<string, LogEntry>();
  const entries: LogEntry[] = [];
  for (const entry of [...read].sort(compareEntries)) {
    const twin = entry.id === undefined ? undefined : byId.get(entry.id);
    if (twin && canonicalEntry(twin.entry) === canonicalEntry(entry.entry)) continue;
    if (twin) {
      issues.push({
        kind: 'duplicate-id',
        entry,
        message: `The id \`${entry.id}\` is used by two different entries.`,
        help: `Give one of them another id (the other is in ${twin.path}).`,
      });
    } else if (entry.id !== undefined) byId.set(entry.id, entry);
    entries.push(entry);
  }
  return { entries, superseded: findSuperseded(entries, byId, issues), issues };
}

function findSuperseded(
  entries: readonly LogEntry[],
  byId: ReadonlyMap<string, LogEntry>,
  issues: FoldIssue[],
): Map<LogEntry, LogEntry> {
  const superseded = new Map<LogEntry, LogEntry>();
  for (const entry of entries) {
    const id = entry.entry.supersedes;
    if (id === undefined) continue;
    const older = byId.get(id);
    if (!older) {
      issues.push({
        kind: 'unknown-supersedes',
        entry,
        message: `\`${id}\` is not the id of an entry of this incident.`,
        help: 'Use the id of an entry in timeline.yaml, or the file name of a fragment (without .yaml).',
      });
    } else if (isInCycle(entry, byId)) {
      issues.push({
        kind: 'supersedes-cycle',
        entry,
        message: `\`${id}\` and this entry supersede each other.`,
        help: 'Remove `supersedes` from the older one.',
      });
    } else superseded.set(older, entry);
  }
  return superseded;
}

function isInCycle(start: LogEntry, byId: ReadonlyMap<string, LogEntry>): boolean {
  const seen = new Set<LogEntry>();
  let next: LogEntry | undefined = start;
  while (next?.entry.supersedes !== undefined && !seen.has(next)) {
    seen.add(next);
    next = byId.get(next.entry.supersedes);
    if (next === start) return true;
  }
  return false;
}
