import type { IncidentFiles } from './document.ts';

interface Addressed {
  audience?: string;
}

/** Checks whether an entry or event is restricted, so that only readers of its file see it. */
export function isRestricted({ audience }: Addressed): boolean {
  return audience === 'restricted';
}

/**
 * Leaves restricted entries out of an incident's files. What they state is folded into the incident
 * already: it stays resolved even if the entry that resolved it is restricted.
 */
export function cutRestricted(files: IncidentFiles): IncidentFiles {
  return { ...files, log: files.log.filter(({ entry }) => !isRestricted(entry)) };
}

/** Leaves restricted events out of the value of a record that is one file. */
export function cutEvents<T extends object>(value: T): T {
  const { events } = value as { events?: Addressed[] };
  if (!Array.isArray(events)) return value;
  return { ...value, events: events.filter((event) => !isRestricted(event)) };
}
