import type { Instant } from '../../model/time/instant.ts';
import type {
  Entry,
  IncidentRecord,
  MaintenanceRecord,
  RunbookRecord,
} from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';

/** A field of an issue form. */
export interface Field {
  /** What the form calls it, and what the submitted issue has as a heading. */
  label: string;
  required: boolean;
  /** Takes many lines. One field at most, and the last: all that follows its heading is its text. */
  long?: boolean;
}

/** An issue that somebody opened with a form. Whoever wrote it is not trusted. */
export interface Submission {
  number: number;
  title: string;
  body: string;
  /** Login of who wrote it. */
  author: string;
  url: string;
  at: Instant;
}

/** Something that a form lacks, or that cannot be understood. */
export interface Lack {
  /** Label of the field, or `Title`. */
  field: string;
  /** What to do about it, one sentence. */
  why: string;
}

/** The record that a form asks for, not yet held to its schema. */
export type Draft =
  | { kind: 'incident'; record: IncidentRecord; entries: Entry[] }
  | { kind: 'maintenance'; record: MaintenanceRecord; at: Instant; body: string }
  | { kind: 'runbook'; record: RunbookRecord; body: string };

/** Answers by label; a field that was left empty is not among them. */
export type Answers = ReadonlyMap<string, string>;

/** A form as data. `.github/ISSUE_TEMPLATE/<name>.yml` shows the same fields in the same order. */
export interface Form {
  name: 'incident' | 'maintenance' | 'runbook';
  /** What it makes, in words: `incident`. */
  makes: string;
  fields: readonly Field[];
  read(
    answers: Answers,
    submission: Submission,
    register: Register,
  ): { draft: Draft; lacks: Lack[] };
}
