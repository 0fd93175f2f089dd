import type { RegisterRule } from './rule.ts';

/** Incidents that were merged into themselves, directly or in a circle. */
export const mergeLoop: RegisterRule = {
  name: 'merge-loop',
  level: 'error',
  scope: 'register',
  *check({ incidents }) {
    for (const { id, path, mergedInto } of incidents.values()) {
      const way = [id];
      let next = mergedInto;
      while (next !== undefined && !way.includes(next)) {
        way.push(next);
        next = incidents.get(next)?.mergedInto;
      }
      if (next !== id) continue;
      yield {
        path: `${path}/timeline.yaml`,
        message: `The incident was merged into itself: ${[...way, id].join(' → ')}.`,
        help: 'Let one of them go on: take its `merged` entry out.',
      };
    }
  },
};
