import { defineCommand } from './command.ts';
import { common, escalation } from '../inputs/terminal/entry-kinds.ts';
import { deliveryOptions } from './delivery-options.ts';
import { Failure } from '../session/context.ts';
import type { CommandResult } from '../session/result.ts';
import { formatEscalated } from '../outputs/views/escalate.ts';

export const escalate = defineCommand({
  name: 'escalate',
  summary: 'Call for help, or update the issues of SLA targets at risk',
  arguments: [
    {
      name: '[incident]',
      description: 'with --to: id, alias, or part of one; the newest live incident by default',
    },
  ],
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'repository of the issues; GITHUB_REPOSITORY by default',
    },
    {
      flags: '--limit <n>',
      description: 'maximum number of steps in one run',
      default: 50,
      number: { min: 1 },
    },
    ...escalation.options,
    ...common,
    ...deliveryOptions,
  ],
  examples: [
    { line: escalation.example, does: 'record who was called about the newest live incident' },
    { line: 'sitrep escalate --dry-run', does: 'show what would be done' },
    { line: 'sitrep escalate', does: 'in a workflow: GITHUB_TOKEN and GITHUB_REPOSITORY are set' },
    {
      line: 'sitrep escalate --repository northwind/incidents',
      does: 'by hand, with GITHUB_TOKEN',
    },
  ],
  async run(context, [wanted], options): Promise<CommandResult> {
    const { repository, limit, to } = options;
    if (to !== undefined || wanted !== undefined) {
      if (to === undefined) throw new Failure('--to is missing.', 'Name who was called.');
      const { writeEntry } = await import('./entry.ts');
      return writeEntry(escalation, context, wanted, options);
    }
    // The GitHub client is slow to load, so only commands that need it do.
    const { escalateNow } = await import('../automation/escalate/command.ts');
    const { report, requests, isComplete } = await escalateNow(context, repository, limit);
    const { dryRun } = context;
    return {
      status: isComplete ? 0 : 1,
      data: { dry_run: dryRun, ...report, requests },
      text: formatEscalated(report, requests, dryRun),
    };
  },
});
