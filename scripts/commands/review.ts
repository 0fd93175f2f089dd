import { listPulls } from '../edges/github/review.ts';
import { type Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { type Outcome, reviewAll, reviewOne, report } from '../inputs/review/run.ts';
import { Failure, type ExitStatus } from '../session/context.ts';
import { attempt, reachGitHub } from '../session/github.ts';
import { findPrefix } from '../edges/git/prefix.ts';

export const review: Command = {
  name: 'review',
  summary: 'Say what a postmortem’s approval still lacks; write approvals once it is merged',
  options: [
    {
      flags: '--pull <number>',
      description: 'number of the pull request; all that are open when left out',
    },
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY when left out',
    },
  ],
  examples: [
    { line: 'sitrep review', does: 'bring the check of every open pull request up to date' },
    {
      line: 'sitrep review --pull 12 --dry-run',
      does: 'print what #12 lacks; ends with 1 where it lacks anything',
    },
  ],
  async run(context, _values, { pull, repository }): Promise<ExitStatus> {
    const wanted = pull === undefined || pull === '' ? undefined : Number(pull);
    if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
      throw new Failure(`--pull ${String(pull)} is no number.`, 'Write the number of one.');
    }
    const github = reachGitHub(repository);
    const { register } = await openRegister(context);
    const prefix = await findPrefix(context.root);
    const one = (number: number): Promise<Outcome> =>
      reviewOne(context, { root: context.root, github, register, prefix }, number);
    const { outcomes, troubles } = await attempt(async () =>
      wanted === undefined
        ? reviewAll(await listPulls(github), one)
        : { outcomes: [await one(wanted)], troubles: [] },
    );
    report(context, outcomes);
    for (const sentence of troubles) context.tell(sentence);
    // Where the verdict stands on GitHub, the check is red and not this run.
    return troubles.length > 0 || (context.dryRun && outcomes.some(({ ok }) => !ok)) ? 1 : 0;
  },
};
