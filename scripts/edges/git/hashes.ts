import type { Repository } from './repository.ts';

/**
 * The blob hash of every file below the data root that is the same on disk as in Git's index, by path
 * relative to the root. Changed, untracked and specially flagged files are left out: they have to be read.
 */
export async function readHashes(repository: Repository): Promise<Map<string, string>> {
  return (await readWorkTree(repository, 'no')).hashes;
}

/** What Git says of the files below a data root, by path relative to it. */
export interface WorkTree {
  /** The blob hash of each that is the same on disk as in the index. */
  hashes: Map<string, string>;
  /** Those that differ from the commit, or are not tracked. */
  dirty: string[];
}

/** @param untracked whether files that are not tracked are looked for too, which takes as long again */
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
    // H <mode> <hash> <stage>\t<path>; a small letter or S marks files that Git was told not to look at.
    const match = /^H 100\d{3} ([0-9a-f]{40,64}) 0\t/.exec(line);
    if (match?.[1]) hashes.set(line.slice(match[0].length), match[1]);
  }
  for (const path of dirty) hashes.delete(path);
  return { hashes, dirty };
}

/** The paths of `git status -z`, each behind two letters and a blank. */
function listStatus(text: string, prefix: string): string[] {
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3 + prefix.length));
}

/**
 * Paths below the data root that differ from the commit, or are not tracked.
 *
 * @param within a folder of the data root; all of it when left out
 */
export async function readDirtyPaths({ git, prefix }: Repository, within = '.'): Promise<string[]> {
  const text = await git.raw([
    '--literal-pathspecs',
    ...['status', '--porcelain', '-z', '--no-renames', '-uall', '--', within],
  ]);
  return listStatus(text, prefix);
}

/** Which of these paths, relative to the data root, the last commit has otherwise than they are on disk. */
export async function readChangedAmong(
  repository: Repository,
  paths: readonly string[],
): Promise<string[]> {
  if (repository.head === undefined) return [];
  return listDiff(repository, ['--diff-filter=M', 'HEAD'], paths);
}

/** Which of these paths, relative to the data root, hold something staged that is neither committed nor on disk. */
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
