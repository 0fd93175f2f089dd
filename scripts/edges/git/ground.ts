import { mergeCommits } from './merge.ts';
import type { ProposedBranch, ProposedFiles } from './proposal.ts';
import type { Repository } from './repository.ts';
import { splitPaths } from './paths.ts';

type Git = Repository['git'];

/**
 * Finds the commit to put files on: the newest that has the edited files as they were read, so that no
 * other edits are proposed or reverted. Must be called before the files are written.
 *
 * @param scratch works through an index of its own
 * @returns the path of a file in the way if there is no such commit
 */
export async function chooseGround(
  { git, head }: Repository,
  scratch: Git,
  { branch, base, openTip, baseTip, grounds }: ProposedBranch,
  { paths, edited, includeEdits }: ProposedFiles,
): Promise<{ ground: string } | { inTheWay: string }> {
  const known = new Set<string>();
  for (const ground of grounds) {
    for (const path of await listTree(git, ground, edited)) known.add(path);
  }
  let inTheWay: string | undefined;
  const find = async (
    candidates: readonly string[],
    listOther: (ground: string) => Promise<string[]>,
  ): Promise<string | undefined> => {
    for (const ground of candidates) {
      const there = await listTree(git, ground, paths);
      const other = await listOther(ground);
      // A file that is missing there is new, or came from another commit.
      const clash = paths.find((path) =>
        edited.includes(path)
          ? other.includes(path) || (!there.includes(path) && known.has(path))
          : there.includes(path),
      );
      if (clash === undefined) return ground;
      inTheWay ??= clash;
    }
    return undefined;
  };
  const onDisk = async (ground: string): Promise<string[]> => {
    if (edited.length === 0) return [];
    await scratch.raw(['read-tree', ground]);
    return listChanged(scratch, [], edited);
  };
  const newest = await find(grounds.slice(0, 1), onDisk);
  if (newest !== undefined) return { ground: newest };
  const earlier = await listEarlier(git, openTip, baseTip, edited);
  const all = [...new Set([...grounds.slice(0, 1), ...earlier, ...grounds.slice(1)])];
  let ground = await find(all.slice(1), onDisk);
  if (ground === undefined && openTip !== undefined && edited.length > 0) {
    // Some files may only be proposed and others only on the default branch, such as folded entries.
    const joined = grounds
      .slice(1)
      .map((other) => mergeCommits({ git }, openTip, other, `Merge ${base} into ${branch}`));
    const commits = (await Promise.all(joined)).flatMap((made) =>
      'commit' in made ? [made.commit] : [],
    );
    ground = await find(commits, onDisk);
  }
  if (includeEdits && ground === undefined) {
    // The user's own edits are included: they began from what was staged or committed here last.
    ground = await find(all, (commit) => listChanged(git, ['--cached', commit], edited));
    const isCommitted =
      head !== undefined && (await listTree(git, head, edited)).length === edited.length;
    if (isCommitted)
      ground ??= await find(all, (commit) => listChanged(git, [commit, head], edited));
    // If they were staged again since, they began from what was proposed first.
    else if (earlier.length < maxEarlier) ground ??= earlier.at(-1);
  }
  return ground === undefined ? { inTheWay: inTheWay ?? '' } : { ground };
}

/** Maximum number of proposed commits in which the origin of a file is looked for. */
const maxEarlier = 100;

/** Lists the proposed commits that touch these files, newest first. */
async function listEarlier(
  git: Git,
  openTip: string | undefined,
  baseTip: string | undefined,
  paths: readonly string[],
): Promise<string[]> {
  if (openTip === undefined || baseTip === undefined || paths.length === 0) return [];
  const words = ['rev-list', `--max-count=${maxEarlier}`, openTip, `^${baseTip}`];
  const text = await git.raw(['--literal-pathspecs', ...words, '--', ...paths]);
  return text.split('\n').filter((line) => line !== '');
}

async function listTree(git: Git, commit: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  return splitPaths(await git.raw(['ls-tree', '-z', '--name-only', commit, '--', ...paths]));
}

async function listChanged(
  git: Git,
  between: readonly string[],
  paths: readonly string[],
): Promise<string[]> {
  const words = ['diff', '--name-only', '-z', '--no-renames', '--relative', ...between];
  return splitPaths(await git.raw(['--literal-pathspecs', ...words, '--', ...paths]));
}

/**
 * Lists the staged files that keep Git from pulling, because the default branch changed them since, to
 * something other than what is staged.
 */
export async function listInWayOfPull(
  { git, head }: Repository,
  { baseTip }: ProposedBranch,
  paths: readonly string[],
): Promise<string[]> {
  if (head === undefined || baseTip === undefined || paths.length === 0) return [];
  // If the two have no common commit, there is nothing to pull.
  const theirs = await listChanged(git, [`${head}...${baseTip}`], paths).catch(() => []);
  return theirs.length === 0 ? [] : listChanged(git, ['--cached', baseTip], theirs);
}
