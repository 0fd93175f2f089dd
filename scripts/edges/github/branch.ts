import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';

/** The newest commit of a branch. */
export interface Head {
  branch: string;
  commit: string;
  tree: string;
  message: string;
}

/** A file of a commit, by its path in the repository; removed if it has no text. */
export interface CommitFile {
  path: string;
  text: string | undefined;
}

/** Reads the name of the default branch. */
export async function readDefaultName({ owner, repo, octokit, read }: GitHub): Promise<string> {
  const found = await read('Reading the repository', () => octokit.rest.repos.get({ owner, repo }));
  return found.default_branch;
}

/** Reads the newest commit of the default branch. */
export async function readDefault(github: GitHub): Promise<Head> {
  const name = await readDefaultName(github);
  const head = await readHead(github, name);
  if (head) return head;
  throw new GitHubError('not-found', `The branch ${name} has no commits.`);
}

/** Reads the newest commit of a branch; undefined if there is no such branch. */
export async function readHead(github: GitHub, branch: string): Promise<Head | undefined> {
  const { owner, repo, octokit, read } = github;
  try {
    const { object } = await read('Reading a branch', () =>
      octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }),
    );
    const commit = await read('Reading a commit', () =>
      octokit.rest.git.getCommit({ owner, repo, commit_sha: object.sha }),
    );
    return { branch, commit: object.sha, tree: commit.tree.sha, message: commit.message };
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return undefined;
    throw error;
  }
}

/** Writes a commit on top of another. No branch contains it until `putCommit`. */
export async function writeCommit(
  { owner, repo, octokit, write }: GitHub,
  onto: Head,
  files: readonly CommitFile[],
  message: string,
): Promise<string> {
  const tree = await write('Writing the files', () =>
    octokit.rest.git.createTree({
      owner,
      repo,
      base_tree: onto.tree,
      tree: files.map(({ path, text }) => ({
        path,
        mode: '100644' as const,
        type: 'blob' as const,
        ...(text === undefined ? { sha: null } : { content: text }),
      })),
    }),
  );
  const commit = await write('Writing the commit', () =>
    octokit.rest.git.createCommit({
      owner,
      repo,
      message,
      tree: tree.sha,
      parents: [onto.commit],
    }),
  );
  return commit.sha;
}

/**
 * Moves a branch to a commit if the branch has not moved since it was read.
 *
 * @param isNew whether to create the branch
 * @returns lost: the branch moved, or the outcome is unknown; refused: the branch takes no commits
 */
export async function putCommit(
  { owner, repo, octokit, write }: GitHub,
  branch: string,
  sha: string,
  isNew: boolean,
): Promise<'done' | 'lost' | 'refused'> {
  try {
    await write('Moving the branch to the commit', () =>
      isNew
        ? octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha })
        : octokit.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: false }),
    );
    return 'done';
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { trouble, message } = error;
    if (trouble === 'unknown-outcome') return 'lost';
    if (trouble === 'invalid' && /fast.forward|already exists|does not exist/i.test(message)) {
      return 'lost';
    }
    if (trouble === 'invalid' || trouble === 'forbidden') return 'refused';
    throw error;
  }
}

/** Maximum number of files that GitHub lists in a folder; it does not report the rest. */
const maxFiles = 1000;

/** Lists the files directly in a folder at a commit, by their path in the repository and blob. */
export async function listFolder(
  { owner, repo, octokit, read }: GitHub,
  path: string,
  commit: string,
): Promise<{ path: string; sha: string }[]> {
  try {
    const found = await read('Reading a folder', () =>
      octokit.rest.repos.getContent({ owner, repo, path, ref: commit }),
    );
    if (!Array.isArray(found)) return [];
    // Files missing from a truncated list would look deleted.
    if (found.length >= maxFiles) {
      throw new GitHubError('unavailable', `${path} has more files than GitHub lists.`);
    }
    return found.filter(({ type }) => type === 'file').map(({ path, sha }) => ({ path, sha }));
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return [];
    throw error;
  }
}

/** Reads the bytes of a blob. */
export async function readBlob(
  { owner, repo, octokit, read }: GitHub,
  sha: string,
): Promise<Uint8Array> {
  const { content } = await read('Reading a file', () =>
    octokit.rest.git.getBlob({ owner, repo, file_sha: sha }),
  );
  return Buffer.from(content, 'base64');
}

/** Reads a text file at a commit or branch; undefined if there is no such file. */
export async function readFile(
  { owner, repo, octokit, read }: GitHub,
  path: string,
  ref: string,
): Promise<string | undefined> {
  try {
    const file = await read('Reading the file', () =>
      octokit.rest.repos.getContent({ owner, repo, path, ref }),
    );
    if (Array.isArray(file) || file.type !== 'file' || !('content' in file)) return undefined;
    return Buffer.from(file.content, 'base64').toString('utf8');
  } catch (error) {
    if (error instanceof GitHubError && error.trouble === 'not-found') return undefined;
    throw error;
  }
}
