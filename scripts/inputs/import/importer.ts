import type { Finding } from '../../model/register/finding.ts';
import type { Instant } from '../../model/time/instant.ts';
import type { Source } from '../../session/source.ts';
import type { Settings } from '../../model/register/register.ts';

export type DraftKind = 'incident' | 'maintenance' | 'service' | 'team' | 'settings';

/** One file of the data root as the source would have it. */
export interface Draft {
  kind: DraftKind;
  /** The source's own name of the record, as in its aliases: it stays when title and date change. */
  key: string;
  /** Our id of the record. */
  id: string;
  /** Relative to the data root, with `/`. */
  path: string;
  text: string;
  /** When the source last changed the record, where it says so. */
  changed?: Instant;
  /** Why the record does not fit the folder that it has, and what to do: then it is not written. */
  misnamed?: string;
  /** Of a service: the team that the text names. */
  owner?: string;
  /**
   * The text with the owner of the last import, where the data root has given it another since: what
   * the source says is the same as long as this is what was imported.
   */
  former?: string;
  /**
   * source: the import may rewrite it as long as nobody edited it. shared: a file that stands there
   * without having been imported is left alone. seed: written where there is nothing, never again,
   * not even where somebody has removed it.
   */
  hold: 'source' | 'shared' | 'seed';
}

/** Whose the services are, which no source tells. */
export interface Owners {
  /** Ids of the teams that the data root has. */
  teams: ReadonlySet<string>;
  /** Our id of a service → its team in the data root. */
  current: ReadonlyMap<string, string>;
  /** Source's name of a service → its team when it was last imported. */
  imported: ReadonlyMap<string, string>;
}

/** What the data root holds already, and what the user asked for. */
export interface Wish {
  /** Source's name of a record → our id of it, for all that was imported before. */
  known: Readonly<Record<DraftKind, ReadonlyMap<string, string>>>;
  /** Ids in use, whoever wrote them. */
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
  /** In the order in which they are best written: a record never before what it refers to. */
  drafts: Draft[];
  /** Their `path` is the source's name, their `pointer` one into its JSON. */
  findings: Finding[];
  /** Name of the page, of this source or one before. */
  page: string | undefined;
}

/** An importer as data: pure, so it fetches nothing and writes nothing. */
export interface Importer {
  name: string;
  /** Why the text is not this importer's to read, as a sentence; undefined where it is. */
  recognise(text: string): string | undefined;
  read(sources: readonly Source[], wish: Wish): Reading;
}
