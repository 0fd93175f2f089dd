import type { Incident } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Incidents that were merged into themselves, directly or in a cycle. */
export const mergeLoop: RegisterRule = {
  name: 'merge-loop',
  level: 'error',
  scope: 'register',
  *check({ incidents }) {
    for (const incident of incidents.values()) {
      const { id } = incident;
      const way = [id];
      let next = incident.mergedInto;
      while (next !== undefined && !way.includes(next)) {
        way.push(next);
        next = incidents.get(next)?.mergedInto;
      }
      if (next !== id) continue;
      yield {
        ...findMerged(incident),
        message: `The incident was merged into itself: ${[...way, id].join(' → ')}.`,
        help: 'Remove the `merged` entry of the incident that should continue.',
      };
    }
  },
};

/** Finds the newest entry that says into which incident this one was merged. */
function findMerged({ path, mergedInto, references }: Incident) {
  const entry = references.findLast(
    ({ kind, id, pointer }) =>
      kind === 'incident' && id === mergedInto && pointer?.endsWith('/into') === true,
  );
  return entry
    ? { path: entry.path, pointer: entry.pointer ?? '' }
    : { path: `${path}/timeline.yaml` };
}
