import type { Edition } from '../../model/edition/cut.ts';
import { findPage, type PageKind } from './address.ts';
import type { PageSource } from './source.ts';

/** A page that is to be written. */
export interface PageDraft<Data extends object = object> {
  /** Path from the site's root. */
  page: string;
  /**
   * Digest of what the page shows. While it is the same, the page is kept from the build before; a page
   * without a key is always written. Settings, services, teams, people, runbooks, problems, maintenance,
   * the audience, the base and Sitrep's own code are part of every key already. What a key has to add is
   * the hash of the page's own record, what it shows of other incidents, and `now` if it shows that.
   */
  key?: string;
  /** Makes the data of the page, all that its markup gets. It reads texts, so it runs only if the page is written. */
  load(): Data | Promise<Data>;
}

/** Lists the pages of one route. */
export type Route<Data extends object> = (source: PageSource) => Iterable<PageDraft<Data>>;

const failures = new WeakMap<Edition, Map<string, unknown>>();

/** Builds the data of each record's page. A record whose data cannot be built is left out, and named by `listFailures`. */
export function* buildEach<R extends { id: string }, P>(
  edition: Edition,
  kind: PageKind,
  records: Iterable<R>,
  build: (record: R) => P,
): Generator<P> {
  for (const record of records) {
    let built: P;
    try {
      built = build(record);
    } catch (error) {
      const known = failures.get(edition) ?? new Map<string, unknown>();
      failures.set(edition, known.set(findPage(kind, record.id), error));
      continue;
    }
    yield built;
  }
}

/** Lists the pages whose data could not be built so far, each with what was thrown. */
export function listFailures(edition: Edition): [page: string, error: unknown][] {
  return [...(failures.get(edition) ?? [])];
}
