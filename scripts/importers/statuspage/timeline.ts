import { formatInstant, type Instant } from '../../register/instant.ts';
import type { Entry } from '../../register/records.ts';
import type { Settings } from '../../register/register.ts';
import { showHidden } from '../visible.ts';
import type { Services } from './services.ts';
import { triage } from './severity.ts';
import type { Event, Moment, Report, Update } from './shape.ts';
import { split } from './words.ts';

/** Longest note that a record may hold. */
const longestNote = 20_000;

interface Placed {
  at: Instant;
  entry: Entry;
}

/**
 * The log of an incident as its page tells it: what happened as far as the page says so, and every
 * update in its own words. Undefined, with a finding, where its times contradict each other so that
 * no log could be true.
 */
export function draftTimeline(
  event: Event,
  services: Services,
  settings: Pick<Settings, 'severities' | 'matrix'>,
  report: Report,
): Entry[] | undefined {
  const started = findStart(event, report);
  if (!started) {
    report('error', 'import-time', event.pointer, 'It has no time at all: it is left out.');
    return undefined;
  }
  const detected = findDetection(event, started);
  const changes = findChanges(event, started, report);
  if (!changes) return undefined;
  const resolvedAt = changes.at(-1)?.entry.type === 'resolved' ? changes.at(-1)?.at : undefined;
  const { impact, urgency, severity } = triage(event.impact, settings);
  const affects = inferAffects(event, services);
  const entries: Placed[] = [
    place(started, {
      type: 'started',
      ...(affects && {
        note: `The page does not tell the components' states: they are inferred from its impact, \`${event.impact}\`.`,
        affects,
      }),
    }),
    place(detected, { type: 'detected', note: 'When the page first showed it.' }),
    place(detected, {
      type: 'triaged',
      impact,
      urgency,
      severity,
      reason: `The impact that the status page gives is \`${showHidden(event.impact).slice(0, 60) || 'unknown'}\`.`,
    }),
    ...changes,
    ...draftUpdates(event, services, resolvedAt, report),
  ];
  return entries
    .sort((a, b) => a.at - b.at)
    .map(({ entry: { at, type, ...rest } }) => ({ at, type, audience: 'public', ...rest }));
}

function place(moment: Moment, entry: Omit<Entry, 'at'>): Placed {
  return { at: moment.at, entry: { at: moment.text, ...entry } };
}

function findStart(event: Event, report: Report): Moment | undefined {
  const [first] = event.updates;
  const start = event.started ?? event.created ?? first?.moment;
  if (start && first && first.moment.at < start.at) {
    report(
      'warning',
      'import-order',
      `${event.pointer}/started_at`,
      `Its first update, at ${first.moment.text}, is before its start, ${start.text}: the update's time is taken for both.`,
    );
    return first.moment;
  }
  return start;
}

/**
 * The page does not say when somebody noticed; by the time it was shown, somebody had. An incident
 * that was entered later (`backfilled`) has a `created_at` after its first update, so the earlier counts.
 */
function findDetection(event: Event, started: Moment): Moment {
  const shown = [event.created, event.updates[0]?.moment].filter((moment) => moment !== undefined);
  const [first] = shown.sort((a, b) => a.at - b.at);
  const ended = event.resolved?.at ?? Number.POSITIVE_INFINITY;
  return first && first.at > started.at && first.at <= ended ? first : started;
}

