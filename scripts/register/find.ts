import type { Incident, Register } from './register.ts';
import { isLive } from './lifetime.ts';
import { suggest } from './suggest.ts';

/**
 * The incidents that a text means: the one with that id or alias, or all whose id begins with it, or
 * contains it behind the date. Without a text, the newest incident that has not ended.
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
  return beginning.length > 0 ? beginning : all.filter(({ id }) => id.slice(11).includes(text));
}

/** The id nearest to one that names no incident. */
export function suggestIncident(register: Register, text: string): string | undefined {
  return suggest(text, [...register.incidents.keys(), ...register.aliases.keys()]);
}
