import type { Finding } from '../../model/register/finding.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Source } from '../../session/source.ts';
import type { Settings } from '../../model/register/register.ts';

export type DraftKind = 'incident' | 'maintenance' | 'service' | 'team' | 'settings';

/** One file of the data root, as the source would have it. */
export interface Draft {
  kind: DraftKind;
  /** The source's own id of the record, as in its aliases. It stays when title and date change. */
  key: string;
  /** Our id of the record. */
  id: string;
  /** Relative to the data root, with `/`. */
  path: string;
  text: string;
  /** When the source last changed the record, if known. */
  changed?: Instant;
  /**
   * Reason why the record does not fit its folder, and what to do; such a record is not written.
   */
  misnamed?: string;
  /** For a service: the team named in the text. */
  owner?: string;
  /**
   * The text with the team from the last import, if the data root has another team now. It shows
   * whether the source itself changed.
   */
  former?: string;
  /**
   * source: the import may rewrite it unless somebody edited it. shared: an existing file that was
   * not imported is left alone. seed: written once if it does not exist, and not again if somebody
   * removes it.
   */
  hold: 'source' | 'shared' | 'seed';
}

/** Owners of services, which no source has. */
export interface Owners {
  /** Ids of the teams in the data root. */
  teams: ReadonlySet<string>;
  /** Our id of a service → its team in the data root. */
  current: ReadonlyMap<string, string>;
  /** Source's id of a service → its team at the last import. */
  imported: ReadonlyMap<string, string>;
}

/** Existing content of the data root, and the user's options. */
export interface Wish {
  /** Source's id of a record → our id of it, for everything imported before. */
  known: Readonly<Record<DraftKind, ReadonlyMap<string, string>>>;
  /** Ids in use, by imported and other records. */
  taken: Readonly<Record<'incident' | 'maintenance', ReadonlySet<string>>>;
  owners: Owners;
  /** Name of the page that was imported before. */
  page?: string | undefined;
  settings: Pick<Settings, 'organisation' | 'severities' | 'matrix'>;
  category: string;
  channel: 'monitoring' | 'help-desk' | 'user-report' | 'partner' | 'internal';
  now: Instant;
}

export interface Reading {
  /** In the best order for writing: a record never comes before one that it refers to. */
  drafts: Draft[];
  /** Their `path` is the name of the source, and their `pointer` points into its JSON. */
  findings: Finding[];
  /** Name of the page, from this source or an earlier one. */
  page: string | undefined;
}

/** An importer, as data. Pure: it fetches nothing and writes nothing. */
export interface Importer {
  name: string;
  /** Explains in a sentence why the importer cannot read the text; undefined if it can. */
  recognise(text: string): string | undefined;
  read(sources: readonly Source[], wish: Wish): Reading;
}
