import type { Incident, Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Incidents that are related to themselves: directly, or as their own parent, cause or original in a circle. */
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
          help: 'Name the incident that is meant, or take this out.',
        };
      }
    }
  },
};

/** The shortest way from one incident to another by relations of one kind; undefined where there is none. */
function findWay(
  incidents: Register['incidents'],
  from: string,
  to: string,
  kind: Incident['related'][number]['as'],
): string[] | undefined {
  if (from === to) return [to];
  // What is merely related is so both ways.
  if (kind === 'related') return undefined;
  const queue = [[from]];
  const seen = new Set([from]);
  for (let way = queue.shift(); way; way = queue.shift()) {
    for (const { id, as } of incidents.get(way.at(-1) ?? '')?.related ?? []) {
      if (as !== kind) continue;
      if (id === to) return [...way, to];
      if (!seen.has(id)) queue.push([...way, id]);
      seen.add(id);
    }
  }
  return undefined;
}
