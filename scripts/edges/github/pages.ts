import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';

/** Readers of the repository's GitHub Pages. */
export type PagesReaders = 'everybody' | 'members' | 'not set up';

/** Reads who can read the repository's GitHub Pages. An unclear answer counts as everybody. */
export async function readPagesReaders(github: GitHub): Promise<PagesReaders> {
  const { owner, repo, octokit } = github;
  try {
    const pages = await github.read('Reading who can read Pages', () =>
      octokit.rest.repos.getPages({ owner, repo }),
    );
    return (pages.public as unknown) === false ? 'members' : 'everybody';
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return 'not set up';
    throw error;
  }
}
