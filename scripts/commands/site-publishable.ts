import type { PagesReaders } from '../edges/github/pages.ts';
import type { Command } from './command.ts';
import { openToTell } from '../session/open.ts';
import { type ExitStatus } from '../session/context.ts';

export const sitePublishable: Command = {
  name: 'site publishable',
  summary: 'Check whether the site may go on GitHub Pages',
  options: [
    {
      flags: '--repository <owner/name>',
      description: 'repository on GitHub; GITHUB_REPOSITORY when left out',
    },
  ],
  examples: [
    {
      line: 'sitrep site publishable',
      does: 'end with 1 if everybody can read Pages and `site.publish_internal` gives no reason',
    },
  ],
  async run(context, _values, { repository }): Promise<ExitStatus> {
    const { register } = await openToTell(context);
    const { attempt, reachGitHub } = await import('../session/github.ts');
    const { readPagesReaders } = await import('../edges/github/pages.ts');
    const allowed = register.settings.site.publish_internal;
    const decision =
      allowed === undefined
        ? judgeReaders(await attempt(() => readPagesReaders(reachGitHub(repository))))
        : { publishable: true, reason: `\`site.publish_internal\` allows it: ${allowed}` };
    context.print(context.json ? JSON.stringify(decision, null, 2) : decision.reason);
    return decision.publishable ? 0 : 1;
  },
};

interface Decision {
  publishable: boolean;
  reason: string;
}

/** Decides, without a setting that allows it, whether the internal edition may be published. */
function judgeReaders(readers: PagesReaders): Decision {
  if (readers === 'members') {
    return {
      publishable: true,
      reason: 'Pages can be read only by those who can read the repository.',
    };
  }
  return {
    publishable: false,
    reason:
      readers === 'everybody'
        ? 'Pages is public, and the site shows everything in the records. To publish it all the same, give the reason as `site.publish_internal` in sitrep.yaml.'
        : 'GitHub shows no Pages for this repository: set up Pages, and give the token `pages: read`.',
  };
}
