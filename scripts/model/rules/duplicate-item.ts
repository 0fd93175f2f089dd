import type { DocumentRule } from './rule.ts';

/** Lists whose items have an id, by document kind, with the key that holds the id. */
const lists: Record<string, readonly [list: string, key: string][]> = {
  incident: [['tasks', 'id']],
  postmortem: [['actions', 'id']],
  problem: [['actions', 'id']],
  team: [
    ['members', 'handle'],
    ['vendors', 'id'],
  ],
  settings: [
    ['severities', 'id'],
    ['categories', 'id'],
    ['factors', 'id'],
    ['roles', 'id'],
    ['regulations', 'id'],
  ],
};

/** Items of one list with the same id. */
export const duplicateItem: DocumentRule = {
  name: 'duplicate-item',
  level: 'error',
  scope: 'document',
  kinds: ['incident', 'postmortem', 'problem', 'team', 'settings'],
  *check({ path, kind, value }) {
    for (const [list, key] of lists[kind] ?? []) {
      const items = (value as Record<string, Record<string, unknown>[] | undefined>)[list] ?? [];
      const seen = new Set<unknown>();
      for (const [index, item] of items.entries()) {
        // The id of a regulation may be that of its profile.
        const id = item[key] ?? item['profile'];
        if (seen.has(id)) {
          yield {
            path,
            pointer: `/${list}/${index}/${key in item ? key : 'profile'}`,
            message: `\`${String(id)}\` occurs twice in \`${list}\`.`,
            help: 'Rename one of the two, or merge them.',
          };
        }
        seen.add(id);
      }
    }
  },
};
