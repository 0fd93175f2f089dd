import type { Register } from '../register/register.ts';

interface Visit {
  id: string;
  /** Dependencies that were not followed yet. */
  rest: Iterator<string>;
  order: number;
  /** The earliest visit that this one leads back to. */
  earliest: number;
}

/**
 * Groups services so that each needs every other of its group, directly or not (Tarjan's strongly
 * connected components). Takes time linear in dependencies; without recursion, since chains are long.
 */
export function groupServices(services: Register['services']): Map<string, ReadonlySet<string>> {
  const groups = new Map<string, ReadonlySet<string>>();
  const orders = new Map<string, number>();
  const ungrouped: string[] = [];
  const visit = (id: string): Visit => {
    const order = orders.size;
    orders.set(id, order);
    ungrouped.push(id);
    const rest = (services.get(id)?.depends_on ?? [])[Symbol.iterator]();
    return { id, rest, order, earliest: order };
  };
  for (const root of services.keys()) {
    if (orders.has(root)) continue;
    const path = [visit(root)];
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.rest.next();
      if (next.done !== true) {
        const order = orders.get(next.value);
        if (order === undefined) path.push(visit(next.value));
        else if (!groups.has(next.value)) last.earliest = Math.min(last.earliest, order);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before) before.earliest = Math.min(before.earliest, last.earliest);
      if (last.earliest < last.order) continue;
      const group = new Set(ungrouped.splice(ungrouped.lastIndexOf(last.id)));
      for (const id of group) groups.set(id, group);
    }
  }
  return groups;
}
