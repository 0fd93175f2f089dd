import type { Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Services that depend on each other in a cycle, so that none could start first. */
export const dependencyCycle: RegisterRule = {
  name: 'dependency-cycle',
  level: 'warning',
  scope: 'register',
  *check({ services }) {
    const reported = new Set<string>();
    for (const id of services.keys()) {
      const circle = findCircle(services, id);
      const key = [...(circle ?? [])].sort().join(' ');
      if (!circle || reported.has(key)) continue;
      reported.add(key);
      yield {
        path: services.get(id)?.path ?? '',
        pointer: '/depends_on',
        message: `The services depend on each other in a cycle: ${[...circle, id].join(' → ')}.`,
        help: 'Remove the dependency that the service can work without.',
      };
    }
  },
};

/** Finds the shortest path from a service back to itself; undefined if there is none. */
function findCircle(services: Register['services'], start: string): string[] | undefined {
  const queue = [[start]];
  const seen = new Set<string>();
  for (let way = queue.shift(); way; way = queue.shift()) {
    for (const next of services.get(way.at(-1) ?? '')?.depends_on ?? []) {
      if (next === start) return way;
      if (!seen.has(next)) queue.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}
