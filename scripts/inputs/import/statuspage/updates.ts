import type { Instant } from '../../../model/time/instant.ts';
import type { Entry } from '../../../../schemas/generated/records.ts';
import type { StatedState } from '../../../model/register/register.ts';
import type { PageEvent, SourceTime, ReportProblem, PageUpdate } from './event.ts';
import { mapStatus } from './map-status.ts';
import { splitNote } from './notes.ts';
import { place, type TimedEntry } from './place.ts';
import { mostServices, type PageServices } from './services.ts';

type UpdateStatus = NonNullable<Entry['status']>;

const updateStatuses = new Map<string, UpdateStatus>([
  ['investigating', 'investigating'],
  ['identified', 'identified'],
  ['monitoring', 'monitoring'],
  ['resolved', 'resolved'],
  // A postmortem is about a resolved incident; its text is the update's.
  ['postmortem', 'resolved'],
]);

const componentStates = new Map<string, StatedState>([
  ['operational', 'operational'],
  ['degraded_performance', 'degraded'],
  ['partial_outage', 'partial-outage'],
  ['major_outage', 'major-outage'],
  ['under_maintenance', 'maintenance'],
]);

/** Lists every update in its own words, with the components' states if it has them. */
export function draftUpdates(
  event: PageEvent,
  services: PageServices,
  { started, resolvedAt }: { started: SourceTime; resolvedAt: Instant | undefined },
  report: ReportProblem,
): TimedEntry[] {
  const placed: TimedEntry[] = [];
  const ids = nameUpdates(event.updates);
  let status: UpdateStatus = 'investigating';
  for (const [index, update] of event.updates.entries()) {
    status = mapStatus(update, updateStatuses, 'an update', report) ?? status;
    const over = resolvedAt !== undefined && update.moment.at >= resolvedAt;
    const affects = over ? undefined : readAffects(update, services);
    const id = ids[index] ?? '';
    splitNote(update.body, update.pointer, report).forEach((note, part) => {
      const rest =
        part === 0
          ? ({ type: 'update', id, status, note, ...(affects && { affects }) } as const)
          : ({ type: 'note', id: id + numberPart(part), note } as const);
      placed.push(place(update.moment, rest));
    });
  }
  return [...placed, ...draftPostmortem(event, started, report)];
}

/**
 * Adds a postmortem that is not among the updates, dated no earlier than the events it is about.
 * Without a publication time it is a draft, which the page's readers never saw.
 */
function draftPostmortem(
  event: PageEvent,
  started: SourceTime,
  report: ReportProblem,
): TimedEntry[] {
  const { postmortem, updates, resolved, pointer } = event;
  if (!postmortem || postmortem.body.trim() === '') return [];
  if (updates.some(({ body }) => body === postmortem.body)) return [];
  const moments = [postmortem.moment, updates.at(-1)?.moment, resolved];
  const moment = moments.find((known) => known && known.at >= started.at) ?? started;
  return splitNote(postmortem.body, `${pointer}/postmortem_body`, report).map((note, part) =>
    place(moment, {
      type: 'note',
      ...(!postmortem.moment && { audience: 'internal' }),
      id: `statuspage-postmortem${numberPart(part)}`,
      note,
    }),
  );
}

/** Endings of the ids of later parts of a text, which sort after the first part. */
function numberPart(part: number): string {
  return part === 0 ? '' : `.${String(part + 1).padStart(3, '0')}`;
}

/**
 * Builds ids for the updates: `statuspage-` and the source's own. Entries of one instant are
 * ordered by their ids, so updates published at once get a sequence number first.
 */
function nameUpdates(updates: readonly PageUpdate[]): string[] {
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

function readAffects(update: PageUpdate, services: PageServices): Entry['affects'] {
  const affects: Record<string, StatedState> = {};
  for (const component of update.affected.slice(0, mostServices)) {
    const state = componentStates.get(component.status);
    const service = services.find(component);
    if (state && service !== undefined) affects[service] = state;
  }
  return Object.keys(affects).length > 0 ? affects : undefined;
}

const inferred = new Map<string, StatedState>([
  ['minor', 'degraded'],
  ['major', 'partial-outage'],
  ['critical', 'major-outage'],
]);

/**
 * Infers the states of the components if no update has them: Statuspage derives the impact from the
 * states. `none` means that nothing was impaired.
 */
export function inferAffects(event: PageEvent, services: PageServices): Entry['affects'] {
  const told = event.updates.some(({ affected }) => affected.length > 0);
  const state = inferred.get(event.impact);
  if (told || event.components.length === 0) return undefined;
  if (event.impact === 'none') return 'none';
  if (!state) return undefined;
  const ids = event.components.slice(0, mostServices).map((component) => services.find(component));
  const entries = ids.flatMap((id) => (id === undefined ? [] : [[id, state] as const]));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
