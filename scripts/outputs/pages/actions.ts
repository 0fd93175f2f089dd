import { compareText } from '../../model/text/compare-text.ts';
import { parseDay } from '../../model/time/instant.ts';
import { day } from '../../model/time/duration.ts';
import type { Action } from '../../../schemas/generated/records.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { findPage } from './address.ts';

/** An action item with where it comes from and how it stands. */
export interface ActionLine extends Action {
  standing: 'overdue' | 'open' | 'done';
  source: { title: string; page: string };
  ownerName?: string;
}

/** Every action item of postmortems and problems: overdue first, then open by due day, then done. */
export function listActions({ register, now }: Edition): ActionLine[] {
  const sources = [
    ...[...register.incidents.values()].map(({ id, title, postmortem }) => ({
      title,
      page: findPage('postmortem', id),
      actions: postmortem?.actions ?? [],
    })),
    ...[...register.problems.values()].map(({ id, title, actions }) => ({
      title,
      page: findPage('problem', id),
      actions: actions ?? [],
    })),
  ];
  const order = { overdue: 0, open: 1, done: 2 };
  return sources
    .flatMap(({ title, page, actions }) =>
      actions.map((action): ActionLine => {
        const ownerName = register.people.get(action.owner ?? '')?.name;
        return {
          ...action,
          standing: judge(action, now),
          source: { title, page },
          ...(ownerName !== undefined && { ownerName }),
        };
      }),
    )
    .sort((a, b) => order[a.standing] - order[b.standing] || sortByDay(a, b));
}

/** The same by the page of the postmortem or problem that names them. */
export function groupActions(edition: Edition): Map<string, ActionLine[]> {
  return Map.groupBy(listActions(edition), ({ source }) => source.page);
}

function sortByDay(a: ActionLine, b: ActionLine): number {
  if (a.standing === 'done') return compareText(b.done ?? '', a.done ?? '');
  return compareText(a.due ?? '9', b.due ?? '9');
}

function judge({ due, done }: Action, now: number): ActionLine['standing'] {
  if (done !== undefined) return 'done';
  const end = due === undefined ? undefined : parseDay(due);
  // Due on a day means by its end.
  return end !== undefined && end + day <= now ? 'overdue' : 'open';
}
