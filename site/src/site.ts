import type { Document, IncidentFiles } from '../../scripts/register/document.ts';
import type { Register } from '../../scripts/register/register.ts';

/**
 * What `site/build.ts` hands to the pages: it lies in the same process, so nothing is copied, and
 * Vite bundles none of it. Texts are read when a page is written, and forgotten with it.
 */
export interface Site {
  register: Register;
  /** The instant the site is built for; a page that shows it is written anew in every build. */
  now: number;
  edition: 'internal';
  readIncident(id: string): IncidentFiles | undefined;
  readText(path: string): Document | undefined;
  /** Renders a record's Markdown as safe HTML; `path` is the record's file, `page` the page it stands on. */
  renderMarkdown(text: string, path: string, page: string, headingLevel?: number): string;
}

const place = Symbol.for('sitrep.site');

/** The site that is being built. */
export function readSite(): Site {
  const site = (globalThis as { [place]?: Site })[place];
  if (!site) throw new Error('A page was opened outside of buildSite().');
  return site;
}

/** Hands a site to the pages for one build, and takes it back. */
export function handOver(site: Site): () => void {
  const room = globalThis as { [place]?: Site };
  room[place] = site;
  return () => {
    delete room[place];
  };
}

/**
 * The address of a page as seen from another one: relative, so that the site can be read under any
 * base and without a server. Both are given from the site's root: `/incidents/x/`.
 */
export function linkTo(page: string, target: string): string {
  const [path = '', fragment] = target.split('#', 2);
  const depth = page.split('/').length - 2;
  const file = path.endsWith('/') ? `${path}index.html` : path;
  return '../'.repeat(depth) + file.slice(1) + (fragment === undefined ? '' : `#${fragment}`);
}
