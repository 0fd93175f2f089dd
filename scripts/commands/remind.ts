import type { Command } from './command.ts';
import { openRegister } from '../session/open.ts';
import { type ExitStatus } from '../session/context.ts';

export const remind: Command = {
  name: 'remind',
  summary: 'Keep one issue for each person or team: what is due, overdue, or begins tomorrow',
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'repository of the issues; GITHUB_REPOSITORY when left out',
    },
  ],
  examples: [
    { line: 'sitrep remind --dry-run', does: 'who would be reminded' },
    { line: 'sitrep remind', does: 'in a workflow: GITHUB_TOKEN and GITHUB_REPOSITORY are set' },
  ],
  async run(context, _values, { repository }): Promise<ExitStatus> {
    const { findPlaces } = await import('../automation/escalate/places.ts');
    const { attempt, reachGitHub } = await import('../session/github.ts');
    const { remind: run } = await import('../automation/remind/run.ts');
    const { findLogin } = await import('../edges/github/viewer.ts');
    const github = reachGitHub(repository);
    const { register } = await openRegister(context);
    const { now, dryRun } = context;
    const outcome = await attempt(async () =>
      run({
        github,
        register,
        now,
        dryRun,
        login: await findLogin(github),
        files: findPlaces(register.settings).files,
      }),
    );
    const { steps, deferred, troubles } = outcome;
    const requests = github.requests();
    if (context.json)
      context.print(JSON.stringify({ dry_run: dryRun, ...outcome, requests }, null, 2));
    else {
      const lines = [
        ...steps.map(({ do: what, key, number, items }) =>
          [
            dryRun ? 'would' : '',
            what,
            key,
            number === undefined ? '' : `#${number}`,
            `${items} items`,
          ]
            .filter((part) => part !== '')
            .join('  '),
        ),
        ...deferred.map(({ key, why }) => `deferred  ${key}  ${why}`),
        ...troubles.map(({ key, why }) => `trouble  ${key}  ${why}`),
      ];
      context.print([...lines, `requests: ${requests}`].join('\n'));
    }
    return troubles.length + deferred.length > 0 ? 1 : 0;
  },
};
