/** Turns issue forms on GitHub into records. */
import type { Register } from '../../model/register/register.ts';
import { findLacks, readAnswers } from './answers.ts';
import type { Draft, Form, Lack, Submission } from './form.ts';
import { incident } from './incident.ts';
import { maintenance } from './maintenance.ts';
import { runbook } from './runbook.ts';

/** Every form. */
export const forms: readonly Form[] = [incident, maintenance, runbook];

/**
 * The record that an issue asks for, or all that it lacks; undefined where it was opened with none of
 * the forms.
 */
export function readSubmission(
  submission: Submission,
  register: Register,
): { form: Form; draft: Draft } | { form: Form; lacks: Lack[] } | undefined {
  const form = recogniseForm(submission.body);
  if (!form) return undefined;
  const read = readAnswers(submission.body, form.fields);
  const { draft, lacks } = form.read(read.answers, submission, register);
  const all = [...findLacks(read, form.fields), ...lacks];
  return all.length > 0 ? { form, lacks: all } : { form, draft };
}

/** The form whose headings the issue has: most of them, for people edit what they sent. */
function recogniseForm(body: string): Form | undefined {
  const shares = forms.map((form) => ({
    form,
    share: readAnswers(body, form.fields).found / form.fields.length,
  }));
  const best = shares.sort((a, b) => b.share - a.share)[0];
  return best && best.share > 0.5 ? best.form : undefined;
}
