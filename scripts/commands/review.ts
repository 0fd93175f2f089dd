import { reviewPulls } from '../inputs/review/pulls.ts';
import { formatReviews } from '../outputs/views/review.ts';
import type { CommandResult } from '../session/result.ts';
import { requireWholeNumber } from '../session/whole-number.ts';
import type { Command } from './command.ts';

export const review: Command = {
  name: 'review',
  summary: 'Check approvals of postmortems, and record them',
  options: [
    {
      flags: '--pull <number>',
      description: 'number of the pull request; all open ones if left out',
    },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY if left out',
    },
  ],
  examples: [
    { line: 'sitrep review', does: 'update the check of every open pull request' },
    {
      line: 'sitrep review --pull 12 --dry-run',
      does: 'print what is missing in #12, and end with 1 if anything is',
    },
  ],
  async run(context, _values, { pull, repository }): Promise<CommandResult> {
    // Workflows pass an empty number for every pull request.
    const isAll = pull === undefined || pull === '';
    const wanted = isAll ? undefined : requireWholeNumber('--pull', pull);
    const { outcomes, troubles } = await reviewPulls(context, repository, wanted);
    for (const sentence of troubles) context.tell(sentence);
    const isMissing = outcomes.some(({ ok }) => !ok);
    return {
      // Without --dry-run, the check on GitHub shows what is missing, and this run has done its work.
      status: troubles.length > 0 || (context.dryRun && isMissing) ? 1 : 0,
      data: { pulls: outcomes },
      text: formatReviews(outcomes),
      ...(outcomes.length === 0 && { notes: ['No pull request is open.'] }),
    };
  },
};
