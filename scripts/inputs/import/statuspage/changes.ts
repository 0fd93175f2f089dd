import { formatInstant } from '../../../model/time/instant.ts';
import type { Event, Moment, Report } from './event.ts';
import { place, type Placed } from './place.ts';

/** Milestones that the updates' states tell: identified, mitigated, resolved and reopened. */
export function findChanges(event: Event, started: Moment, report: Report): Placed[] | undefined {
  const changes: Placed[] = [];
  let mitigated: Placed | undefined;
  let identified = false;
  let resolved: Placed | undefined;
  for (const { status, moment } of event.updates) {
    const told = status === 'postmortem' ? 'resolved' : status;
    if (resolved && states.has(told)) {
      // Both at one instant: it never was resolved, so neither is said.
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
      // Monitoring that went back to investigating had mitigated nothing.
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
        `Its last update says that it is resolved, its status is \`${event.status}\`: the update is taken.`,
      );
    }
    const holds = event.status === 'monitoring' && !resolved;
    if (holds && since && since.at >= started.at) mitigated = since;
    return mitigated ? [...changes, mitigated] : changes;
  }
  mitigated = since ?? mitigated;
  return endChanges(event, { changes, mitigated, resolved, started }, report);
}

/** What `monitoring_at` tells: nothing more, or less, where updates tell it or tell of a reopening. */
function findMonitoring(event: Event, changes: readonly Placed[]): Placed | undefined {
  const isTold = event.updates.some(({ status }) => status === 'monitoring');
  const reopened = changes.some(({ entry }) => entry.type === 'reopened');
  if (!event.monitoring || isTold || reopened) return undefined;
  return place(event.monitoring, { type: 'mitigated' });
}

function explainReopening(told: string): string {
  return `The page went from resolved back to ${told}.`;
}

/** States of an incident that goes on. */
const states = new Set(['investigating', 'identified', 'monitoring']);

function isResolved(status: string): boolean {
  return status === 'resolved' || status === 'postmortem';
}

/**
 * The page says that it is over and not how. `fixed` is the least that can be said of it, and the
 * note keeps anybody from reading more into it.
 */
function draftResolved(moment: Moment): Placed {
  return place(moment, {
    type: 'resolved',
    resolution: 'fixed',
    note: 'The page says that it is resolved, not how: `fixed` stands for that.',
  });
}

/** Ends the log of a resolved incident at `resolved_at`, or at the best time there is instead. */
function endChanges(
  event: Event,
  {
    changes,
    mitigated,
    resolved,
    started,
  }: {
    changes: Placed[];
    mitigated: Placed | undefined;
    resolved: Placed | undefined;
    started: Moment;
  },
  report: Report,
): Placed[] | undefined {
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
      `It is ${event.status}, and no time in it could be when: it is left out.`,
      'Give it a `resolved_at` after its start.',
    );
    return undefined;
  }
  if (end !== event.resolved) {
    report(
      'warning',
      'import-order',
      `${event.pointer}/resolved_at`,
      event.resolved
        ? `It is resolved at ${event.resolved.text}, before ${formatInstant(earliest)}, when it still went on: ${end.text} is taken.`
        : `It is ${event.status} and does not say since when: ${end.text} is taken.`,
    );
  }
  const kept = before.filter(({ at }) => at <= end.at);
  const held = mitigated && mitigated.at >= started.at && mitigated.at <= end.at ? [mitigated] : [];
  return [...kept, ...held, draftResolved(end)];
}
