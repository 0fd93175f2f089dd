import type { Judgement } from './approvals.ts';
import { editText } from '../../change/edit.ts';
import {
  deliverToGitHub,
  requirePull,
  type TipChange,
  type RemoteSession,
} from '../../deliver/remote.ts';
import { readFile } from '../../edges/github/branch.ts';
import type { Pull } from '../../edges/github/review.ts';
import { nameBranch } from '../../model/record/branch.ts';
import { addApprovals, type Approval } from '../../model/record/edits/add-approvals.ts';
import { formatInstant } from '../../model/time/instant.ts';

/** Lists the approvals that count, in the form of a postmortem. */
export function listApprovals(
  { counting, digest }: Pick<Judgement, 'counting' | 'digest'>,
  url: string,
): Approval[] {
  return counting.map(({ by, at }) => ({ by, at: formatInstant(at), pull_request: url, digest }));
}

/** Result of writing approvals. */
export interface WrittenApprovals {
  path: string;
  by: string[];
  state: 'written' | 'unchanged' | 'proposed' | 'gone';
  /** Pull request in which they wait, if the default branch is protected. */
  pull_request?: string;
}

/**
 * Writes the approvals of a merged pull request into the postmortem on the default branch: with a commit of
 * one file, or with a pull request if the branch does not accept commits.
 *
 * @param path path of the postmortem, relative to the data root
 */
export async function writeApprovals(
  session: RemoteSession,
  path: string,
  judgement: Judgement,
  pull: Pick<Pull, 'number' | 'url'>,
): Promise<WrittenApprovals> {
  const { github, prefix } = session;
  const full = `${prefix}${path}`;
  const delivered = await deliverToGitHub(session, {
    findProposal: () => Promise.resolve({ branch: nameBranch({ approvalsOf: pull.number }) }),
    uses: 'if-refused',
    readTip: async ({ head }) => ({ text: await readFile(github, full, head.commit) }),
    make: ({ text }) => makeChange(path, text, judgement, pull),
  });
  const about = { path: full, by: judgement.counting.map(({ by }) => by) };
  if (!delivered) return { ...about, state: 'gone' };
  const opened = requirePull(delivered);
  return opened
    ? { ...about, state: 'proposed', pull_request: opened.url }
    : { ...about, state: delivered.result };
}

function makeChange(
  path: string,
  text: string | undefined,
  judgement: Judgement,
  { number, url }: Pick<Pull, 'number' | 'url'>,
): TipChange<'written' | 'unchanged' | 'gone'> {
  if (text === undefined) return { result: 'gone' };
  const { incident, counting } = judgement;
  const message = `Record the approval of ${incident}`;
  const pull = {
    title: message,
    body: `Written when #${number} was merged. It changes only \`approvals\`.`,
    reviewers: [],
  };
  const approvals = listApprovals(judgement, url);
  const edited = editText(path, text, (yaml) => addApprovals(yaml, approvals));
  if (edited === text) return { result: 'unchanged', pull };
  const by = counting.map((approval) => approval.by).join(', ');
  const body = `Approved in #${number} by ${by}.`;
  return {
    result: 'written',
    change: { files: [{ path, text: edited }], message, body, incident },
    pull,
  };
}
