import { day, type Duration } from '../model/time/duration.ts';
import { formatInstant, type Instant } from '../model/time/instant.ts';
import { openMemory } from '../edges/disk/memory.ts';
import { findTree } from '../edges/github/claim.ts';
import type { GitHub } from '../edges/github/client.ts';
import { GitHubError } from '../edges/github/error.ts';
import type { Context } from '../session/context.ts';
import { attempt, reachGitHub } from '../session/github.ts';

const ref = 'sitrep/heartbeat';

/** Result of reading earlier runs. */
interface Heartbeat {
  /** Time of the last complete check of the SLA targets; undefined before the first. */
  checked: Instant | undefined;
  /** Time of the last commit on the default branch. */
  active: Instant;
}

/** Earlier runs, and whether they call for action. */
export interface HeartbeatStatus extends Heartbeat {
  /** True if the last check was too long ago. */
  isLate: boolean;
  /** True if GitHub is about to stop the schedules. */
  isQuiet: boolean;
  /** Time at which GitHub stops the schedules unless something is committed. */
  schedulesStop: Instant;
}

/** Time without a commit after which GitHub stops the schedules of a public repository. */
const quietLimit: Duration = 60 * day;

/** Time before that at which a warning is given, so that people can act. */
const warningTime: Duration = 10 * day;

/**
 * Records a check if asked to, and reads when SLA targets were last checked.
 *
 * @param patience time after which the last check is late
 */
export async function checkHeartbeat(
  { root, now, dryRun }: Context,
  repository: string | undefined,
  isBeat: boolean,
  patience: Duration,
): Promise<HeartbeatStatus> {
  const github = reachGitHub(repository);
  return attempt(async () => {
    if (isBeat && !dryRun) await beat(github);
    const { checked, active } = await readHeartbeat(github);
    const last = checked === undefined ? {} : { checked: formatInstant(checked) };
    // The site shows it on its SLA page.
    if (!dryRun) openMemory(root).keep('heartbeat', JSON.stringify(last));
    const schedulesStop = active + quietLimit;
    return {
      checked,
      active,
      schedulesStop,
      isLate: checked === undefined || now - checked > patience,
      isQuiet: now > schedulesStop - warningTime,
    };
  });
}

/** Reads when SLA targets were last checked, and when the repository was last active. */
async function readHeartbeat(github: GitHub): Promise<Heartbeat> {
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

/** Records that SLA targets were checked now, by GitHub's clock. */
async function beat(github: GitHub): Promise<void> {
  const { owner, repo, octokit } = github;
  const tree = await findTree(github);
  const date = new Date(github.now()).toISOString();
  const author = { name: 'Sitrep', email: 'sitrep@users.noreply.github.com', date };
  const message = 'SLA targets were checked';
  const { sha } = await github.write('Writing the check', () =>
    octokit.rest.git.createCommit({ owner, repo, message, tree, author, committer: author }),
  );
  try {
    await github.write('Recording the check', () =>
      octokit.rest.git.updateRef({ owner, repo, ref, sha, force: true }),
    );
  } catch (error) {
    // GitHub answers 422 if the ref does not exist yet.
    const isMissing =
      error instanceof GitHubError && ['invalid', 'not-found'].includes(error.trouble);
    if (!isMissing) throw error;
    await github.write('Recording the first check', () =>
      octokit.rest.git.createRef({ owner, repo, ref: `refs/${ref}`, sha }),
    );
  }
}
