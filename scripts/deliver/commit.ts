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
import { findUncommitted, readUncommitted, tellLeftOut } from './left-out.ts';
import { Failure, type Context } from '../session/context.ts';
import { findHandle } from '../session/options.ts';
import { formatTrailers } from './trailers.ts';

/**
 * Writes a change, then commits it, pushes it, or opens a pull request.
 *
 * @param write called once nothing is in the way
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
  await requireSettled(repository, change, target);
  const message = formatChangeMessage(change, register.people);
  if (target === 'pull-request') {
    const { propose } = await import('./propose.ts');
    return propose(context, register, repository, change, message, write);
  }
  await requireClean(repository, change);
  const before = await readUncommitted(repository, context.root, register, change);
  await write();
  const paths = change.files.map(({ path }) => path);
  const commit = await attempt('The files are written, and not committed', () =>
    commitPaths(repository, paths, message),
  );
  if (before !== undefined) {
    const left = await findUncommitted(repository, context.root, change.record, before.folder);
    tellLeftOut(context, before, left, 'committed', '`git add` the folder, and commit');
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

/** What would be lost with a step of git that is still under way, or with what is staged, is not begun. */
async function requireSettled(
  repository: Repository,
  { files, whole }: Change,
  target: Delivery,
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
  if (target === 'pull-request') return;
  const { step, branch } = await readGitState(repository);
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
  const edited = files.flatMap(({ path, text, expected }) =>
    expected && !isUnchanged(text, expected) ? [path] : [],
  );
  const [first] = await readChangedAmong(repository, edited);
  if (first === undefined) return;
  throw new Failure(
    `${first} holds changes that are not committed, and would go into the commit too.`,
    'Commit them first, or use --no-commit.',
  );
}

/** Formats the commit message of a change. The user who runs the command needs no trailer of their own. */
export function formatChangeMessage(
  change: Change,
  people: Register['people'] = new Map(),
): string {
  const isOwn = change.by === findHandle({});
  const trailers = formatTrailers({ ...change, by: isOwn ? undefined : change.by }, people);
  return formatMessage(change.message, trailers);
}
