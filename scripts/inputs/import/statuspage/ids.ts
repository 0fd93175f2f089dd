import { slugify } from '../../../model/text/slug.ts';
import { formatDay, type Instant } from '../../../model/time/instant.ts';

/**
 * Gives a record the id it had before, or else a new one: its UTC day and its name. A name that is
 * taken on that day is followed by the source's id, which no other record has. An id once given
 * stays, whatever the source renames and however many records are read together.
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

/** A source's id as our records keep it. */
export function aliasOf(id: string): string {
  return `statuspage:${id}`;
}
