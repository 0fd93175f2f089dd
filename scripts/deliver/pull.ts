import { keepPullRequest } from '../edges/github/pull.ts';
import type { Register } from '../model/register/register.ts';
import type { Change } from '../change/change.ts';
import { findOwners, listReviewers } from './reviewers.ts';
import { attempt, reachGitHub } from '../session/github.ts';
import { findHandle } from '../session/options.ts';

/**
 * Opens the pull request of a branch that was pushed, or finds it open: with labels, and with the people
 * of the owning team as reviewers. Without a token it says where a person opens it.
 */
export async function openPullRequest(
  register: Pick<Register, 'settings' | 'services' | 'teams'>,
  change: Change,
  { branch, base }: { branch: string; base: string },
): Promise<{ pull_request?: string; open_at?: string }> {
  const page = register.settings.site.repository;
  const repository =
    process.env['GITHUB_REPOSITORY'] ??
    /^https:\/\/[^/]+\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(page ?? '')?.[1];
  if (!process.env['GITHUB_TOKEN']) {
    return page === undefined ? {} : { open_at: `${page}/compare/${base}...${branch}?expand=1` };
  }
  const github = reachGitHub(repository);
  const { services = [] } = change;
  const pull = await attempt(() =>
    keepPullRequest(github, {
      head: branch,
      base,
      title: change.message,
      body: change.incident === undefined ? '' : `Incident: \`${change.incident}\``,
      labels: ['sitrep', ...findOwners(register, services).map((id) => `team:${id}`)],
      reviewers: listReviewers(register, services, change.by ?? findHandle({})),
    }),
  );
  return { pull_request: pull.url };
}
