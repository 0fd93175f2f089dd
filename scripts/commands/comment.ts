import { summarise } from '../automation/summary/run.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { requireWholeNumber } from '../session/whole-number.ts';
import type { Command } from './command.ts';

export const comment: Command = {
  name: 'comment',
  summary: 'Comment on a pull request what it changes in the records',
  options: [
    {
      flags: '--with <folder>',
      description: 'data root as the pull request would have it; --root is the current one',
    },
    { flags: '--pull <number>', description: 'number of the pull request' },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY if left out',
    },
  ],
  examples: [
    { line: 'sitrep comment --with ../proposed/incidents --dry-run', does: 'print the comment' },
    {
      line: 'sitrep comment --with ../proposed/incidents --pull 12',
      does: 'write or update it on #12',
    },
  ],
  async run(context, _values, { with: folder, pull, repository }): Promise<CommandResult> {
    if (typeof folder !== 'string') {
      throw new Failure('--with is missing.', 'Name the data root of the pull request.');
    }
    if (context.dryRun) {
      const text = await summarise(context, folder);
      return { status: 0, data: { text }, text };
    }
    const number = requireWholeNumber('--pull', pull);
    const text = await summarise(context, folder);
    const { keepSummary } = await import('../automation/summary/run.ts');
    const done = await keepSummary(repository, number, text);
    return { status: 0, data: { pull: number, comment: done }, text: `#${number}: ${done}` };
  },
};
