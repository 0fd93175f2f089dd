import type { Repository } from './repository.ts';

/**
 * Reads the blob hash of every file below the data root that is the same on disk as in Git's index, by
 * path relative to the root. Changed, untracked and specially flagged files are left out and must be read.
 */
export async function readHashes(repository: Repository): Promise<Map<string, string>> {
  return (await readWorkTree(repository, 'no')).hashes;
}

/** State of the files below a data root, by path relative to it. */
export interface WorkTree {
  /** Blob hash of each file that is the same on disk as in the index. */
  hashes: Map<string, string>;
  /** Files that differ from the commit or are untracked. */
  dirty: string[];
}

/**
 * Reads which files are unchanged, and which are not.
 *
 * @param untracked `all` also looks for untracked files, which doubles the time
 */
export async function readWorkTree(
  { git, prefix }: Repository,
  untracked: 'no' | 'all' = 'all',
): Promise<WorkTree> {
  const [listed, changed] = await Promise.all([
    git.raw(['ls-files', '-s', '-v', '-z', '--', '.']),
    git.raw([
      'status',
      '--porcelain',
      '-z',
      '--no-renames',
      `--untracked-files=${untracked}`,
      '--',
      '.',
    ]),
  ]);
  const dirty = listStatus(changed, prefix);
  const hashes = new Map<string, string>();
  for (const line of listed.split('\0')) {
    // H <mode> <hash> <stage>\t<path>; a lowercase letter or S marks files that Git was told to ignore.
    const match = /^H 100\d{3} ([0-9a-f]{40,64}) 0\t/.exec(line);
    if (match?.[1]) hashes.set(line.slice(match[0].length), match[1]);
  }
  for (const path of dirty) hashes.delete(path);
  return { hashes, dirty };
}

/** Parses the paths of `git status -z`, each after two letters and a space. */
function listStatus(text: string, prefix: string): string[] {
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3 + prefix.length));
}

/**
 * Reads the paths below the data root that differ from the commit or are untracked.
 *
 * @param within folder of the data root; all of it by default
 */
export async function readDirtyPaths({ git, prefix }: Repository, within = '.'): Promise<string[]> {
  const text = await git.raw([
    '--literal-pathspecs',
    ...['status', '--porcelain', '-z', '--no-renames', '-uall', '--', within],
  ]);
  return listStatus(text, prefix);
}

/** Reads which of these paths, relative to the data root, differ on disk from the last commit. */
export async function readChangedAmong(
  repository: Repository,
  paths: readonly string[],
): Promise<string[]> {
  if (repository.head === undefined) return [];
  return listDiff(repository, ['--diff-filter=M', 'HEAD'], paths);
}

/** Reads which of these paths, relative to the data root, have a staged text that is neither committed nor on disk. */
export async function readStagedAside(
  repository: Repository,
  paths: readonly string[],
): Promise<string[]> {
  if (repository.head === undefined) return [];
  const removed = await listDiff(repository, ['--cached', '--diff-filter=D', 'HEAD'], paths);
  const staged = await listDiff(repository, ['--cached', '--diff-filter=M', 'HEAD'], paths);
  const unlike = await listDiff(repository, ['--diff-filter=MD'], staged);
  return [...removed, ...staged.filter((path) => unlike.includes(path))];
}

async function listDiff(
  { git, prefix }: Repository,
  words: readonly string[],
  paths: readonly string[],
): Promise<string[]> {
  if (paths.length === 0) return [];
  const text = await git.raw([
    '--literal-pathspecs',
    ...['diff', '--name-only', '-z', '--no-renames', ...words, '--', ...paths],
  ]);
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(prefix.length));
}
