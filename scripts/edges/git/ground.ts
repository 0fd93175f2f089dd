import { mergeCommits } from './merge.ts';
import type { Proposal, ProposedFiles } from './proposal.ts';
import type { Repository } from './repository.ts';
import { splitPaths } from './paths.ts';

type Git = Repository['git'];

/**
 * The commit to put files on top of: the newest that has the edited ones as they were read, so that
 * nothing that others or the user wrote is taken along, or back. Asked before the files are written.
 *
 * @param scratch works through an index of its own
 * @returns the path of a file in the way where there is none
 */
export async function chooseGround(
  { git, head }: Repository,
  scratch: Git,
  { branch, base, goesOn, baseTip, grounds }: Proposal,
  { paths, edited, whole }: ProposedFiles,
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
      // A file that is not there is new, or did not come from there.
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
  const earlier = await listEarlier(git, goesOn, baseTip, edited);
  const all = [...new Set([...grounds.slice(0, 1), ...earlier, ...grounds.slice(1)])];
  let ground = await find(all.slice(1), onDisk);
  if (ground === undefined && goesOn !== undefined && edited.length > 0) {
    // Some are proposed only, and some on the default branch only, such as the entries that are folded.
    const joined = grounds
      .slice(1)
      .map((other) => mergeCommits({ git }, goesOn, other, `Merge ${base} into ${branch}`));
    const commits = (await Promise.all(joined)).flatMap((made) =>
      'commit' in made ? [made.commit] : [],
    );
    ground = await find(commits, onDisk);
  }
  if (whole && ground === undefined) {
    // What was written since goes along: it was begun from what was staged, or committed here, last.
    ground = await find(all, (commit) => listChanged(git, ['--cached', commit], edited));
    const isCommitted =
      head !== undefined && (await listTree(git, head, edited)).length === edited.length;
    if (isCommitted)
      ground ??= await find(all, (commit) => listChanged(git, [commit, head], edited));
    // Staged anew since: all of it goes back to what was proposed first.
    else if (earlier.length < mostEarlier) ground ??= earlier.at(-1);
  }
  return ground === undefined ? { inTheWay: inTheWay ?? '' } : { ground };
}

/** How many commits of a proposal are looked at for the one that a file came from. */
const mostEarlier = 100;

/** The commits of a proposal that touch these files, newest first. */
async function listEarlier(
  git: Git,
  goesOn: string | undefined,
  baseTip: string | undefined,
  paths: readonly string[],
): Promise<string[]> {
  if (goesOn === undefined || baseTip === undefined || paths.length === 0) return [];
  const words = ['rev-list', `--max-count=${mostEarlier}`, goesOn, `^${baseTip}`];
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
 * The staged files over which Git refuses to pull: the default branch changed them since, and not into
 * what is staged.
 */
export async function listInWayOfPull(
  { git, head }: Repository,
  { baseTip }: Proposal,
  paths: readonly string[],
): Promise<string[]> {
  if (head === undefined || baseTip === undefined || paths.length === 0) return [];
  // Where the two have nothing in common there is nothing to pull.
  const theirs = await listChanged(git, [`${head}...${baseTip}`], paths).catch(() => []);
  return theirs.length === 0 ? [] : listChanged(git, ['--cached', baseTip], theirs);
}
