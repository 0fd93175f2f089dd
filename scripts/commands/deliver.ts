import { statSync } from 'node:fs';
import { join } from 'node:path';
import { commitPaths, formatMessage } from '../git/commit.ts';
import { pushHead } from '../git/push.ts';
import { readChangedAmong, readDirtyPaths } from '../git/hashes.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { Register } from '../register/register.ts';
import type { Change, Delivered, Delivery } from './change.ts';
import { Failure, type Context } from './command.ts';
import { findHandle } from './read-options.ts';

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
  const folder = findFolder(change);
  const left = folder === undefined ? [] : await readDirtyPaths(repository, folder);
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

/** The folder of the incident whose files a change writes. */
export function findFolder({ files }: Change): string | undefined {
  return /^[0-9]{4}\/[^/]+/.exec(files[0]?.path ?? '')?.[0];
}

/**
 * Only what a command wrote is committed. Whoever filed an incident without --commit must hear that the
 * rest of it is nowhere else yet: an entry alone says nothing to others.
 */
export function tellLeftOut(
  context: Context,
  found: readonly string[],
  what: string,
  next: string,
): void {
  // What was written since this command began is another's, who is about to commit it.
  const left = found.filter((path) => !isNew(join(context.root, path)));
  if (left.length === 0) return;
  const more = left.length > 3 ? ` and ${left.length - 3} more` : '';
  context.tell(
    `not ${what}, since this command did not write it: ${left.slice(0, 3).join(', ')}${more}; ${next}`,
  );
}

function isNew(file: string): boolean {
  const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return mtimeMs > performance.timeOrigin;
}

function listTrailers({ incident, by }: Change, people: Register['people']): [string, string][] {
  const person = by === undefined || by === findHandle({}) ? undefined : people.get(by);
  return [
    ...(incident === undefined ? [] : [['Incident', incident] as [string, string]]),
    // The address that GitHub gives everybody who shows none.
    ...(person
      ? [
          [
            'Co-authored-by',
            `${person.name.replaceAll(/[<>]/g, '')} <${person.handle}@users.noreply.github.com>`,
          ] as [string, string],
        ]
      : []),
  ];
}

/** Git's refusal as a sentence with its own first words. */
export async function attempt<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isNobody = /tell me who you are|unable to auto-detect email/i.test(message);
    const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
    throw new Failure(
      isNobody ? `${what}: Git does not know who you are.` : `${what}: ${line.trim()}`,
      isNobody
        ? 'git config user.name "…"; git config user.email …; then `git add` and `git commit` it.'
        : 'Put it right with git, then commit.',
    );
  }
}
