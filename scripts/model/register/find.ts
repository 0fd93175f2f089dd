import type { Incident, Register } from './register.ts';
import { isLive } from './lifetime.ts';
import { suggest } from '../text/suggest.ts';

/**
 * Finds the incidents that a text refers to: the one with that id or alias, or all whose id begins
 * with it or contains it after the date, or whose alias has it after the name of another tool, as
 * in `statuspage:z3lct0r596n4`. Without a text, finds the newest incident that has not ended.
 */
export function findIncidents(register: Register, text: string | undefined): Incident[] {
  const { incidents, aliases } = register;
  if (text === undefined) {
    const live = [...incidents.values()].filter(isLive);
    const newest = live.sort((a, b) => (a.firstAt ?? 0) - (b.firstAt ?? 0)).at(-1);
    return newest ? [newest] : [];
  }
  const exact = incidents.get(text) ?? incidents.get(aliases.get(text) ?? '');
  if (exact) return [exact];
  const all = [...incidents.values()];
  const beginning = all.filter(({ id }) => id.startsWith(text));
  if (beginning.length > 0) return beginning;
  const within = all.filter(({ id }) => id.slice(11).includes(text));
  if (within.length > 0) return within;
  return all.filter((incident) => incident.aliases.some((alias) => alias.endsWith(`:${text}`)));
}

/** Suggests the incident id or alias nearest to a text that matches none. */
export function suggestIncident({ incidents }: Register, text: string): string | undefined {
  const names = [...incidents.values()].flatMap(({ id, aliases }) => [id, ...aliases]);
  return suggest(text, names);
}
