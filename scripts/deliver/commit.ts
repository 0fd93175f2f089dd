import { commitPaths, formatMessage } from '../edges/git/commit.ts';
import { pushHead } from '../edges/git/push.ts';
import { readChangedAmong, readStagedAside } from '../edges/git/hashes.ts';
import { openRepository, type Repository } from '../edges/git/repository.ts';
import { readGitState } from '../edges/git/situation.ts';
import type { Register } from '../model/register/register.ts';
import type { Change, Delivered, Delivery } from '../change/change.ts';
import { attempt } from './attempt.ts';
import type { DeliveryRegister } from './register.ts';
import { isUnchanged } from './files.ts';
import { findUncommitted, readUncommitted, reportLeftOut } from './left-out.ts';
import { Failure, type Context } from '../session/context.ts';
import { findHandle } from '../session/options.ts';
import { formatTrailers } from './trailers.ts';

/**
 * Writes a change, then commits it, pushes it, or opens a pull request.
 *
 * @param write called once the change can be committed
 */
export async function commitChange(
  context: Context,
  register: DeliveryRegister,
  change: Change,
  target: Exclude<Delivery, 'files'>,
  write: () => Promise<void>,
): Promise<Omit<Delivered, 'paths' | 'removed'>> {
  const repository = await openRepository(context.root);
  if ('none' in repository) {
    throw new Failure(
      `Nothing can be committed: ${repository.none}.`,
      'Leave --commit out, or run `git init`.',
    );
  }
  await requireCommittable(repository, change, target);
  const message = formatChangeMessage(change, register.people);
  if (target === 'pull-request') {
    const { propose } = await import('./propose.ts');
    return propose(context, register, repository, change, message, write);
  }
  await requireClean(repository, change);
  const before = await readUncommitted(repository, context.root, register, change);
  await write();
  const paths = change.files.map(({ path }) => path);
  const commit = await attempt('The files were written, but not committed', () =>
    commitPaths(repository, paths, message),
  );
  if (before !== undefined) {
    const left = await findUncommitted(repository, context.root, change.record, before.folder);
    reportLeftOut(context, before, left, 'committed', '`git add` the folder, and commit');
  }
  const done = commit === undefined ? {} : { commit };
  return target === 'commit' ? done : { ...done, ...(await push(repository)) };
}

async function push(repository: Repository): Promise<Pick<Delivered, 'pushed' | 'queued'>> {
  const pushed = await pushHead(repository);
  if (pushed.state === 'queued') return { queued: pushed.reason };
  if (pushed.state === 'pushed') return { pushed: true };
  return { queued: `others changed ${pushed.paths.join(', ')} too: merge, then push` };
}

/** Requires that a commit loses nothing: no staged version of the files, and no unfinished merge or rebase. */
async function requireCommittable(
  repository: Repository,
  { files, includeEdits }: Change,
  target: Delivery,
): Promise<void> {
  // If the user's own edits are committed too, a staged version is only an earlier state of them.
  const edited = files.flatMap(({ path, expected }) => (expected && !includeEdits ? [path] : []));
  const [staged] = await readStagedAside(repository, edited);
  if (staged !== undefined) {
    throw new Failure(
      `${staged} is staged with other contents than on disk, and the staged version would be lost.`,
      'Commit it, or `git restore --staged` it; or use --no-commit.',
    );
  }
  if (target === 'pull-request') return;
  const { step, branch } = await readGitState(repository);
  if (step !== undefined) {
    throw new Failure(
      `Git is in the middle of a ${step} here, and a commit could become part of it.`,
      `Finish it first (\`git ${step} --continue\` or \`--abort\`), or use --no-commit.`,
    );
  }
  if (branch === undefined) {
    throw new Failure(
      'No branch is checked out, so a commit would belong to no branch.',
      'Switch to a branch (`git switch <name>`), or create one here (`git switch --create <name>`). Or use --no-commit.',
    );
  }
}

/** Requires that the files have no uncommitted changes: a command must not commit what a user is still writing. */
async function requireClean(
  repository: Repository,
  { files, includeEdits }: Change,
): Promise<void> {
  if (includeEdits === true) return;
  const edited = files.flatMap(({ path, text, expected }) =>
    expected && !isUnchanged(text, expected) ? [path] : [],
  );
  const [first] = await readChangedAmong(repository, edited);
  if (first === undefined) return;
  throw new Failure(
    `${first} has uncommitted changes, which would go into the commit too.`,
    'Commit them first, or use --no-commit.',
  );
}

/** Formats the commit message of a change. The user who runs the command needs no trailer of their own. */
export function formatChangeMessage(
  change: Change,
  people: Register['people'] = new Map(),
): string {
  const isOwn = change.by === findHandle();
  const trailers = formatTrailers({ ...change, by: isOwn ? undefined : change.by }, people);
  return formatMessage(change.message, trailers);
}
