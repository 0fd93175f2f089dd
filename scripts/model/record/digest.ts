import { hash } from 'node:crypto';
import type { Document } from '../register/document.ts';
import type { PostmortemRecord } from '../../../schemas/generated/records.ts';
import { sortKeys } from '../text/sort-keys.ts';

/**
 * Returns the SHA-256 of the text that a postmortem's approvals refer to: its front matter as JSON
 * with sorted keys (without the approvals, the state, the review date and the progress of actions),
 * a line feed, and its body. YAML quoting and order, and space around the body, do not change it;
 * every word does.
 */
export function digestPostmortem({ value, body = '' }: Document<PostmortemRecord>): string {
  const { approvals: _approvals, state: _state, submitted: _submitted, ...text } = value;
  // The progress of an action is not part of the approved text: completing it must not undo the
  // approval.
  const actions = value.actions.map(
    ({ done: _done, verified_by: _verified, issue: _issue, ...action }) => action,
  );
  const words = `${JSON.stringify(sortKeys({ ...text, actions }))}\n${body.replaceAll('\r\n', '\n').trim()}`;
  return hash('sha256', words);
}
