import type { Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';
import { groupServices } from './service-groups.ts';

/** Finding a circle for each service of a larger group takes too long: one circle of it is reported. */
const maxGroup = 500;

/** Services that need each other in a circle, so that none could ever start first. */
export const dependencyCycle: RegisterRule = {
  name: 'dependency-cycle',
  level: 'warning',
  scope: 'register',
  *check({ services }) {
    const groups = groupServices(services);
    const reported = new Set<string>();
    const done = new Set<ReadonlySet<string>>();
    for (const id of services.keys()) {
      const group = groups.get(id);
      if (!group || done.has(group)) continue;
      const circle = findCircle(services, id, group);
      if (!circle) continue;
      if (group.size > maxGroup) done.add(group);
      const key = [...circle].sort().join(' ');
      if (reported.has(key)) continue;
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

/** Finds the shortest circle through a service, which lies in its group; undefined if there is none. */
function findCircle(
  services: Register['services'],
  start: string,
  group: ReadonlySet<string>,
): string[] | undefined {
  const parents = new Map<string, string | undefined>([[start, undefined]]);
  for (const id of parents.keys()) {
    for (const next of services.get(id)?.depends_on ?? []) {
      if (next === start) return traceBack(parents, id);
      if (group.has(next) && !parents.has(next)) parents.set(next, id);
    }
  }
  return undefined;
}

/** Lists the way to a service from where the search began. */
function traceBack(parents: ReadonlyMap<string, string | undefined>, end: string): string[] {
  const way: string[] = [];
  for (let id: string | undefined = end; id !== undefined; id = parents.get(id)) way.push(id);
  return way.reverse();
}
