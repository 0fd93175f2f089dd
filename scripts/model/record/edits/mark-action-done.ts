import { isMap, isSeq, parseDocument } from 'yaml';
import { setValue } from './set-value.ts';

/**
 * Writes the day on which an action of a postmortem or a problem was done, where none stands yet; every other byte
 * stays as it is.
 *
 * @param yaml front matter of the record
 * @param id the action's
 * @param day YYYY-MM-DD
 * @returns the text as it was where the action is done already; undefined where there is no such action
 * @throws where it cannot be written without saying anything else by it
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