/** Milestones that the updates' states tell: identified, mitigated, resolved and reopened. */
function findChanges(event: Event, started: Moment, report: Report): Placed[] | undefined {
  const changes: Placed[] = [];
  let mitigated: Placed | undefined;
  let identified = false;
  let resolved: Placed | undefined;
  for (const { status, moment } of event.updates) {
    const told = status === 'postmortem' ? 'resolved' : status;
    if (resolved && told !== 'resolved' && states.has(told)) {
      resolved = undefined;
      changes.push(
        place(moment, { type: 'reopened', reason: `The page went from resolved back to ${told}.` }),
      );
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
  if (!isResolved(event.status)) {
    if (resolved) {
      report(
        'warning',
        'import-order',
        `${event.pointer}/status`,
        `Its last update says that it is resolved, its status is \`${event.status}\`: the update is taken.`,
      );
    }
    return mitigated ? [...changes, mitigated] : changes;
  }
  const monitoring = event.updates.some(({ status }) => status === 'monitoring');
  if (!mitigated && !monitoring && event.monitoring) {
    mitigated = place(event.monitoring, { type: 'mitigated' });
  }
  return endChanges(event, { changes, mitigated, resolved, started }, report);
}

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

type UpdateStatus = NonNullable<Entry['status']>;
type ServiceState = NonNullable<Entry['affects']>[string];

const updateStatuses = new Map<string, UpdateStatus>([
  ['investigating', 'investigating'],
  ['identified', 'identified'],
  ['monitoring', 'monitoring'],
  ['resolved', 'resolved'],
  // A postmortem is told of what is resolved; its text is the update's.
  ['postmortem', 'resolved'],
]);

const componentStates = new Map<string, ServiceState>([
  ['operational', 'operational'],
  ['degraded_performance', 'degraded'],
  ['partial_outage', 'partial-outage'],
  ['major_outage', 'major-outage'],
  ['under_maintenance', 'maintenance'],
]);

/** Every update in its own words, with the components' states where it tells them. */
function draftUpdates(
  event: Event,
  services: Services,
  resolvedAt: Instant | undefined,
  report: Report,
): Placed[] {
  const placed: Placed[] = [];
  const ids = nameUpdates(event.updates);
  let status: UpdateStatus = 'investigating';
  for (const [index, update] of event.updates.entries()) {
    const told = updateStatuses.get(update.status);
    if (!told) {
      report(
        'warning',
        'import-status',
        `${update.pointer}/status`,
        `\`${update.status}\` is no state that an update can have: the state before it is repeated.`,
      );
    }
    status = told ?? status;
    const over = resolvedAt !== undefined && update.moment.at >= resolvedAt;
    const affects = over ? undefined : readAffects(update, services);
    const id = ids[index] ?? '';
    splitNote(update.body, update.pointer, report).forEach((note, part) => {
      const rest =
        part === 0
          ? ({ type: 'update', id, status, note, ...(affects && { affects }) } as const)
          : ({ type: 'note', id: `${id}.${String(part + 1).padStart(3, '0')}`, note } as const);
      placed.push(place(update.moment, rest));
    });
  }
  return [...placed, ...draftPostmortem(event, report)];
}

/** A postmortem that is not among the updates already. */
function draftPostmortem(
  { postmortem, updates, resolved, pointer }: Event,
  report: Report,
): Placed[] {
  if (!postmortem || updates.some(({ body }) => body === postmortem.body)) return [];
  const moment = postmortem.moment ?? updates.at(-1)?.moment ?? resolved;
  if (!moment) return [];
  return splitNote(postmortem.body, `${pointer}/postmortem_body`, report).map((note, part) =>
    place(moment, {
      type: 'note',
      id: `statuspage-postmortem.${String(part + 1).padStart(3, '0')}`,
      note,
    }),
  );
}

/**
 * Ids for the updates, the source's own behind `statuspage-`. Entries of one instant are ordered by
 * their ids, so those of several updates shown at once begin with their turn.
 */
function nameUpdates(updates: readonly Update[]): string[] {
  const used = new Set<string>();
  let turn = 0;
  return updates.map(({ id, moment }, index) => {
    turn = updates[index - 1]?.moment.at === moment.at ? turn + 1 : 0;
    const together = turn > 0 || updates[index + 1]?.moment.at === moment.at;
    const base = `statuspage-${together ? `${String(turn + 1).padStart(2, '0')}-` : ''}${id}`;
    const name = used.has(base) ? `${base}.again-${index}` : base;
    used.add(name);
    return name;
  });
}

/** A text as notes of a length that a record may hold, with every hidden character shown. */
export function splitNote(body: string, pointer: string, report: Report): string[] {
  if (body.trim() === '') {
    report('info', 'import-text', `${pointer}/body`, 'The update has no text: the record says so.');
    return ['The page gave no text with this.'];
  }
  const shown = showHidden(body);
  if (shown !== body) {
    report(
      'info',
      'import-text',
      `${pointer}/body`,
      'It holds characters that cannot be seen; they are written as `\\u{…}`.',
    );
  }
  return split(shown, longestNote);
}

function readAffects(update: Update, services: Services): Entry['affects'] {
  const affects: Record<string, ServiceState> = {};
  for (const component of update.affected) {
    const state = componentStates.get(component.status);
    const service = services.find(component);
    if (state && service !== undefined) affects[service] = state;
  }
  return Object.keys(affects).length > 0 ? affects : undefined;
}

const inferred = new Map<string, ServiceState>([
  ['minor', 'degraded'],
  ['major', 'partial-outage'],
  ['critical', 'major-outage'],
]);

/**
 * The states of the components where no update tells them: Statuspage makes the impact from the
 * states, so the states are inferred from it. `none` says that nothing was impaired.
 */
function inferAffects(event: Event, services: Services): Entry['affects'] {
  const told = event.updates.some(({ affected }) => affected.length > 0);
  const state = inferred.get(event.impact);
  if (told || !state || event.components.length === 0) return undefined;
  const ids = event.components.map((component) => services.find(component));
  const entries = ids.flatMap((id) => (id === undefined ? [] : [[id, state] as const]));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
