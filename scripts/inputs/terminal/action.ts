import type { Action } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import { Failure } from '../../session/context.ts';
import { chooseIncident } from './choose.ts';

/** An action item, with the record and the file that it is in. */
export interface FoundAction {
  record: string;
  path: string;
  action: Action;
  index: number;
  incident?: string;
}

/**
 * Finds the action item that `incident/action` or `problem/action` names.
 *
 * @throws {Failure} if there is none
 */
export function chooseAction(register: Register, wanted: string): FoundAction {
  const slash = wanted.lastIndexOf('/');
  const [owner, id] = [wanted.slice(0, Math.max(slash, 0)), wanted.slice(slash + 1)];
  if (slash <= 0) {
    throw new Failure(`Cannot read ${wanted} as an action.`, 'Write it as incident/action.');
  }
  const problem = register.problems.get(owner);
  const incident = problem ? undefined : chooseIncident(register, owner);
  const path = problem?.path ?? incident?.postmortem?.path;
  const actions = problem?.actions ?? incident?.postmortem?.actions ?? [];
  const record = problem?.id ?? incident?.id ?? '';
  if (path === undefined) {
    throw new Failure(`${record} has no postmortem.`, `sitrep postmortem ${record}`);
  }
  const index = actions.findIndex((action) => action.id === id);
  const action = actions[index];
  if (action) return { record, path, action, index, ...(incident && { incident: incident.id }) };
  const ids = actions.map((known) => known.id);
  const near = suggest(id, ids);
  throw new Failure(
    `${record} has no action ${id}.`,
    near
      ? `Did you mean ${near}?`
      : ids.length > 0
        ? `It has ${ids.join(', ')}.`
        : 'It has no actions.',
  );
}
