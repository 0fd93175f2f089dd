import type { FieldError, FormDraft } from './form.ts';
import type { ReadSubmission } from './index.ts';
import { prepareRecord, type FormRecord } from './record.ts';
import type { SettledState } from './reply.ts';
import { digestFiles, formatSeal, isSealed, parseSeal, type FormSeal } from './seal.ts';
import { isReviewed } from '../../edges/github/pull.ts';
import type { IssueDetails } from '../../edges/github/thread.ts';
import { Failure } from '../../session/context.ts';
import type { TipChange, RemoteSession, RemoteTip } from '../../deliver/remote.ts';
import { listReviewers } from '../../deliver/reviewers.ts';

/** An issue that was opened with a form, and the repository that it belongs to. */
export interface FormSession extends RemoteSession {
  root: string;
  issue: IssueDetails;
  /** Login of our own account. */
  login: string;
}

/** The state of a form's branch, as far as it affects the next commit. */
export interface FormTip {
  /** Reason why the record no longer follows the issue, and the page that shows it. */
  settled?: { state: SettledState; url: string };
  isProposed: boolean;
  /** True if the branch has an open pull request. */
  isOpen: boolean;
  /** Seal of the commit that an earlier text of the issue made. */
  seal?: FormSeal;
}

/** Reads whether a form's branch may still be written to, and what it contains. */
export async function readFormTip(
  { github, page }: FormSession,
  { head, isProposed, proposal: { branch, pull } }: RemoteTip,
): Promise<FormTip> {
  const tip = { isProposed, isOpen: pull?.state === 'open' };
  const settle = (state: SettledState, url: string): FormTip => ({
    ...tip,
    settled: { state, url },
  });
  if (pull && pull.state !== 'open') return settle(pull.state, pull.url);
  const seal = isProposed ? parseSeal(head.message) : undefined;
  if (isProposed && !(seal && (await isSealed(github, head, seal)))) {
    return settle('touched', pull?.url ?? `${page}/tree/${branch}`);
  }
  // A reviewed text must not change without the reviewer's knowledge.
  if (pull && (await isReviewed(github, pull.number))) return settle('reviewed', pull.url);
  return { ...tip, ...(seal && { seal }) };
}

/** The result of handling an issue that was opened with a form. */
export type FormDecision =
  | { outcome: 'settled'; state: SettledState; url: string }
  | { outcome: 'incomplete'; errors: FieldError[] }
  | { outcome: 'filed' | 'changed' | 'unchanged'; draft: FormDraft; record: FormRecord };

/** Decides what a submission changes on top of a tip. */
export function decide(
  session: FormSession,
  submission: ReadSubmission,
  { settled, isProposed, isOpen, seal }: FormTip,
): TipChange<FormDecision> {
  if (settled) return { result: { outcome: 'settled', ...settled } };
  const prepared = 'draft' in submission ? prepare(session, submission.draft) : submission;
  if ('errors' in prepared) return { result: { outcome: 'incomplete', errors: prepared.errors } };
  const { register, prefix, issue } = session;
  const { draft, record } = prepared;
  const title = `File ${record.id}`;
  const pull = {
    title,
    body: `Requested in #${issue.number}.`,
    reviewers: listReviewers(register, record.services, issue.author),
    renames: true as const,
  };
  const sealed = record.files.map(({ path, text }) => ({ path: `${prefix}${path}`, text }));
  if (seal?.digest === digestFiles(sealed)) {
    return { result: { outcome: isOpen ? 'unchanged' : 'changed', draft, record }, pull };
  }
  return {
    result: { outcome: isProposed ? 'changed' : 'filed', draft, record },
    change: {
      files: [...record.files, ...listOutdated(seal, sealed, prefix)],
      // Only the id: a user's title could notify people or close issues.
      message: title,
      trailers: formatSeal(sealed),
    },
    pull,
  };
}

/** Lists the files that an earlier text of the issue made and the present one does not, for removal. */
function listOutdated(
  seal: FormSeal | undefined,
  files: readonly { path: string }[],
  prefix: string,
): { path: string; text: undefined }[] {
  const present = new Set(files.map(({ path }) => path));
  return (seal?.files ?? [])
    .filter((path) => path.startsWith(prefix) && !present.has(path))
    .map((path) => ({ path: path.slice(prefix.length), text: undefined }));
}

function prepare(
  { root, register, issue }: FormSession,
  draft: FormDraft,
): { draft: FormDraft; record: FormRecord } | { errors: FieldError[] } {
  try {
    return { draft, record: prepareRecord(root, register, draft, issue.at) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const message = [error.message, error.next ?? ''].join(' ').trim();
    return { errors: [{ field: 'The record', message }] };
  }
}
