import { listPulls } from '../../edges/github/review.ts';
import { findPrefix } from '../../edges/git/prefix.ts';
import type { Context } from '../../session/context.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { openRegister } from '../../session/open.ts';
import { reviewAll, reviewOne, type ReviewOutcome } from './run.ts';

/**
 * Judges the approvals of one pull request, or of every open one, and records those of a merged one.
 *
 * @param wanted number of the pull request; all open ones if left out
 */
export async function reviewPulls(
  context: Context,
  repository: string | undefined,
  wanted: number | undefined,
): Promise<{ outcomes: ReviewOutcome[]; troubles: string[] }> {
  const github = reachGitHub(repository);
  const { register } = await openRegister(context);
  const { root } = context;
  const prefix = await findPrefix(root);
  const reviewNumber = (number: number): Promise<ReviewOutcome> =>
    reviewOne(context, { root, github, register, prefix }, number);
  return attempt(async () =>
    wanted === undefined
      ? reviewAll(await listPulls(github), reviewNumber)
      : { outcomes: [await reviewNumber(wanted)], troubles: [] },
  );
}
