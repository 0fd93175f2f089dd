import { slugify } from '../../../model/text/slug.ts';
import { formatDay, type Instant } from '../../../model/time/instant.ts';

/**
 * Gives a record its previous id, or else a new one from its UTC day and its name. If the name is
 * taken on that day, the source's id, which is unique, is appended. An id stays once given,
 * whatever the source renames and however many records are read together.
 */
export function chooseId(
  record: { id: string; name: string; day: Instant },
  kind: 'incident' | 'maintenance',
  known: ReadonlyMap<string, string>,
  taken: Set<string>,
): string {
  const before = known.get(aliasOf(record.id));
  if (before !== undefined && /^\d{4}-\d{2}-\d{2}-[a-z0-9-]{1,100}$/.test(before)) return before;
  const source = slugify(record.id);
  const slug = slugify(record.name) || `${kind}-${source}`;
  const base = `${formatDay(record.day)}-${slug}`;
  let id = base;
  for (let turn = 1; taken.has(id); turn += 1) {
    id = turn === 1 ? `${base}-${source}` : `${base.slice(0, 90)}-${source.slice(0, 12)}-${turn}`;
  }
  taken.add(id);
  return id;
}

/** Formats an id of the source as an alias in the records. */
export function aliasOf(id: string): string {
  return `statuspage:${id}`;
}
