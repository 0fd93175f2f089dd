import { commitPaths, formatMessage } from '../edges/git/commit.ts';
import { pushHead } from '../edges/git/push.ts';
import { readChangedAmong, readStagedAside } from '../edges/git/hashes.ts';
import { openRepository, type Repository } from '../edges/git/repository.ts';
import { readSituation } from '../edges/git/situation.ts';
import type { Register } from '../model/register/register.ts';
import type { Change, Delivered, Delivery } from '../change/change.ts';
import { findUncommitted } from './left.ts';
import { attempt, tellLeftOut } from './left-out.ts';
import { findFolder } from '../model/record/incident-folder.ts';
import { Failure, type Context } from '../session/context.ts';
import { findHandle } from '../session/options.ts';
import { formatTrailers } from './trailers.ts';

/**
 * Writes, and brings what was written into a commit, to the remote, or into a pull request.
 *
 * @param written which files these are
 * @param write called once it is certain that there is a repository, and that nothing is in the way
 */
export async function deliver(
  context: Context,
  register: Pick<Register, 'settings' | 'people' | 'services' | 'teams'>,
  change: Change,
  want: Exclude<Delivery, 'files'>,
  written: Delivered,
  write: () => Promise<void>,
): Promise<Delivered> {
  const { people } = register;
  const repository = await openRepository(context.root);
  if ('none' in repository) {
    throw new Failure(
      `Nothing can be committed: ${repository.none}.`,
      'Leave --commit out, or run `git init`.',
    );
  }
  await requireSettled(repository, change, want);
  const message = formatMessage(change.message, listTrailers(change, people));
  if (want === 'pull-request') {
    const { propose } = await import('./propose.ts');
    return {
      ...written,
      ...(await propose(context, register, repository, change, message, write)),
    };
  }
  await requireClean(repository, change);
  await write();
  const paths = change.files.map(({ path }) => path);
  const commit = await attempt('The files are written, and not committed', () =>
    commitPaths(repository, paths, message),
  );
  const folder = findFolder(change.files[0]?.path ?? '');
  const left =
    folder === undefined
      ? []
      : await findUncommitted(repository, context.root, change.record, folder);
  tellLeftOut(context, left, 'committed', '`git add` the folder, and commit');
  const done: Delivered = { ...written, ...(commit !== undefined && { commit }) };
  if (want === 'commit') return done;
  const pushed = await pushHead(repository);
  if (pushed.state === 'conflict') {
    return { ...done, queued: `others changed ${pushed.paths.join(', ')} too: merge, then push` };
  }
  if (pushed.state === 'queued') return { ...done, queued: pushed.reason };
  return { ...done, pushed: true };
}

/** What would be lost with a step of git that is still under way, or with what is staged, is not begun. */
async function requireSettled(
  repository: Repository,
  { files, whole }: Change,
  want: Delivery,
): Promise<void> {
  // Where all that was written since goes along, what is staged is an earlier state of it.
  const edited = files.flatMap(({ path, expected }) => (expected && !whole ? [path] : []));
  const [staged] = await readStagedAside(repository, edited);
  if (staged !== undefined) {
    throw new Failure(
      `${staged} is staged otherwise than it is on disk, and what is staged would be lost.`,
      'Commit it, or `git restore --staged` it; or use --no-commit.',
    );
  }
  if (want === 'pull-request') return;
  const { step, branch } = await readSituation(repository);
  if (step !== undefined) {
    throw new Failure(
      `Git is in the middle of a ${step} here, and what is committed now could go with it.`,
      `End it first (\`git ${step} --continue\` or \`--abort\`), or use --no-commit.`,
    );
  }
  if (branch === undefined) {
    throw new Failure(
      'No branch is checked out, and a commit would be on none.',
      '`git switch` to a branch, or make one here (`git switch --create <name>`); or use --no-commit.',
    );
  }
}

/** What somebody is in the middle of writing, in a file that a command edits, is not for it to share. */
async function requireClean(repository: Repository, { files, whole }: Change): Promise<void> {
  if (whole === true) return;
  const edited = files.flatMap(({ path, expected }) => (expected ? [path] : []));
  const [first] = await readChangedAmong(repository, edited);
  if (first === undefined) return;
  throw new Failure(
    `${first} holds changes that are not committed, and would go into the commit too.`,
    'Commit them first, or use --no-commit.',
  );
}

/** Lists the trailers of a commit by the user, who needs no trailer of their own. */
function listTrailers(change: Change, people: Register['people']): [string, string][] {
  const isOwn = change.by === findHandle({});
  return formatTrailers({ ...change, by: isOwn ? undefined : change.by }, people);
}
