import type { Document, IncidentFiles } from '../register/document.ts';
import type { Observation } from '../register/finding.ts';
import type { Instant } from '../time/instant.ts';
import type { Kind, Register, Settings } from '../register/register.ts';

interface Named {
  /** Name in findings, settings and exceptions; also the name of its file and page. */
  name: string;
  level: 'error' | 'warning';
  /** What `sitrep lint-prose` gathers. */
  about?: 'prose';
}

/** Sees one file. Its verdict is kept by blob hash, so it may depend on nothing else but the settings. */
export interface DocumentRule extends Named {
  scope: 'document';
  kinds: readonly Kind[];
  check(document: Document, settings: Settings): Iterable<Observation>;
}

/** Sees one incident's folder, folded. Its verdict is kept by the folder's hash and the settings. */
export interface RecordRule extends Named {
  scope: 'record';
  check(files: IncidentFiles, settings: Settings): Iterable<Observation>;
}

/** Sees the whole register, without texts, and the present instant. Runs every time. */
export interface RegisterRule extends Named {
  scope: 'register';
  check(register: Register, now: Instant): Iterable<Observation>;
}

export type Rule = DocumentRule | RecordRule | RegisterRule;
