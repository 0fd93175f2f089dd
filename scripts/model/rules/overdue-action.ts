import { day } from '../time/duration.ts';
import { parseDay } from '../time/instant.ts';
import type { Action } from '../../../schemas/generated/records.ts';
import type { RegisterRule } from './rule.ts';

/** Action items whose due date has passed. */
export const overdueAction: RegisterRule = {
  name: 'overdue-action',
  level: 'warning',
  scope: 'register',
  *check({ incidents, problems }, now) {
    for (const { postmortem } of incidents.values()) {
      if (postmortem) yield* judge(postmortem.path, postmortem.actions, now);
    }
    for (const { path, actions = [] } of problems.values()) yield* judge(path, actions, now);
  },
};

function* judge(path: string, actions: readonly Action[], now: number) {
  for (const [index, { id, due, done }] of actions.entries()) {
    const last = due === undefined ? undefined : parseDay(due);
    if (done !== undefined || last === undefined || last + day > now) continue;
    const days = Math.floor((now - last) / day);
    yield {
      path,
      pointer: `/actions/${index}/due`,
      message: `Action item \`${id}\` was due ${days === 1 ? 'yesterday' : `${days} days ago`}.`,
      help: 'Complete it and set `done`, or agree on another day.',
    };
  }
}
