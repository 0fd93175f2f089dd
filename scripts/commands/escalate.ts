import { Failure, type Command, type ExitStatus } from './command.ts';

export const escalate: Command = {
  name: 'escalate',
  summary: 'Open, raise and close the issues of promises at risk or broken, each exactly once',
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'repository of the issues; GITHUB_REPOSITORY when left out',
    },
    { flags: '--limit <n>', description: 'at most so many steps in one run', default: '50' },
  ],
  examples: [
    { line: 'sitrep escalate --dry-run', does: 'what would be done' },
    { line: 'sitrep escalate', does: 'in a workflow: GITHUB_TOKEN and GITHUB_REPOSITORY are set' },
    {
      line: 'sitrep escalate --repository northwind/incidents',
      does: 'by hand, with GITHUB_TOKEN',
    },
  ],
  async run(context, _values, { repository, limit }): Promise<ExitStatus> {
    // What talks to GitHub takes a while to load, and no other command needs it.
    const { escalateNow } = await import('./escalate-run.ts');
    return escalateNow(context, repository, readBudget(limit));
  },
};

function readBudget(limit: string | boolean | undefined): number {
  const budget = Number(limit);
  if (Number.isInteger(budget) && budget > 0) return budget;
  throw new Failure(`--limit ${String(limit)} is no whole number above 0.`);
}
