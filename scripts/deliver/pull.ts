import type { GitHub } from '../edges/github/client.ts';
import { GitHubError } from '../edges/github/error.ts';
import { ensurePullRequest, type PullRequest } from '../edges/github/pull.ts';
import type { Register } from '../model/register/register.ts';
import type { Change, Delivered } from '../change/change.ts';
import { findOwners, listReviewers } from './reviewers.ts';
import { attempt, findRepository, hasToken, reachGitHub } from '../session/github.ts';
import { findHandle } from '../session/options.ts';

/** A pull request that is open, or the page on which a person opens it. */
export type OpenedPull = { pull: { number: number; url: string } } | { open_at: string };

/**
 * Opens the pull request of a branch, or finds it open. If the token may not open one, returns the page on
 * which a person does.
 *
 * @param page address of the repository
 */
export async function openPullRequest(
  github: GitHub,
  wanted: PullRequest,
  page: string | undefined,
): Promise<OpenedPull> {
  try {
    const { number, url } = await ensurePullRequest(github, wanted);
    return { pull: { number, url } };
  } catch (error) {
    if (!(error instanceof GitHubError) || error.trouble !== 'forbidden') throw error;
    if (page === undefined) throw error;
    return { open_at: nameComparePage(page, wanted) };
  }
}

/**
 * Opens the pull request of a branch that was pushed, with labels and with reviewers from the owning team.
 * Without a token, returns the page on which a person opens it.
 */
export async function proposePushed(
  register: Pick<Register, 'settings' | 'services' | 'teams'>,
  change: Change,
  { branch, base }: { branch: string; base: string },
): Promise<Pick<Delivered, 'pull_request' | 'open_at'>> {
  const page = register.settings.site.repository;
  if (!hasToken()) {
    return page === undefined ? {} : { open_at: nameComparePage(page, { head: branch, base }) };
  }
  const named = /^https:\/\/[^/]+\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(page ?? '')?.[1];
  const github = reachGitHub(findRepository() ?? named);
  const { services = [] } = change;
  const wanted = {
    head: branch,
    base,
    title: change.message,
    body: change.incident === undefined ? '' : `Incident: \`${change.incident}\``,
    labels: ['sitrep', ...findOwners(register, services).map((id) => `team:${id}`)],
    reviewers: listReviewers(register, services, change.by ?? findHandle()),
  };
  const opened = await attempt(() => openPullRequest(github, wanted, page));
  return 'pull' in opened ? { pull_request: opened.pull.url } : opened;
}

function nameComparePage(page: string, { head, base }: Pick<PullRequest, 'head' | 'base'>): string {
  return `${page}/compare/${base}...${head}?expand=1`;
}
