import { hash } from 'node:crypto';
import type { Document } from '../register/document.ts';
import type { PostmortemRecord } from '../../../schemas/generated/records.ts';
import { sortKeys } from '../text/sort-keys.ts';

/**
 * SHA-256 of the text that a postmortem's approvals are given on: its front matter, without the
 * approvals themselves, the state, when it was put up for review and how far its actions are, as JSON with sorted keys; a line feed; and its body. How the
 * YAML is quoted or ordered, and space around the body, do not change it; every word does.
 */
export function digestPostmortem({ value, body = '' }: Document<PostmortemRecord>): string {
  const { approvals: _approvals, state: _state, submitted: _submitted, ...text } = value;
  // How an action stands is not what was approved: to do it must not undo the approval.
  const actions = value.actions.map(
    ({ done: _done, verified_by: _verified, issue: _issue, ...action }) => action,
  );
  const words = `${JSON.stringify(sortKeys({ ...text, actions }))}\n${body.replaceAll('\r\n', '\n').trim()}`;
  return hash('sha256', words);
}
