import type { Instant } from '../../../model/time/instant.ts';
import type { Entry } from '../../../../schemas/generated/records.ts';
import type { Settings } from '../../../model/register/register.ts';
import { showHidden } from '../../../model/text/visible.ts';
import { findChanges } from './changes.ts';
import type { PageEvent, SourceTime, ReportProblem } from './event.ts';
import { place, type TimedEntry } from './place.ts';
import type { PageServices } from './services.ts';
import { triage } from './severity.ts';
import { draftUpdates, inferAffects } from './updates.ts';

/**
 * Builds the log of an incident from its page: the events that the page mentions, and every update
 * in its own words. Undefined, with a finding, if its times contradict each other.
 */
export function draftTimeline(
  event: PageEvent,
  services: PageServices,
  settings: Pick<Settings, 'severities' | 'matrix'>,
  report: ReportProblem,
): Entry[] | undefined {
  const started = findStart(event, report);
  if (!started) {
    report('error', 'import-time', event.pointer, 'The record has no time at all. It is left out.');
    return undefined;
  }
  const changes = findChanges(event, started, report);
  if (!changes) return undefined;
  const resolvedAt = changes.at(-1)?.entry.type === 'resolved' ? changes.at(-1)?.at : undefined;
  const detected = findDetection(event, started, resolvedAt ?? Number.POSITIVE_INFINITY);
  const { impact, urgency, severity } = triage(event.impact, settings);
  const affects = inferAffects(event, services);
  const entries: TimedEntry[] = [
    place(started, {
      type: 'started',
      ...(affects && {
        note: `The page does not give the components' states. They are inferred from its impact, \`${event.impact}\`.`,
        affects,
      }),
    }),
    place(detected, {
      type: 'detected',
      ...(detected.at === started.at
        ? { assumed: 'the page does not say when it was detected' }
        : { note: 'When the page first showed the incident.' }),
    }),
    place(detected, {
      type: 'triaged',
      impact,
      urgency,
      severity,
      reason: `The status page gives the impact as \`${showHidden(event.impact).slice(0, 60) || 'unknown'}\`.`,
    }),
    ...changes.map((change) => markAssumed(change, started)),
    ...draftUpdates(event, services, { started, resolvedAt }, report),
  ];
  return entries
    .sort((a, b) => a.at - b.at)
    .map(({ entry: { at, type, ...rest } }) => ({ at, type, audience: 'public', ...rest }));
}

/** Marks an end at the instant of the start: the page gives no length, which is not a length of 0. */
function markAssumed(change: TimedEntry, started: SourceTime): TimedEntry {
  const { type } = change.entry;
  if (change.at !== started.at || (type !== 'mitigated' && type !== 'resolved')) return change;
  const assumed = 'the page gives one instant only';
  return { ...change, entry: { ...change.entry, assumed } };
}

function findStart(event: PageEvent, report: ReportProblem): SourceTime | undefined {
  const [first] = event.updates;
  const start = event.started ?? event.created ?? first?.moment;
  if (start && first && first.moment.at < start.at) {
    report(
      'warning',
      'import-order',
      `${event.pointer}/started_at`,
      `The first update, at ${first.moment.text}, is before the start, ${start.text}. The update's time is used for both.`,
    );
    return first.moment;
  }
  return start;
}

/**
 * Returns the time of detection. The page does not say when somebody noticed, but by the time of
 * publication somebody had. An incident that was entered later (`backfilled`) has a `created_at`
 * after its first update, so the earlier of the two counts.
 */
function findDetection(event: PageEvent, started: SourceTime, ended: Instant): SourceTime {
  const shown = [event.created, event.updates[0]?.moment].filter((moment) => moment !== undefined);
  const [first] = shown.sort((a, b) => a.at - b.at);
  return first && first.at > started.at && first.at <= ended ? first : started;
}
