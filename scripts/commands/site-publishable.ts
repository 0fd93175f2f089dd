import { openToTell } from '../session/open.ts';
import type { CommandResult } from '../session/result.ts';
import type { Command } from './command.ts';

export const sitePublishable: Command = {
  name: 'site publishable',
  summary: 'Check whether the site may go on GitHub Pages',
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY if left out',
    },
  ],
  examples: [
    {
      line: 'sitrep site publishable',
      does: 'end with 1 if everybody can read Pages and `site.publish_internal` gives no reason',
    },
  ],
  async run(context, _values, { repository }): Promise<CommandResult> {
    const { register } = await openToTell(context);
    const { decidePublishing } = await import('../automation/publishable.ts');
    const decision = await decidePublishing(register.settings, repository);
    return { status: decision.publishable ? 0 : 1, data: decision, text: decision.reason };
  },
};
