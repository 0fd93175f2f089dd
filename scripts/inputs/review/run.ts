import { type GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { readBlob } from '../../edges/github/branch.ts';
import { keepCheck, readPull, type Pull } from '../../edges/github/review.ts';
import { type Approval } from '../../model/record/edits/add-approvals.ts';
import { describeJudgements } from './text.ts';
import { judgeReviews, type Judgement, type Reviewed } from './approvals.ts';
import { type Register } from '../../model/register/register.ts';
import { readProposal, type Proposal } from './read.ts';
import { listApprovals, writeApprovals, type WrittenApprovals } from './write.ts';
import { findRepositoryPage } from '../../deliver/remote.ts';
import { parseApprovalBranch } from '../../model/record/branch.ts';
import { type Context } from '../../session/context.ts';

/** Result of reviewing one pull request. */
export interface Outcome {
  pull: number;
  ok: boolean;
  title: string;
  text: string;
  check?: 'created' | 'changed' | 'unchanged';
  approvals: WrittenApprovals[];
}

/** Reviews each pull request; one that cannot be read or written never stops the others. */
export async function reviewAll(
  numbers: readonly number[],
  one: (number: number) => Promise<Outcome>,
): Promise<{ outcomes: Outcome[]; troubles: string[] }> {
  const outcomes: Outcome[] = [];
  const troubles: string[] = [];
  for (const number of numbers) {
    try {
      outcomes.push(await one(number));
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      troubles.push(`#${number}: ${error.message}`);
      if (error.trouble === 'limited') break;
    }
  }
  return { outcomes, troubles };
}

interface Place {
  root: string;
  github: GitHub;
  register: Register;
  /** Of the data root in the repository. */
  prefix: string;
}

export async function reviewOne(
  { dryRun }: Context,
  place: Place,
  number: number,
): Promise<Outcome> {
  const { github } = place;
  const pull = await readPull(github, number);
  // A check belongs to a commit, whatever branch the pull request is for.
  if (!pull.isForDefault) {
    const title = 'Not for the default branch: nothing to review';
    return { pull: number, ok: true, title, text: 'Nothing.', approvals: [] };
  }
  const granted = pull.merged ? [] : await findGranted(place, pull.branch);
  const { judged, amended, unreadable } = await judge(place, pull, granted);
  const judgements = judged.map(({ judgement }) => judgement);
  const verdict = describeJudgements(judgements, amended, unreadable);
  const outcome: Outcome = { pull: number, ...verdict, approvals: [] };
  if (dryRun) return outcome;
  if (pull.merged) {
    for (const { path, judgement } of judged) {
      if (judgement.counting.length === 0) continue;
      const session = { ...place, page: findRepositoryPage(pull), dryRun };
      outcome.approvals.push(await writeApprovals(session, path, judgement, pull));
    }
  } else if (pull.open) outcome.check = await keepCheck(github, pull.head, verdict);
  return outcome;
}

interface Judged extends Pick<Proposal, 'amended' | 'unreadable'> {
  /** Each with the path of its postmortem. */
  judged: { path: string; judgement: Judgement }[];
}

async function judge(
  { root, github, register, prefix }: Place,
  pull: Pull,
  granted: readonly Approval[] = [],
): Promise<Judged> {
  const read = (blob: string): Promise<Uint8Array> => readBlob(github, blob);
  const proposal = await readProposal(root, prefix, register, pull.files, read);
  const judged = proposal.reviewed.map((reviewed) => ({
    path: reviewed.after.postmortem.path,
    judgement: judgeReviews(
      pull.merged ? forgetBefore(reviewed) : reviewed,
      { ...pull, granted },
      register,
    ),
  }));
  const { amended, unreadable } = proposal;
  const message = 'The pull request changes more files than GitHub lists. Please split it.';
  const rest = pull.isCut ? [{ path: 'the rest', message }] : [];
  return { judged, amended, unreadable: [...unreadable, ...rest] };
}

/**
 * Finds what a branch of ours may write: the approvals of the merged pull request that it names, judged
 * again. Its author proves nothing, since others may have pushed to it.
 */
async function findGranted(place: Place, branch: string): Promise<Approval[]> {
  const number = parseApprovalBranch(branch);
  if (number === undefined) return [];
  const merged = await readPull(place.github, number).catch((error: unknown) => {
    // Anybody may name a branch after a pull request that does not exist.
    if (error instanceof GitHubError && error.trouble === 'not-found') return undefined;
    throw error;
  });
  if (!merged?.merged || !merged.isForDefault) return [];
  const { judged } = await judge(place, merged);
  return judged.flatMap(({ judgement }) => listApprovals(judgement, merged.url));
}

/** Compares with no approvals: what was merged is on the branch already. */
function forgetBefore({ after }: Reviewed): Reviewed {
  return { after: { ...after, postmortem: { ...after.postmortem, approvals: [] } } };
}
