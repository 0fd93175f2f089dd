import type { Records } from '../register/register.ts';
import { listBroken } from '../register/states.ts';
import { idleClock, type Clock } from './clock.ts';

/**
 * Lists a clock for each incident that may be live and cannot be read: nobody knows which of its clocks
 * run, so it is unknown, and never counts as stopped.
 */
export function listUnevaluated({ unread, leftOut }: Pick<Records, 'unread' | 'leftOut'>): Clock[] {
  return unread.map(({ id, path, from }) => {
    const named = {
      incident: id,
      key: 'record',
      kind: 'record' as const,
      title: 'SLA clocks that cannot be evaluated',
      severity: undefined,
      calendar: 'always',
      policy: undefined,
      target: undefined,
      basis: undefined,
    };
    const [broken = path] = listBroken(leftOut, path);
    const reason = `cannot be evaluated: ${broken} cannot be read`;
    const changes = from === undefined ? [] : [{ at: from, state: 'unknown' as const }];
    return { ...idleClock(named, reason), state: 'unknown', since: from, changes };
  });
}
