import { reviewPulls } from '../inputs/review/pulls.ts';
import { formatReviews } from '../outputs/views/review.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const review = defineCommand({
  name: 'review',
  summary: 'Check approvals of postmortems, and record them',
  options: [
    {
      flags: '--pull <number>',
      description: 'number of the pull request; all open ones by default',
      number: { min: 1 },
    },
    {
      flags: '--repository <owner/name>',
      description: 'GitHub repository; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    { line: 'sitrep review', does: 'update the check of every open pull request' },
    {
      line: 'sitrep review --pull 12 --dry-run',
      does: 'show which approvals #12 lacks; exit with 1 if any',
    },
  ],
  async run(context, _values, { pull, repository }): Promise<CommandResult> {
    const { outcomes, troubles } = await reviewPulls(context, repository, pull);
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
});
