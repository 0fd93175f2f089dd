import type { Output, Page } from './output.ts';

type Keyed = Pick<Page, 'key' | 'file'>;

/** A page that Astro is about to write. */
interface Path {
  pathname: string;
  route: { type: string };
  cacheKey?: string;
}

export interface Counted {
  written: number;
  kept: number;
  /** The pages that can be kept by the next build. */
  pages: Keyed[];
}

/**
 * Leaves out the pages that the output folder holds already. Pages whose `getStaticPaths` names no
 * `cacheKey` are written every time.
 *
 * Astro's own `experimental.incrementalBuild` would keep a second copy of every page, trust whatever
 * file lies in the output folder, and leave the pages of deleted records there.
 */
export function keepPages<P extends Path>(paths: P[], output: Output, counted: Counted): P[] {
  return paths.filter((path) => {
    const page = namePage(path);
    if (page) counted.pages.push(page);
    const kept = page !== undefined && output.keep(page);
    counted[kept ? 'kept' : 'written']++;
    return !kept;
  });
}

function namePage({ pathname, route, cacheKey }: Path): Keyed | undefined {
  if (cacheKey === undefined || route.type !== 'page') return undefined;
  return { key: cacheKey, file: `${pathname.replaceAll(/^\/|\/$/g, '')}/index.html` };
}
