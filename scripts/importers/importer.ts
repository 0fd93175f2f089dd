import type { Finding } from '../register/finding.ts';
import type { Instant } from '../register/instant.ts';
import type { Settings } from '../register/register.ts';

/** What an importer reads: a text, and the name it goes by in findings (a file or an address). */
export interface Source {
  name: string;
  text: string;
}

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
  /**
   * source: the import may rewrite it as long as nobody edited it. shared: a file that stands there
   * without having been imported is left alone. seed: written where there is nothing, never again.
   */
  hold: 'source' | 'shared' | 'seed';
}

/** What the data root holds already, and what the user asked for. */
export interface Wish {
  /** Source's name of a record → our id of it, for all that was imported before. */
  known: Readonly<Record<DraftKind, ReadonlyMap<string, string>>>;
  /** Ids in use, whoever wrote them. */
  taken: Readonly<Record<'incident' | 'maintenance', ReadonlySet<string>>>;
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
}

/** An importer as data: pure, so it fetches nothing and writes nothing. */
export interface Importer {
  name: string;
  /** Why the text is not this importer's to read, as a sentence; undefined where it is. */
  recognise(text: string): string | undefined;
  read(sources: readonly Source[], wish: Wish): Reading;
}
