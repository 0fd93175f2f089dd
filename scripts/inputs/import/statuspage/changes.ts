import { formatInstant } from '../../../model/time/instant.ts';
import type { PageEvent, SourceTime, ReportProblem } from './event.ts';
import { place, type TimedEntry } from './place.ts';

/**
 * Lists the milestones that follow from the states of the updates: identified, mitigated, resolved
 * and reopened.
 */
export function findChanges(
  event: PageEvent,
  started: SourceTime,
  report: ReportProblem,
): TimedEntry[] | undefined {
  const changes: TimedEntry[] = [];
  let mitigated: TimedEntry | undefined;
  let identified = false;
  let resolved: TimedEntry | undefined;
  for (const { status, moment } of event.updates) {
    const told = status === 'postmortem' ? 'resolved' : status;
    if (resolved && states.has(told)) {
      // Both at one instant: it was never resolved, so neither is written.
      if (resolved.at === moment.at) changes.splice(changes.indexOf(resolved), 1);
      else changes.push(place(moment, { type: 'reopened', reason: explainReopening(told) }));
      resolved = undefined;
    }
    if (told === 'investigating' || told === 'identified') mitigated = undefined;
    if (told === 'identified' && !identified) {
      identified = true;
      changes.push(place(moment, { type: 'identified' }));
    }
    if (told === 'monitoring') mitigated ??= place(moment, { type: 'mitigated' });
    if (told === 'resolved' && !resolved) {
      resolved = draftResolved(moment);
      // If the incident went from monitoring back to investigating, it was not mitigated.
      changes.push(...(mitigated ? [mitigated] : []), resolved);
      mitigated = undefined;
    }
  }
  const since = findMonitoring(event, changes);
  if (!isResolved(event.status)) {
    if (resolved) {
      report(
        'warning',
        'import-order',
        `${event.pointer}/status`,
        `The last update says that the incident is resolved, but its status is \`${event.status}\`. The update is used.`,
      );
    }
    const holds = event.status === 'monitoring' && !resolved;
    if (holds && since && since.at >= started.at) mitigated = since;
    return mitigated ? [...changes, mitigated] : changes;
  }
  mitigated = since ?? mitigated;
  return endChanges(event, { changes, mitigated, resolved, started }, report);
}

/** Uses `monitoring_at`, unless the updates say so themselves or mention a reopening. */
function findMonitoring(event: PageEvent, changes: readonly TimedEntry[]): TimedEntry | undefined {
  const isTold = event.updates.some(({ status }) => status === 'monitoring');
  const reopened = changes.some(({ entry }) => entry.type === 'reopened');
  if (!event.monitoring || isTold || reopened) return undefined;
  return place(event.monitoring, { type: 'mitigated' });
}

function explainReopening(told: string): string {
  return `The page went from resolved back to ${told}.`;
}

/** States of an ongoing incident. */
const states = new Set(['investigating', 'identified', 'monitoring']);

function isResolved(status: string): boolean {
  return status === 'resolved' || status === 'postmortem';
}

/**
 * The page says that the incident is over, but not how. `fixed` claims the least, and the note
 * prevents readers from inferring more.
 */
function draftResolved(moment: SourceTime): TimedEntry {
  return place(moment, {
    type: 'resolved',
    resolution: 'fixed',
    note: 'The page says that the incident is resolved, but not how. `fixed` is an assumption.',
  });
}

/** Ends the log of a resolved incident at `resolved_at`, or at the best available time. */
function endChanges(
  event: PageEvent,
  {
    changes,
    mitigated,
    resolved,
    started,
  }: {
    changes: TimedEntry[];
    mitigated: TimedEntry | undefined;
    resolved: TimedEntry | undefined;
    started: SourceTime;
  },
  report: ReportProblem,
): TimedEntry[] | undefined {
  const before = changes.filter((change) => change !== resolved);
  const earliest = Math.max(
    started.at,
    ...before.filter(({ entry }) => entry.type !== 'mitigated').map(({ at }) => at),
  );
  const told = [...event.updates].reverse().find(({ status }) => isResolved(status))?.moment;
  const last = resolved && { text: resolved.entry.at, at: resolved.at };
  const candidates = [event.resolved, last, told, event.updates.at(-1)?.moment, event.changed];
  const end = candidates.find((moment) => moment !== undefined && moment.at >= earliest);
  if (!end) {
    report(
      'error',
      'import-order',
      `${event.pointer}/resolved_at`,
      `The incident is ${event.status}, but none of its times can be the end. It is left out.`,
      'Set `resolved_at` to a time after its start.',
    );
    return undefined;
  }
  if (end !== event.resolved) {
    report(
      'warning',
      'import-order',
      `${event.pointer}/resolved_at`,
      event.resolved
        ? `\`resolved_at\` is ${event.resolved.text}, but the incident still continued at ${formatInstant(earliest)}. ${end.text} is used.`
        : `The incident is ${event.status}, but has no time for it. ${end.text} is used.`,
    );
  }
  const kept = before.filter(({ at }) => at <= end.at);
  const held = mitigated && mitigated.at >= started.at && mitigated.at <= end.at ? [mitigated] : [];
  return [...kept, ...held, draftResolved(end)];
}
