import type { Repository } from './repository.ts';

/** Whoever is undone so often by others has something else in the way. */
const mostAttempts = 20;

/**
 * Commits exactly these paths as they are on disk, and nothing else: what is staged or changed beside
 * them stays as it is.
 *
 * `git commit` of some paths reads the index before it locks it, and so undoes what another command stages
 * at that moment. What was undone is staged again.
 *
 * @param wanted paths relative to the data root; those that are gone are removed in the commit
 * @returns the commit's id, or undefined where there was nothing to commit
 * @throws Git's own words, where it refuses
 */
export async function commitPaths(
  { git }: Pick<Repository, 'git'>,
  wanted: readonly string[],
  message: string,
): Promise<string | undefined> {
  const paths = await listKnown(git, wanted);
  if (paths.length === 0) return undefined;
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    await stage(git, paths);
    const commit = (await isStaged(git, paths))
      ? await commitStaged(git, paths, message)
      : undefined;
    if (commit !== undefined) {
      // Undone since, it would look as if the next commit should take the files away.
      if (await isStaged(git, paths)) await stage(git, paths);
      return commit;
    }
    if (!(await isChanged(git, paths))) return undefined;
  }
  throw new Error('Other git commands undo what is staged, again and again.');
}

/** Those of the paths that are on disk, or in the index: Git refuses any other. */
async function listKnown(git: Repository['git'], paths: readonly string[]): Promise<string[]> {
  const words = ['--literal-pathspecs', 'ls-files', '-z', '-c', '-o', '--', ...paths];
  const known = (await git.raw(words)).split('\0');
  return paths.filter((path) => known.includes(path));
}

/** Stages paths as they are on disk; one that is gone may be staged so already. */
async function stage(git: Repository['git'], paths: readonly string[]): Promise<void> {
  const known = await listKnown(git, paths);
  if (known.length === 0) return;
  await retryLocked(() => git.raw(['--literal-pathspecs', 'add', '--all', '--', ...known]));
}

/** Commits what is staged of these; undefined where it is not staged any more. */
async function commitStaged(
  git: Repository['git'],
  paths: readonly string[],
  message: string,
): Promise<string | undefined> {
  const words = ['commit', '--only', '-m', message, '--', ...paths];
  try {
    // Its own word for it: another command may have committed on top before HEAD could be asked.
    const told = await retryLocked(() =>
      git.raw(['--literal-pathspecs', '-c', 'core.abbrev=no', ...words]),
    );
    return / (?<id>[0-9a-f]{40,64})\] /.exec(told)?.groups?.['id'];
  } catch (error) {
    if (error instanceof Error && /did not match any file/.test(error.message)) return undefined;
    throw error;
  }
}

/** Checks that the index differs from the last commit in any of these paths. */
async function isStaged(git: Repository['git'], paths: readonly string[]): Promise<boolean> {
  const words = ['--literal-pathspecs', 'diff', '--cached', '--name-only', '--', ...paths];
  return (await git.raw(words)).trim() !== '';
}

/** Whether any of these is on disk otherwise than in the last commit. */
async function isChanged(git: Repository['git'], paths: readonly string[]): Promise<boolean> {
  const words = ['--literal-pathspecs', 'status', '--porcelain', '-uall', '--', ...paths];
  return (await git.raw(words)).trim() !== '';
}

/**
 * Makes a commit of a tree, and moves nothing to it.
 *
 * @returns its id
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

/** Another git command in the same folder holds the index for a moment. */
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
  // A subject that begins with # would be taken for a comment by an editor.
  const first = oneLine(subject).replace(/^#/, '№').slice(0, 200);
  const parts = [first, ...(body === undefined ? [] : [oneLine(body)]), lines.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
