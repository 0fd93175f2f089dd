import type { Instant } from '../../model/time/instant.ts';
import type {
  Entry,
  IncidentRecord,
  MaintenanceRecord,
  RunbookRecord,
} from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';

/** A field of an issue form. */
export interface FormField {
  /** Name in the form, and heading in the submitted issue. */
  label: string;
  required: boolean;
  /** True for the field of many lines. Only the last one may be: it takes everything after its heading. */
  long?: boolean;
}

/** An issue that was opened with a form. Its author is not trusted. */
export interface FormSubmission {
  number: number;
  title: string;
  body: string;
  /** Login of the author. */
  author: string;
  url: string;
  at: Instant;
}

/** A field that is missing or cannot be understood. */
export interface FieldError {
  /** Label of the field, or `Title`. */
  field: string;
  /** Problem and next step, in one line. */
  message: string;
}

/** The record that a form describes, before it is validated. */
export type FormDraft =
  | { kind: 'incident'; record: IncidentRecord; entries: Entry[] }
  | { kind: 'maintenance'; record: MaintenanceRecord; at: Instant; body: string }
  | { kind: 'runbook'; record: RunbookRecord; body: string };

/** Answers by label. Empty fields are left out. */
export type FormAnswers = ReadonlyMap<string, string>;

/** A form as data. `.github/ISSUE_TEMPLATE/<name>.yml` has the same fields in the same order. */
export interface IssueForm {
  name: 'incident' | 'maintenance' | 'runbook';
  /** The record that it creates, as users call it: `maintenance window`. */
  creates: string;
  fields: readonly FormField[];
  read(
    answers: FormAnswers,
    submission: FormSubmission,
    register: Register,
  ): { draft: FormDraft; errors: FieldError[] };
}
