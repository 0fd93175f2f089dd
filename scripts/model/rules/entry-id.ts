import type { RecordRule } from './rule.ts';

/** Entry ids that are used twice, and corrections of entries that do not exist. */
export const entryId: RecordRule = {
  name: 'entry-id',
  level: 'error',
  scope: 'record',
  *check({ issues }) {
    for (const { kind, entry, message, help } of issues) {
      if (kind === 'illegal-transition') continue;
      const key = kind === 'duplicate-id' && entry.entry.id !== undefined ? 'id' : 'supersedes';
      const pointer = key in entry.entry ? `${entry.pointer}/${key}` : entry.pointer;
      yield { path: entry.path, pointer, message, help };
    }
  },
};
