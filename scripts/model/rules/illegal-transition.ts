import type { RecordRule } from './rule.ts';

/** Lifecycle entries that are not valid in the incident's state. */
export const illegalTransition: RecordRule = {
  name: 'illegal-transition',
  level: 'error',
  scope: 'record',
  *check({ issues }) {
    for (const { kind, entry, message, help } of issues) {
      if (kind !== 'illegal-transition') continue;
      yield { path: entry.path, pointer: `${entry.pointer}/type`, message, help };
    }
  },
};
