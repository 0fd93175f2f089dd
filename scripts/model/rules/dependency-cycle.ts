import type { Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';
import { groupServices } from './service-groups.ts';

/** Largest group in which a cycle is sought for every service; for larger ones, one cycle is reported. */
const maxGroup = 500;

/** Services that depend on each other in a cycle, so that none could start first. */
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
        message: `The services depend on each other in a cycle: ${[...circle, id].join(' → ')}.`,
        help: 'Remove the dependency that the service can work without.',
      };
    }
  },
};

/** Finds the shortest cycle through a service within its group; undefined if there is none. */
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

/** Lists the path from the start of the search to a service. */
function traceBack(parents: ReadonlyMap<string, string | undefined>, end: string): string[] {
  const way: string[] = [];
  for (let id: string | undefined = end; id !== undefined; id = parents.get(id)) way.push(id);
  return way.reverse();
}
