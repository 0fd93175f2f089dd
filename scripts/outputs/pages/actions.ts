import { compareText } from '../../model/text/compare-text.ts';
import { parseDay } from '../../model/time/instant.ts';
import { day } from '../../model/time/duration.ts';
import type { Action } from '../../../schemas/generated/records.ts';
import type { Edition } from '../../model/edition/cut.ts';
import { findPage } from './address.ts';
import type { Route } from './draft.ts';

/** An action item with its source and state. */
export interface ActionRow extends Action {
  standing: 'overdue' | 'open' | 'done';
  source: { title: string; page: string };
  ownerName?: string;
}

/** Lists every action item of postmortems and problems: overdue first, then open by due day, then done. */
export function listActions({ register, now }: Edition): ActionRow[] {
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
      actions.map((action): ActionRow => {
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

/** Groups action items by the page of the postmortem or problem that names them. */
export function groupActions(edition: Edition): Map<string, ActionRow[]> {
  return Map.groupBy(listActions(edition), ({ source }) => source.page);
}

/** The page of all action items. */
export interface ActionsPage {
  groups: { id: ActionRow['standing']; title: string; none: string; actions: ActionRow[] }[];
}

const groups = [
  { id: 'overdue', title: 'Overdue', none: 'No action item is overdue.' },
  { id: 'open', title: 'Open', none: 'No action item is open.' },
  { id: 'done', title: 'Done', none: 'No action item is done yet.' },
] as const;

/** Lists the page of all action items. */
export const listActionsPage: Route<ActionsPage> = ({ edition }) => [
  {
    page: '/actions/',
    load() {
      const actions = Map.groupBy(listActions(edition), ({ standing }) => standing);
      return {
        groups: groups.map((group) => ({ ...group, actions: actions.get(group.id) ?? [] })),
      };
    },
  },
];

function sortByDay(a: ActionRow, b: ActionRow): number {
  if (a.standing === 'done') return compareText(b.done ?? '', a.done ?? '');
  return compareText(a.due ?? '9', b.due ?? '9');
}

function judge({ due, done }: Action, now: number): ActionRow['standing'] {
  if (done !== undefined) return 'done';
  const end = due === undefined ? undefined : parseDay(due);
  // Due on a day means by its end.
  return end !== undefined && end + day <= now ? 'overdue' : 'open';
}
