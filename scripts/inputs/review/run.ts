import { type GitHub } from '../../edges/github/client.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { readBlob } from '../../edges/github/branch.ts';
import { upsertCheck, readPull, type Pull } from '../../edges/github/review.ts';
import { type Approval } from '../../model/record/edits/add-approvals.ts';
import { describeJudgements } from './text.ts';
import { judgeReviews, type Judgement, type ReviewedIncident } from './approvals.ts';
import { type Register } from '../../model/register/register.ts';
import { readPostmortemChanges, type PostmortemChanges } from './read.ts';
import { listApprovals, writeApprovals, type WrittenApprovals } from './write.ts';
import { findRepositoryPage } from '../../deliver/remote.ts';
import { parseApprovalBranch } from '../../model/record/branch.ts';
import { type Context } from '../../session/context.ts';

/** Result of reviewing one pull request. */
export interface ReviewOutcome {
  pull: number;
  ok: boolean;
  title: string;
  text: string;
  check?: 'created' | 'changed' | 'unchanged';
  approvals: WrittenApprovals[];
}

/** Reviews each pull request. A request that fails does not stop the others, except for a rate limit. */
export async function reviewAll(
  numbers: readonly number[],
  one: (number: number) => Promise<ReviewOutcome>,
): Promise<{ outcomes: ReviewOutcome[]; troubles: string[] }> {
  const outcomes: ReviewOutcome[] = [];
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

/** Records and repository of a review. */
interface ReviewSession {
  root: string;
  github: GitHub;
  register: Register;
  /** Path of the data root in the repository. */
  prefix: string;
}

/** Judges one pull request: updates its check, or records its approvals once it is merged. */
export async function reviewOne(
  { dryRun }: Context,
  session: ReviewSession,
  number: number,
): Promise<ReviewOutcome> {
  const { github } = session;
  const pull = await readPull(github, number);
  // Checks belong to commits, so one for another branch could overwrite that for the default branch.
  if (!pull.isForDefault) {
    const title = 'Not for the default branch: nothing to review';
    return { pull: number, ok: true, title, text: 'Nothing.', approvals: [] };
  }
  const granted = pull.merged ? [] : await findGranted(session, pull.branch);
  const { judged, amended, unreadable } = await judge(session, pull, granted);
  const judgements = judged.map(({ judgement }) => judgement);
  const verdict = describeJudgements(judgements, amended, unreadable);
  const outcome: ReviewOutcome = { pull: number, ...verdict, approvals: [] };
  if (dryRun) return outcome;
  if (pull.merged) {
    for (const { path, judgement } of judged) {
      if (judgement.counting.length === 0) continue;
      const remote = { ...session, page: findRepositoryPage(pull), dryRun };
      outcome.approvals.push(await writeApprovals(remote, path, judgement, pull));
    }
  } else if (pull.open) outcome.check = await upsertCheck(github, pull.head, verdict);
  return outcome;
}

interface JudgedPull extends Pick<PostmortemChanges, 'amended' | 'unreadable'> {
  /** Judgements by path of the postmortem. */
  judged: { path: string; judgement: Judgement }[];
}

async function judge(
  { root, github, register, prefix }: ReviewSession,
  pull: Pull,
  granted: readonly Approval[] = [],
): Promise<JudgedPull> {
  const read = (blob: string): Promise<Uint8Array> => readBlob(github, blob);
  const changes = await readPostmortemChanges(root, prefix, register, pull.files, read);
  const judged = changes.reviewed.map((reviewed) => ({
    path: reviewed.after.postmortem.path,
    judgement: judgeReviews(
      pull.merged ? forgetBefore(reviewed) : reviewed,
      { ...pull, granted },
      register,
    ),
  }));
  const { amended, unreadable } = changes;
  const message = 'The pull request changes more files than GitHub lists. Please split it.';
  const rest = pull.isCut ? [{ path: 'the rest', message }] : [];
  return { judged, amended, unreadable: [...unreadable, ...rest] };
}

/**
 * Finds the approvals that a branch of ours may contain: those of the merged pull request that it names,
 * judged again. The author of the branch proves nothing, since others may have pushed to it.
 */
async function findGranted(session: ReviewSession, branch: string): Promise<Approval[]> {
  const number = parseApprovalBranch(branch);
  if (number === undefined) return [];
  const merged = await readPull(session.github, number).catch((error: unknown) => {
    // Anybody can name a branch after a pull request that does not exist.
    if (error instanceof GitHubError && error.trouble === 'not-found') return undefined;
    throw error;
  });
  if (!merged?.merged || !merged.isForDefault) return [];
  const { judged } = await judge(session, merged);
  return judged.flatMap(({ judgement }) => listApprovals(judgement, merged.url));
}

/** Ignores the previous state, because the default branch already has the merged text. */
function forgetBefore({ after }: ReviewedIncident): ReviewedIncident {
  return { after: { ...after, postmortem: { ...after.postmortem, approvals: [] } } };
}
