import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import { defineCommand } from './command.ts';

export const sitePublishable = defineCommand({
  name: 'site publishable',
  summary: 'Check whether the site may go on GitHub Pages',
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'GitHub repository; GITHUB_REPOSITORY by default',
    },
  ],
  examples: [
    {
      line: 'sitrep site publishable',
      does: 'exit with 1 if Pages is public and `site.publish_internal` gives no reason',
    },
  ],
  async run(context, _values, { repository }): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const { decidePublishing } = await import('../automation/publishable.ts');
    const decision = await decidePublishing(register.settings, repository);
    return { status: decision.publishable ? 0 : 1, data: decision, text: decision.reason };
  },
});
