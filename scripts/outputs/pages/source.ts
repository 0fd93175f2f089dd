import type { Edition } from '../../model/edition/cut.ts';
import type { Document, IncidentFiles } from '../../model/register/document.ts';
import type { Incident, LogEntry } from '../../model/register/register.ts';
import type { Instant } from '../../model/time/instant.ts';

/**
 * What the data of pages is made from: an edition, and the texts that may be shown. Texts are read when
 * a page is written, and forgotten with it, so that memory stays bounded.
 */
export interface PageSource {
  edition: Edition;
  /** Pages of the handbook in order: guides by audience, then the page beside each rule, KPI and importer. */
  handbook: readonly HandbookPage[];
  /** Pages that could not be built; at the address of each, a page says so. */
  failed: readonly FailedPage[];
  /** Why recorded times are not all known; undefined if they are. */
  unrecorded?: string;
  /** When `sitrep heartbeat` last checked SLA clocks on GitHub. Shown only on pages without a key. */
  checked?: Instant;
  readIncident(id: string): Promise<IncidentTexts | undefined>;
  /** Reads the front matter and body of a record that is one file. */
  readText(path: string): Document | undefined;
  /**
   * Renders the Markdown of the record at `path` (`handbook.md` for the handbook) as safe HTML for the
   * page it is shown on (`/incidents/x/`), with its outermost headings of the given level.
   */
  renderMarkdown(text: string, path: string, page: string, headingLevel?: number): string;
  /**
   * Finds the target of an address in the record at `path` as seen from the page it is shown on
   * (`/incidents/x/`); undefined if the site does not hold it.
   */
  findAddress(address: string, path: string, page: string): string | undefined;
  /** Digests plain data for the key of a page: see `PageDraft`. */
  keyOf(...shown: unknown[]): string;
  /**
   * Digests the history of an incident, the hash of its files, and what else its page or its
   * postmortem's shows.
   */
  keyOfIncident(shown: { incident: Incident }): string;
}

/** The texts of an incident that may be shown, and when each entry was recorded. */
export interface IncidentTexts {
  files: IncidentFiles;
  /** Entries whose commit is unknown are missing. */
  recorded: ReadonlyMap<LogEntry, Recorded>;
}

/** The commit that added an entry. */
export interface Recorded {
  at: Instant;
  commit: string;
}

/** A page of the handbook, served at `/handbook/<id>/`. */
export interface HandbookPage {
  id: string;
  title: string;
  /** Heading it is listed under: the audience of a guide, or Rules, KPIs or Imports. */
  group: string;
  /** Markdown, without its title. */
  text: string;
}

/** A page that could not be built: its path from the site's root, and why. */
export interface FailedPage {
  page: string;
  reason: string;
}
