/** Turns issue forms on GitHub into records. */
import type { Register } from '../../model/register/register.ts';
import { findFieldErrors, parseAnswers } from './answers.ts';
import type { FieldError, FormDraft, FormSubmission, IssueForm } from './form.ts';
import { incident } from './incident.ts';
import { maintenance } from './maintenance.ts';
import { runbook } from './runbook.ts';

/** All forms. */
export const forms: readonly IssueForm[] = [incident, maintenance, runbook];

/** A submission that was recognised: the record that it describes, or everything that is wrong with it. */
export type ReadSubmission = { form: IssueForm } & (
  { draft: FormDraft } | { errors: FieldError[] }
);

/** Reads the record that an issue describes; undefined if the issue was opened without a form. */
export function readSubmission(
  submission: FormSubmission,
  register: Register,
): ReadSubmission | undefined {
  const form = recogniseForm(submission.body);
  if (!form) return undefined;
  const parsed = parseAnswers(submission.body, form.fields);
  const { draft, errors } = form.read(parsed.answers, submission, register);
  const all = [...findFieldErrors(parsed, form.fields), ...errors];
  return all.length > 0 ? { form, errors: all } : { form, draft };
}

/** Recognises a form by its headings. More than half are enough, since people edit what they sent. */
function recogniseForm(body: string): IssueForm | undefined {
  const shares = forms.map((form) => ({
    form,
    share: parseAnswers(body, form.fields).found / form.fields.length,
  }));
  const best = shares.sort((a, b) => b.share - a.share)[0];
  return best && best.share > 0.5 ? best.form : undefined;
}
