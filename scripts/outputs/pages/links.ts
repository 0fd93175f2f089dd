import type { PageSource } from './source.ts';

/** A link of a record or entry; without an address if the site does not hold its target. */
export interface LinkRow {
  title: string;
  href?: string;
}

/** Resolves the `links` of the record at `path`, as seen from the page they are shown on. */
export function resolveLinks(
  source: PageSource,
  links: readonly { title: string; url: string }[] | undefined,
  path: string,
  page: string,
): LinkRow[] {
  return (links ?? []).map(({ title, url }) => {
    const href = source.findAddress(url, path, page);
    return { title, ...(href !== undefined && { href }) };
  });
}
