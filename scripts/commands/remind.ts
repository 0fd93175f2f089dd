import { formatReminders } from '../outputs/views/remind.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const remind = defineCommand({
  name: 'remind',
  summary: 'Keep a reminder issue for each person or team',
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'repository of the issues; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    { line: 'sitrep remind --dry-run', does: 'show who would be reminded' },
    { line: 'sitrep remind', does: 'in a workflow: GITHUB_TOKEN and GITHUB_REPOSITORY are set' },
  ],
  async run(context, _values, { repository }): Promise<CommandResult> {
    const { remindAll } = await import('../automation/remind/run.ts');
    const { reminded, requests } = await remindAll(context, repository);
    const { dryRun } = context;
    const isDone = reminded.troubles.length + reminded.deferred.length === 0;
    return {
      status: isDone ? 0 : 1,
      data: { dry_run: dryRun, ...reminded, requests },
      text: formatReminders(reminded, requests, dryRun),
    };
  },
});
