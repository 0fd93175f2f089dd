import { listPulls } from '../../edges/github/review.ts';
import { findPrefix } from '../../edges/git/prefix.ts';
import type { Context } from '../../session/context.ts';
import { attempt, reachGitHub } from '../../session/github.ts';
import { openRegister } from '../../session/open.ts';
import { reviewAll, reviewOne, type Outcome } from './run.ts';

/**
 * Judges the approvals of one pull request, or of every open one, and writes them once it is merged.
 *
 * @param wanted number of the pull request; all that are open if left out
 */
export async function reviewPulls(
  context: Context,
  repository: string | boolean | undefined,
  wanted: number | undefined,
): Promise<{ outcomes: Outcome[]; troubles: string[] }> {
  const github = reachGitHub(repository);
  const { register } = await openRegister(context);
  const { root } = context;
  const prefix = await findPrefix(root);
  const reviewNumber = (number: number): Promise<Outcome> =>
    reviewOne(context, { root, github, register, prefix }, number);
  return attempt(async () =>
    wanted === undefined
      ? reviewAll(await listPulls(github), reviewNumber)
      : { outcomes: [await reviewNumber(wanted)], troubles: [] },
  );
}
