import type { PostmortemRecord, ProblemRecord } from '../../../schemas/generated/records.ts';
import type { DocumentRule } from './rule.ts';

/** Action items without an owner or a due date. Drafts may omit both. */
export const incompleteAction: DocumentRule = {
  name: 'incomplete-action',
  level: 'error',
  scope: 'document',
  kinds: ['postmortem', 'problem'],
  *check({ path, value }) {
    const { state, actions = [] } = value as PostmortemRecord | ProblemRecord;
    if (state === 'draft') return;
    for (const [index, { id, owner, due, done }] of actions.entries()) {
      if (done !== undefined || (owner !== undefined && due !== undefined)) continue;
      const missing =
        owner !== undefined ? 'due date' : due !== undefined ? 'owner' : 'owner and no due date';
      yield {
        path,
        pointer: `/actions/${index}`,
        message: `Action item \`${id}\` has no ${missing}.`,
        help: 'Name one person and one day.',
      };
    }
  },
};
