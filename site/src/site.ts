import type {
  Document,
  Edition,
  Incident,
  IncidentFiles,
  LogEntry,
} from '../../scripts/outputs/pages/index.ts';

/**
 * What `site/build.ts` hands to the pages. It lies in the same process, so nothing is copied, and Vite
 * bundles none of it. Texts are read when a page is written, and forgotten with it, so that memory
 * stays bounded however many records there are.
 *
 * A page whose `getStaticPaths` returns a `cacheKey` is kept from the build before while its key is the
 * same. Settings, services, teams, people, runbooks, problems, maintenance, the edition, the base and
 * Sitrep's own code are part of every key already: what a page has to name is its own record's hash,
 * what it shows of *other incidents*, and `now` where it shows that. `keyOf` makes a key of it. A page
 * without a key is written in every build.
 */
export interface Site {
  edition: Edition;
  /** Version of Sitrep. */
  version: string;
  /** Path below which the site will be served: `/`, or `/incidents/`. */
  base: string;
  /** Commit that is checked out; undefined outside of Git. Part of no key: do not show it on a kept page. */
  commit?: string;
  /** Why recorded times are unknown, or not all known; undefined where they are. */
  unrecorded?: string;
  /** When promises were last checked on GitHub, where `sitrep heartbeat` asked. Shown on pages without a key. */
  checked?: number;
  /** Pages that could not be built; each is left out, and says so itself. */
  failed: readonly FailedPage[];
  readIncident(id: string): IncidentFiles | undefined;
  /** When and by which commit each entry was recorded; entries of which nothing is known are left out. */
  traceEntries(files: IncidentFiles): Promise<ReadonlyMap<LogEntry, Recorded>>;
  /** Front matter and body of a record that is one file. */
  readText(path: string): Document | undefined;
  /**
   * Renders the Markdown of the record at `path` (`handbook.md` for the handbook) as safe HTML for the
   * page (`/incidents/x/`) it is shown on, with its outermost headings of the given level.
   */
  renderMarkdown(text: string, path: string, page: string, headingLevel?: number): string;
  /**
   * Where an address in the record at `path` leads, as seen from the page (`/incidents/x/`) it is shown
   * on; undefined where it leads nowhere.
   */
  findAddress(address: string, path: string, page: string): string | undefined;
  /** Pages of the handbook in order: guides by audience, then the page beside each rule, KPI and importer. */
  handbook: readonly HandbookPage[];
  /** A digest of plain data, for `cacheKey`. */
  keyOf(...shown: unknown[]): string;
  /**
   * A `cacheKey` of an incident's page or its postmortem's: its history, what else the page shows, and of
   * the incident itself the hash of its files, from which all of it was folded.
   */
  keyOfIncident(shown: { incident: Incident }): string;
}

/** A page that could not be built: its path from the site's root, and why. */
export interface FailedPage {
  page: string;
  reason: string;
}

/** The commit that brought an entry: when Git learnt of it. */
export interface Recorded {
  at: number;
  commit: string;
}

export interface HandbookPage {
  /** `/handbook/<id>/` */
  id: string;
  title: string;
  /** Heading it is listed under: the audience of a guide, or Rules, KPIs or Imports. */
  group: string;
  /** Markdown, without its title. */
  text: string;
}

const place = Symbol.for('sitrep.site');
const room = globalThis as { [place]?: Site | undefined };

/** The site that is being built. */
export function readSite(): Site {
  const site = room[place];
  if (!site) throw new Error('A page was opened outside of buildSite().');
  return site;
}

/** Hands a site to the pages for one build; the function it gives takes it back. */
export function handOver(site: Site): () => void {
  if (room[place]) throw new Error('Two sites cannot be built at once in one process.');
  room[place] = site;
  return () => {
    room[place] = undefined;
  };
}
