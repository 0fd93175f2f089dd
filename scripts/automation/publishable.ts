import { readPagesReaders, type PagesReaders } from '../edges/github/pages.ts';
import type { Settings } from '../model/register/register.ts';
import { attempt, reachGitHub } from '../session/github.ts';

/** Decision about publishing the internal edition, with its reason. */
export interface PublishDecision {
  publishable: boolean;
  reason: string;
}

/** Decides whether the internal edition may go on GitHub Pages, by the settings or by who can read Pages. */
export async function decidePublishing(
  { site }: Settings,
  repository: string | undefined,
): Promise<PublishDecision> {
  const allowed = site.publish_internal;
  if (allowed !== undefined) {
    return { publishable: true, reason: `\`site.publish_internal\` allows it: ${allowed}` };
  }
  return judgeReaders(await attempt(() => readPagesReaders(reachGitHub(repository))));
}

function judgeReaders(readers: PagesReaders): PublishDecision {
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
        : 'GitHub shows no Pages for this repository. Set up Pages, and give the token `pages: read`.',
  };
}
