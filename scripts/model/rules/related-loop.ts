import type { Incident, Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/**
 * Incidents that are related to themselves: directly, or as their own parent, cause or original in
 * a cycle.
 */
export const relatedLoop: RegisterRule = {
  name: 'related-loop',
  level: 'error',
  scope: 'register',
  *check({ incidents }) {
    for (const { id, path, related } of incidents.values()) {
      for (const [index, { id: other, as }] of related.entries()) {
        const way = findWay(incidents, other, id, as);
        if (!way) continue;
        yield {
          path: `${path}/incident.md`,
          pointer: `/related/${index}/id`,
          message: `The incident is related to itself as \`${as}\`: ${[id, ...way].join(' → ')}.`,
          help: 'Name the intended incident, or remove the relation.',
        };
      }
    }
  },
};

/**
 * Maximum length of a cycle. Longer ones are no slip, and searching for them at each incident would
 * take too long.
 */
const mostVisited = 500;

/**
 * Finds the shortest path from one incident to another by relations of one kind; undefined if there
 * is none.
 */
function findWay(
  incidents: Register['incidents'],
  from: string,
  to: string,
  kind: Incident['related'][number]['as'],
): string[] | undefined {
  if (from === to) return [to];
  // `related` holds in both directions.
  if (kind === 'related') return undefined;
  const before = new Map<string, string | undefined>([[from, undefined]]);
  for (const id of before.keys()) {
    for (const next of incidents.get(id)?.related ?? []) {
      if (next.as !== kind || before.has(next.id)) continue;
      before.set(next.id, id);
      if (next.id === to) return traceBack(before, to);
    }
    if (before.size > mostVisited) return undefined;
  }
  return undefined;
}

function traceBack(before: ReadonlyMap<string, string | undefined>, to: string): string[] {
  const way: string[] = [];
  for (let id: string | undefined = to; id !== undefined; id = before.get(id)) way.unshift(id);
  return way;
}
