import type { Edition } from '../../model/edition/cut.ts';
import { findPage, type PageKind } from './address.ts';

const failures = new WeakMap<Edition, Map<string, unknown>>();

/** Lays out the page of each record; a record whose page throws is left out, and named by `listFailures`. */
export function* layEach<R extends { id: string }, P>(
  edition: Edition,
  kind: PageKind,
  records: Iterable<R>,
  lay: (record: R) => P,
): Generator<P> {
  for (const record of records) {
    let laid: P;
    try {
      laid = lay(record);
    } catch (error) {
      const known = failures.get(edition) ?? new Map<string, unknown>();
      failures.set(edition, known.set(findPage(kind, record.id), error));
      continue;
    }
    yield laid;
  }
}

/** Lists the pages that could not be laid out so far, each with what was thrown. */
export function listFailures(edition: Edition): [page: string, error: unknown][] {
  return [...(failures.get(edition) ?? [])];
}
