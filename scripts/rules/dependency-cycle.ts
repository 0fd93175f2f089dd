import type { Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Services that need each other in a circle, so that none could ever start first. */
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
        message: `The services need each other in a circle: ${[...circle, id].join(' → ')}.`,
        help: 'Take out the dependency that the service can do without.',
      };
    }
  },
};

/** The shortest way from a service back to itself; undefined where there is none. */
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
