import type { Draft, Form, Lack } from './form.ts';
import { prepareRecord, type FormRecord } from './record.ts';
import type { Settled } from './reply.ts';
import { digestFiles, formatSeal, isSealed, parseSeal, type Seal } from './seal.ts';
import { isReviewed } from '../../edges/github/pull.ts';
import type { RoomIssue } from '../../edges/github/room.ts';
import { Failure } from '../../session/context.ts';
import type { Made, RemoteSession, RemoteTip } from '../../deliver/remote.ts';
import { listReviewers } from '../../deliver/reviewers.ts';

/** An issue that was opened with a form, and the repository that it belongs to. */
export interface FormSession extends RemoteSession {
  root: string;
  issue: RoomIssue;
}

/** The branch of a form, as far as it matters to what is written next. */
export interface FormTip {
  /** Why the record no longer follows the issue, and the page that shows it. */
  settled?: { state: Settled; url: string };
  isProposed: boolean;
  /** Whether the branch has an open pull request. */
  isOpen: boolean;
  /** Seal of the commit that an earlier text of the issue made. */
  seal?: Seal;
}

/** Reads whether the branch of a form may still be written to, and what it contains. */
export async function readFormTip(
  { github, page }: FormSession,
  { head, isProposed, proposal: { branch, pull } }: RemoteTip,
): Promise<FormTip> {
  const tip = { isProposed, isOpen: pull?.state === 'open' };
  const settle = (state: Settled, url: string): FormTip => ({ ...tip, settled: { state, url } });
  if (pull && pull.state !== 'open') return settle(pull.state, pull.url);
  const seal = isProposed ? parseSeal(head.message) : undefined;
  if (isProposed && !(seal && (await isSealed(github, head, seal)))) {
    return settle('touched', pull?.url ?? `${page}/tree/${branch}`);
  }
  // A text that was reviewed must not change behind the reviewer's back.
  if (pull && (await isReviewed(github, pull.number))) return settle('reviewed', pull.url);
  return { ...tip, ...(seal && { seal }) };
}

/** What is done about an issue that was opened with a form. */
export type FormDecision =
  | { outcome: 'settled'; state: Settled; url: string }
  | { outcome: 'incomplete'; lacks: Lack[] }
  | { outcome: 'filed' | 'changed' | 'unchanged'; draft: Draft; record: FormRecord };

/** Decides what an issue asks for on top of a tip. */
export function decide(
  session: FormSession,
  read: { form: Form } & ({ draft: Draft } | { lacks: Lack[] }),
  { settled, isProposed, isOpen, seal }: FormTip,
): Made<FormDecision> {
  if (settled) return { result: { outcome: 'settled', ...settled } };
  const prepared = 'draft' in read ? prepare(session, read.draft) : read;
  if ('lacks' in prepared) return { result: { outcome: 'incomplete', lacks: prepared.lacks } };
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
      // The id alone: somebody's own title could notify people, or close issues.
      message: title,
      trailers: formatSeal(sealed),
    },
    pull,
  };
}

/** Lists the files that an earlier text of the issue made, and this one does not. */
function listOutdated(
  seal: Seal | undefined,
  files: readonly { path: string }[],
  prefix: string,
): { path: string; text: undefined }[] {
  const kept = new Set(files.map(({ path }) => path));
  return (seal?.files ?? [])
    .filter((path) => path.startsWith(prefix) && !kept.has(path))
    .map((path) => ({ path: path.slice(prefix.length), text: undefined }));
}

function prepare(
  { root, register, issue }: FormSession,
  draft: Draft,
): { draft: Draft; record: FormRecord } | { lacks: Lack[] } {
  try {
    return { draft, record: prepareRecord(root, register, draft, issue.at) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = [error.message, error.next ?? ''].join(' ').trim();
    return { lacks: [{ field: 'The record', why }] };
  }
}
