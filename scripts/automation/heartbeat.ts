import type { Duration } from '../model/time/duration.ts';
import { day } from '../model/time/duration.ts';
import type { Instant } from '../model/time/instant.ts';
import { findTree } from '../edges/github/claim.ts';
import type { GitHub } from '../edges/github/client.ts';
import { GitHubError } from '../edges/github/error.ts';

const ref = 'sitrep/heartbeat';

/** What is known of the runs so far. */
export interface Heartbeat {
  /** When promises were last checked to the end; undefined before the first time. */
  checked: Instant | undefined;
  /** When anything was last committed to the default branch. */
  active: Instant;
}

/** GitHub stops the schedules of a public repository that has been quiet for so long. */
export const quietLimit: Duration = 60 * day;

/** Reads when promises were last checked, and when the repository was last active. */
export async function readHeartbeat(github: GitHub): Promise<Heartbeat> {
  const { owner, repo, octokit } = github;
  const { commit } = await github.read('Looking at the newest commit', () =>
    octokit.rest.repos.getCommit({ owner, repo, ref: 'HEAD' }),
  );
  const active = Date.parse(commit.committer?.date ?? commit.author?.date ?? '');
  try {
    const { object } = await github.read('Looking for the last check', () =>
      octokit.rest.git.getRef({ owner, repo, ref }),
    );
    const beat = await github.read('Looking at the last check', () =>
      octokit.rest.git.getCommit({ owner, repo, commit_sha: object.sha }),
    );
    return { active, checked: Date.parse(beat.committer.date) };
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found')
      return { active, checked: undefined };
    throw error;
  }
}

/** Records that promises were checked now, by GitHub's clock. */
export async function beat(github: GitHub): Promise<void> {
  const { owner, repo, octokit } = github;
  const tree = await findTree(github);
  const date = new Date(github.now()).toISOString();
  const author = { name: 'Sitrep', email: 'sitrep@users.noreply.github.com', date };
  const message = 'Promises were checked';
  const { sha } = await github.write('Writing the check', () =>
    octokit.rest.git.createCommit({ owner, repo, message, tree, author, committer: author }),
  );
  try {
    await github.write('Recording the check', () =>
      octokit.rest.git.updateRef({ owner, repo, ref, sha, force: true }),
    );
  } catch (error) {
    // GitHub answers 422 where there is no such ref yet.
    const isMissing =
      error instanceof GitHubError && ['invalid', 'not-found'].includes(error.trouble);
    if (!isMissing) throw error;
    await github.write('Recording the first check', () =>
      octokit.rest.git.createRef({ owner, repo, ref: `refs/${ref}`, sha }),
    );
  }
}
