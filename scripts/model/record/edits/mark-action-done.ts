import { isMap, isSeq, parseDocument } from 'yaml';
import { setValue } from './set-value.ts';

/**
 * Sets the day on which an action of a postmortem or a problem was done, unless it is already set.
 * Every other byte stays as it is.
 *
 * @param yaml front matter of the record
 * @param id id of the action
 * @param day YYYY-MM-DD
 * @returns the unchanged text if the action is already done; undefined if there is no such action
 * @throws if the day cannot be written without changing something else
 */
export function markActionDone(yaml: string, id: string, day: string): string | undefined {
  const actions = parseDocument(yaml, { logLevel: 'silent' }).get('actions', true);
  if (!isSeq(actions)) return undefined;
  const index = actions.items.findIndex((item) => isMap(item) && item.get('id') === id);
  const action = actions.items[index];
  if (!isMap(action)) return undefined;
  const isDone = (action.get('done') ?? undefined) !== undefined;
  return isDone ? yaml : setValue(yaml, ['actions', index, 'done'], day);
}
