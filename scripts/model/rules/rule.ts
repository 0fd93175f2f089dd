import type { Document, IncidentFiles } from '../register/document.ts';
import type { Observation } from '../register/finding.ts';
import type { Instant } from '../time/instant.ts';
import type { Kind, Register, Settings } from '../register/register.ts';

interface Named {
  /** Name used in findings, settings and exceptions, and for its file and page. */
  name: string;
  level: 'error' | 'warning';
  /** Rules that `sitrep lint-prose` runs. */
  about?: 'prose';
}

/**
 * Rule that sees one file. Its result is cached by blob hash, so it may depend only on the file and
 * the settings.
 */
export interface DocumentRule extends Named {
  scope: 'document';
  kinds: readonly Kind[];
  check(document: Document, settings: Settings): Iterable<Observation>;
}

/**
 * Rule that sees one incident's folder, folded. Its result is cached by the folder's hash and the
 * settings.
 */
export interface RecordRule extends Named {
  scope: 'record';
  check(files: IncidentFiles, settings: Settings): Iterable<Observation>;
}

/** Rule that sees the whole register, without texts, and the current time. It runs every time. */
export interface RegisterRule extends Named {
  scope: 'register';
  check(register: Register, now: Instant): Iterable<Observation>;
}

export type Rule = DocumentRule | RecordRule | RegisterRule;
