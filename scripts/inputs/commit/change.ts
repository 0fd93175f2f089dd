import { markActionDone } from '../../model/record/edits/mark-action-done.ts';
import { formatYaml } from '../../model/record/format.ts';
import type { TrailerPlan } from './plan.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Register } from '../../model/register/register.ts';
import { slugify } from '../../model/text/slug.ts';
import { formatSchemaHint } from '../../change/entry.ts';
import type { Change, FileChange } from '../../change/change.ts';
import { checkChange } from '../../change/check.ts';
import { editRecord } from '../../change/edit.ts';
import { Failure } from '../../session/context.ts';

/** Change for the trailers of another repository, and the trailers that cannot be applied. */
export interface PreparedTrailers extends Pick<TrailerPlan, 'known' | 'troubles'> {
  change: Change;
  entries: { commit: string; incident: string; at: string; path: string }[];
  actions: { commit: string; record: string; action: string; day: string; path: string }[];
}

type PlannedTrailer = TrailerPlan['entries'][number] | TrailerPlan['actions'][number];

/** A file, and the trailers that it applies. */
interface TrailerFile {
  file: FileChange;
  applies: PlannedTrailer[];
}

/**
 * Builds the change of a plan. A trailer that would add an error to the records is reported as a problem
 * and does not stop the others. Writes nothing.
 */
export function prepareTrailers(
  root: string,
  register: Register,
  plan: TrailerPlan,
  repository: string,
  now: Instant,
): PreparedTrailers {
  const troubles = [...plan.troubles];
  const parts = [
    ...plan.entries.map((planned) => makeEntry(root, planned)),
    ...markActions(root, plan.actions, troubles),
  ];
  const check = (files: readonly FileChange[]) =>
    checkChange(root, register, { files }, now).findings;
  const isRight = check(parts.map(({ file }) => file)).length === 0;
  const kept = parts.filter(({ file, applies }) => {
    // An error may be in another file of the incident, so each file is checked separately.
    const [finding] = isRight ? [] : check([file]);
    for (const planned of finding ? applies : [])
      troubles.push(refuse(planned, finding?.message ?? '', finding?.help));
    return !finding;
  });
  const applied = kept.flatMap(({ file: { path }, applies }) =>
    applies.map((planned) => ({ planned, path })),
  );
  const about = applied.map(({ planned }) => planned.commit);
  const count = new Set(about).size;
  return {
    change: {
      files: kept.map(({ file }) => file),
      message: `Record ${count} ${count === 1 ? 'commit' : 'commits'} of ${repository}`,
      record: `trailers-${slugify(repository) || 'commits'}`,
      ...gatherScope(applied.map(({ planned }) => planned)),
    },
    entries: applied.flatMap(({ planned, path }) => {
      if (!('entry' in planned)) return [];
      const { commit, incident, entry } = planned;
      return [{ commit, incident: incident.id, at: entry.at, path }];
    }),
    actions: applied.flatMap(({ planned, path }) => {
      if (!('action' in planned)) return [];
      const { commit, owner, action, day } = planned;
      return [{ commit, record: owner.id, action, day, path }];
    }),
    known: plan.known,
    troubles,
  };
}

/** Lists the services, whose teams review the change, and the incident if there is only one. */
function gatherScope(planned: readonly PlannedTrailer[]): Pick<Change, 'services' | 'incident'> {
  const records = planned.map((each) => ('entry' in each ? each.incident : each.owner));
  const ids = planned.map((each) => ('entry' in each ? each.incident.id : each.owner.incident));
  const [only, ...others] = new Set(ids);
  return {
    services: [...new Set(records.flatMap(({ services }) => services))],
    ...(only !== undefined && others.length === 0 && { incident: only }),
  };
}

function makeEntry(root: string, planned: TrailerPlan['entries'][number]): TrailerFile {
  const { incident, id, entry } = planned;
  const text = `${formatSchemaHint(root, 'timeline', 4, '#/$defs/entry')}${formatYaml(entry)}`;
  return { file: { path: `${incident.path}/timeline/${id}.yaml`, text }, applies: [planned] };
}

/** Edits each postmortem or problem once, for all its actions that were done. */
function markActions(
  root: string,
  actions: TrailerPlan['actions'],
  troubles: TrailerPlan['troubles'],
): TrailerFile[] {
  const byPath = Map.groupBy(actions, ({ owner }) => owner.path);
  return [...byPath].flatMap(([path, planned]): TrailerFile[] => {
    const applies: PlannedTrailer[] = [];
    try {
      const file = editRecord(root, path, (yaml) =>
        planned.reduce((text, each) => {
          const edited = mark(text, each);
          if (edited !== undefined) applies.push(each);
          else troubles.push(refuse(each, `${path} cannot be edited.`, explainByHand(each)));
          return edited ?? text;
        }, yaml),
      );
      return applies.length === 0 ? [] : [{ file, applies }];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      troubles.push(...planned.map((each) => refuse(each, error.message, error.next)));
      return [];
    }
  });
}

/** Marks an action as done; undefined if that is not possible without changing other parts of the file. */
function mark(yaml: string, { action, day }: TrailerPlan['actions'][number]): string | undefined {
  try {
    const edited = markActionDone(yaml, action, day);
    return edited === yaml ? undefined : edited;
  } catch {
    return undefined;
  }
}

function explainByHand({ action, day }: TrailerPlan['actions'][number]): string {
  return `Add \`done: ${day}\` to the action ${action} by hand.`;
}

function refuse(
  planned: PlannedTrailer,
  message: string,
  help = '',
): TrailerPlan['troubles'][number] {
  const trailer =
    'action' in planned
      ? `Fixes-Action: ${planned.owner.id}/${planned.action}`
      : `Incident: ${planned.incident.id}`;
  return { commit: planned.commit, trailer, message, help };
}
