import type { Finding } from '../../model/register/finding.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { NamedText } from '../../session/source.ts';
import type { Settings } from '../../model/register/register.ts';

/** Kind of record that an importer drafts. */
export type DraftKind = 'incident' | 'maintenance' | 'service' | 'team' | 'settings';

/** File of the data root according to the source. */
export interface RecordDraft {
  kind: DraftKind;
  /** Id of the record in the source, as in its aliases. It does not depend on title and date. */
  key: string;
  /** Id of the record in the data root. */
  id: string;
  /** Path relative to the data root, with `/`. */
  path: string;
  text: string;
  /** When the source last changed the record, if known. */
  changed?: Instant;
  /**
   * Reason why the record does not fit its folder, and what to do; such a record is not written.
   */
  misnamed?: string;
  /** First import of the record, which the text names. */
  imported?: Instant;
  /** For a service: the team named in the text. */
  owner?: string;
  /**
   * The text with the team from the last import, if the data root has another team now. It shows
   * whether the source itself changed.
   */
  former?: string;
  /**
   * Owner of the file. source: the import may rewrite it unless somebody edited it. shared: an existing
   * file that was not imported is left alone. seed: the file is written once if it does not exist, and
   * not again if somebody removes it.
   */
  hold: 'source' | 'shared' | 'seed';
}

/** Owners of services, which no source has. */
export interface Owners {
  /** Ids of the teams in the data root. */
  teams: ReadonlySet<string>;
  /** Id of a service in the data root → its team there. */
  current: ReadonlyMap<string, string>;
  /** Id of a service in the source → its team at the last import. */
  imported: ReadonlyMap<string, string>;
}

/** Existing content of the data root, and the user's options. */
export interface ImportContext {
  /** Id of a record in the source → its id in the data root, for everything imported before. */
  known: Readonly<Record<DraftKind, ReadonlyMap<string, string>>>;
  /** Ids in use, by imported and other records. */
  taken: Readonly<Record<'incident' | 'maintenance', ReadonlySet<string>>>;
  owners: Owners;
  /** First import of each record, by kind and id in the source: `incident statuspage:x`. */
  imported: ReadonlyMap<string, Instant>;
  /** Name of the page that was imported before. */
  page?: string | undefined;
  settings: Pick<Settings, 'organisation' | 'severities' | 'matrix'>;
  category: string;
  channel: 'monitoring' | 'help-desk' | 'user-report' | 'partner' | 'internal';
  now: Instant;
}

/** Result of reading sources. */
export interface ImportReading {
  /** In the best order for writing: a record never comes before one that it refers to. */
  drafts: RecordDraft[];
  /** Their `path` is the name of the source, and their `pointer` points into its JSON. */
  findings: Finding[];
  /** Name of the page, from this source or an earlier one. */
  page: string | undefined;
}

/** Importer of one format. It is pure: it fetches and writes nothing. */
export interface Importer {
  name: string;
  /** Explains in a sentence why the importer cannot read the text; undefined if it can. */
  recognise(text: string): string | undefined;
  read(sources: readonly NamedText[], wish: ImportContext): ImportReading;
}
