import { markActionDone } from '../../model/record/edits/mark-action-done.ts';
import { formatYaml } from '../../model/record/format.ts';
import type { TrailerPlan } from './plan.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { slugify } from '../../model/text/slug.ts';
import { hint } from '../../change/entry.ts';
import type { Change, FileChange } from '../../change/change.ts';
import { checkChange } from '../../change/check.ts';
import { editRecord } from '../../change/edit.ts';
import { Failure } from '../../session/context.ts';

/** What is to be written for commits of another repository, and what cannot be. */
export interface Prepared extends Pick<TrailerPlan, 'known' | 'troubles'> {
  change: Change;
  entries: { commit: string; incident: string; at: string; path: string }[];
  actions: { commit: string; record: string; action: string; day: string; path: string }[];
}

type Planned = TrailerPlan['entries'][number] | TrailerPlan['actions'][number];

/** A file, and the parts of the plan that it carries out. */
interface Part {
  file: FileChange;
  carries: Planned[];
}

/**
 * Makes the files of a plan. What would bring an error into the records becomes a trouble, and stops
 * nothing else. Nothing is written.
 */
export function prepareTrailers(
  root: string,
  register: Register,
  plan: TrailerPlan,
  repository: string,
  now: Instant,
): Prepared {
  const troubles = [...plan.troubles];
  const parts = [
    ...plan.entries.map((planned) => makeEntry(root, planned)),
    ...markActions(root, plan.actions, troubles),
  ];
  const check = (files: readonly FileChange[]) =>
    checkChange(root, register, { files }, now).findings;
  const isRight = check(parts.map(({ file }) => file)).length === 0;
  const kept = parts.filter(({ file, carries }) => {
    // An error may be in another file of the incident: which part brings it, each tells by itself.
    const [finding] = isRight ? [] : check([file]);
    for (const planned of finding ? carries : [])
      troubles.push(refuse(planned, finding?.message ?? '', finding?.help));
    return !finding;
  });
  const carried = kept.flatMap(({ file: { path }, carries }) =>
    carries.map((planned) => ({ planned, path })),
  );
  const about = carried.map(({ planned }) => planned.commit);
  const count = new Set(about).size;
  return {
    change: {
      files: kept.map(({ file }) => file),
      message: `Record ${count} ${count === 1 ? 'commit' : 'commits'} of ${repository}`,
      record: `trailers-${slugify(repository) || 'commits'}`,
      ...gatherConcerned(carried.map(({ planned }) => planned)),
    },
    entries: carried.flatMap(({ planned, path }) => {
      if (!('entry' in planned)) return [];
      const { commit, incident, entry } = planned;
      return [{ commit, incident: incident.id, at: entry.at, path }];
    }),
    actions: carried.flatMap(({ planned, path }) => {
      if (!('action' in planned)) return [];
      const { commit, owner, action, day } = planned;
      return [{ commit, record: owner.id, action, day, path }];
    }),
    known: plan.known,
    troubles,
  };
}

/** Whose teams are asked to review, and the incident, where it is about one alone. */
function gatherConcerned(planned: readonly Planned[]): Pick<Change, 'services' | 'incident'> {
  const records = planned.map((each) => ('entry' in each ? each.incident : each.owner));
  const ids = planned.map((each) => ('entry' in each ? each.incident.id : each.owner.incident));
  const [only, ...others] = new Set(ids);
  return {
    services: [...new Set(records.flatMap(({ services }) => services))],
    ...(only !== undefined && others.length === 0 && { incident: only }),
  };
}

function makeEntry(root: string, planned: TrailerPlan['entries'][number]): Part {
  const { incident, id, entry } = planned;
  const text = `${hint(root, 'timeline', 4, '#/$defs/entry')}${formatYaml(entry)}`;
  return { file: { path: `${incident.path}/timeline/${id}.yaml`, text }, carries: [planned] };
}

/** Each postmortem or problem once, with all its actions that were done. */
function markActions(
  root: string,
  actions: TrailerPlan['actions'],
  troubles: TrailerPlan['troubles'],
): Part[] {
  const byPath = Map.groupBy(actions, ({ owner }) => owner.path);
  return [...byPath].flatMap(([path, planned]): Part[] => {
    const carries: Planned[] = [];
    try {
      const file = editRecord(root, path, (yaml) =>
        planned.reduce((text, each) => {
          const edited = mark(text, each);
          if (edited !== undefined) carries.push(each);
          else troubles.push(refuse(each, `${path} cannot be edited.`, byHand(each)));
          return edited ?? text;
        }, yaml),
      );
      return carries.length === 0 ? [] : [{ file, carries }];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      troubles.push(...planned.map((each) => refuse(each, error.message, error.next)));
      return [];
    }
  });
}

/** undefined where it cannot be written without touching what stands around it. */
function mark(yaml: string, { action, day }: TrailerPlan['actions'][number]): string | undefined {
  try {
    const edited = markActionDone(yaml, action, day);
    return edited === yaml ? undefined : edited;
  } catch {
    return undefined;
  }
}

function byHand({ action, day }: TrailerPlan['actions'][number]): string {
  return `Write \`done: ${day}\` to the action ${action} by hand.`;
}

function refuse(planned: Planned, message: string, help = ''): TrailerPlan['troubles'][number] {
  const trailer =
    'action' in planned
      ? `Fixes-Action: ${planned.owner.id}/${planned.action}`
      : `Incident: ${planned.incident.id}`;
  return { commit: planned.commit, trailer, message, help };
}
