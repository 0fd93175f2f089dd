import type { Repository } from './repository.ts';

/** Maximum number of attempts; more failures have another cause than concurrent commands. */
const maxAttempts = 20;

/**
 * Commits exactly these paths as they are on disk. Other staged or changed files stay as they are.
 *
 * `git commit` of some paths reads the index before it locks it, so it undoes what another command
 * stages at that moment. Such paths are staged again.
 *
 * @param wanted paths relative to the data root; the commit removes those that do not exist
 * @returns the commit's id; undefined if there was nothing to commit
 * @throws Git's own message if it refuses
 */
export async function commitPaths(
  { git }: Pick<Repository, 'git'>,
  wanted: readonly string[],
  message: string,
): Promise<string | undefined> {
  const paths = await listKnown(git, wanted);
  if (paths.length === 0) return undefined;
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    await stage(git, paths);
    const commit = (await isStaged(git, paths))
      ? await commitStaged(git, paths, message)
      : undefined;
    if (commit !== undefined) {
      // If it was undone meanwhile, the next commit would remove the files.
      if (await isStaged(git, paths)) await stage(git, paths);
      return commit;
    }
    if (!(await isChanged(git, paths))) return undefined;
  }
  throw new Error('Other git commands keep changing the index. Try again.');
}

/** Lists the paths that are on disk or in the index, because Git refuses all others. */
async function listKnown(git: Repository['git'], paths: readonly string[]): Promise<string[]> {
  const words = ['--literal-pathspecs', 'ls-files', '-z', '-c', '-o', '--', ...paths];
  const known = (await git.raw(words)).split('\0');
  return paths.filter((path) => known.includes(path));
}

/** Stages paths as they are on disk; a removal may be staged already. */
async function stage(git: Repository['git'], paths: readonly string[]): Promise<void> {
  const known = await listKnown(git, paths);
  if (known.length === 0) return;
  await retryLocked(() => git.raw(['--literal-pathspecs', 'add', '--all', '--', ...known]));
}

/** Commits what is staged of these paths; undefined if it is not staged any more. */
async function commitStaged(
  git: Repository['git'],
  paths: readonly string[],
  message: string,
): Promise<string | undefined> {
  const words = ['commit', '--only', '-m', message, '--', ...paths];
  try {
    // HEAD may already point to a later commit of another command, so the id is read from the output.
    const output = await retryLocked(() =>
      git.raw(['--literal-pathspecs', '-c', 'core.abbrev=no', ...words]),
    );
    return / (?<id>[0-9a-f]{40,64})\] /.exec(output)?.groups?.['id'];
  } catch (error) {
    if (error instanceof Error && /did not match any file/.test(error.message)) return undefined;
    throw error;
  }
}

/** Checks whether the index differs from the last commit in any of these paths. */
async function isStaged(git: Repository['git'], paths: readonly string[]): Promise<boolean> {
  const words = ['--literal-pathspecs', 'diff', '--cached', '--name-only', '--', ...paths];
  return (await git.raw(words)).trim() !== '';
}

/** Checks whether any of these paths differs on disk from the last commit. */
async function isChanged(git: Repository['git'], paths: readonly string[]): Promise<boolean> {
  const words = ['--literal-pathspecs', 'status', '--porcelain', '-uall', '--', ...paths];
  return (await git.raw(words)).trim() !== '';
}

/**
 * Creates a commit of a tree without moving a branch to it.
 *
 * @returns the commit's id
 */
export async function commitTree(
  { git }: Pick<Repository, 'git'>,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<string> {
  // `git commit` reads this setting, `git commit-tree` does not.
  const signs = await git.raw(['config', '--type=bool', '--get', 'commit.gpgSign']).catch(() => '');
  const words = [
    ...['commit-tree', tree, '-m', message, ...(signs.trim() === 'true' ? ['-S'] : [])],
    ...parents.flatMap((parent) => ['-p', parent]),
  ];
  return (await git.raw(words)).trim();
}

/** Retries an action of Git while another command in the same folder holds a lock. */
export async function retryLocked<T>(action: () => Promise<T>, attempts = 20): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      const isLocked =
        error instanceof Error && /(?:index|HEAD)\.lock|cannot lock ref/.test(error.message);
      if (!isLocked || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25 * attempt));
    }
  }
}

/**
 * Formats a commit message: a subject line, a paragraph, and trailers as `git interpret-trailers` reads
 * them, each value on one line.
 */
export function formatMessage(
  subject: string,
  trailers: readonly [string, string][],
  body?: string,
): string {
  const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const lines = trailers.map(([name, value]) => `${name}: ${oneLine(value)}`);
  // An editor would read a subject that begins with # as a comment.
  const first = oneLine(subject).replace(/^#/, '№').slice(0, 200);
  const parts = [first, ...(body === undefined ? [] : [oneLine(body)]), lines.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
