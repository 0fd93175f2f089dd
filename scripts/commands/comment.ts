import { resolve } from 'node:path';
import { type Command } from './command.ts';
import { summarise } from '../automation/summary/run.ts';
import { Failure, type ExitStatus } from '../session/context.ts';

export const comment: Command = {
  name: 'comment',
  summary: 'Tell on a pull request, in one comment, what it changes in the records',
  options: [
    {
      flags: '--with <folder>',
      description: 'data root as the pull request would have it; --root is how it is now',
    },
    { flags: '--pull <number>', description: 'number of the pull request' },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY when left out',
    },
  ],
  examples: [
    { line: 'sitrep comment --with ../proposed/incidents --dry-run', does: 'print it' },
    { line: 'sitrep comment --with ../proposed/incidents --pull 12', does: 'keep it on #12' },
  ],
  async run(context, _values, { with: folder, pull, repository }): Promise<ExitStatus> {
    if (typeof folder !== 'string')
      throw new Failure('--with is missing: name the other data root.');
    const number = Number(pull);
    if (!context.dryRun && !(Number.isInteger(number) && number > 0)) {
      throw new Failure(
        pull === undefined ? '--pull is missing.' : `--pull ${String(pull)} is no number.`,
        'Name the pull request, or take --dry-run.',
      );
    }
    const text = await summarise(context, resolve(folder));
    if (context.dryRun) {
      context.print(text);
      return 0;
    }
    const { attempt, reachGitHub } = await import('../session/github.ts');
    const { keepComment } = await import('../edges/github/comment.ts');
    const { findLogin } = await import('../edges/github/viewer.ts');
    const github = reachGitHub(repository);
    const done = await attempt(async () =>
      keepComment(github, number, text, await findLogin(github)),
    );
    context.print(
      context.json ? JSON.stringify({ pull: number, comment: done }) : `#${number}: ${done}`,
    );
    return 0;
  },
};
