import { summarise } from '../automation/summary/run.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const comment = defineCommand({
  name: 'comment',
  summary: 'Summarise record changes in a pull request comment',
  options: [
    {
      flags: '--with <folder>',
      description: 'data root of the pull request; --root is the current one',
      required: '../proposed/incidents',
    },
    { flags: '--pull <number>', description: 'number of the pull request', number: { min: 1 } },
    {
      flags: '--repository <owner/name>',
      description: 'GitHub repository; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    { line: 'sitrep comment --with ../proposed/incidents --dry-run', does: 'print the comment' },
    {
      line: 'sitrep comment --with ../proposed/incidents --pull 12',
      does: 'post or update it on #12',
    },
  ],
  async run(context, _values, { with: folder, pull, repository }): Promise<CommandResult> {
    if (context.dryRun) {
      const text = await summarise(context, folder);
      return { status: 0, data: { text }, text };
    }
    if (pull === undefined)
      throw new Failure('--pull is missing.', 'Write it like this: --pull 12');
    const text = await summarise(context, folder);
    const { keepSummary } = await import('../automation/summary/run.ts');
    const done = await keepSummary(repository, pull, text);
    return { status: 0, data: { pull, comment: done }, text: `#${pull}: ${done}` };
  },
});
