import { basename } from 'node:path';
import type { Change } from '../change/change.ts';
import { readBytes } from '../edges/disk/bytes.ts';
import { nameWritten } from '../edges/disk/write.ts';
import { readDirtyPaths } from '../edges/git/hashes.ts';
import { listDifferences } from '../edges/git/proposal.ts';
import type { Repository } from '../edges/git/repository.ts';
import { withScratch } from '../edges/git/scratch.ts';
import { nameBranch } from '../model/record/branch.ts';
import { hashBlob } from '../model/record/hash.ts';
import { findFolder } from '../model/record/incident-folder.ts';
import { isAttachment, kindOf } from '../model/record/kind.ts';
import type { Register } from '../model/register/register.ts';
import type { Context } from '../session/context.ts';

/** Uncommitted files of an incident's folder before a change is written. */
export interface Uncommitted {
  folder: string;
  /** Blob hashes by path; undefined for a file that was deleted. */
  hashes: ReadonlyMap<string, string | undefined>;
}

/**
 * Lists what the user has not committed in the folder of a change. A file that appeared after the register
 * was read is not the user's: another command wrote it, and is about to commit it.
 *
 * @returns undefined if the change is not about one folder
 */
export async function readUncommitted(
  repository: Repository,
  root: string,
  { files: known }: Pick<Register, 'files'>,
  { files }: Change,
): Promise<Uncommitted | undefined> {
  const [folder, ...others] = new Set(files.map(({ path }) => findFolder(path)));
  if (folder === undefined || others.length > 0) return undefined;
  const hashes = new Map<string, string | undefined>();
  for (const path of await readDirtyPaths(repository, folder)) {
    const hash = hashFile(root, path);
    const isListed = kindOf(path) !== undefined || isAttachment(path);
    if (hash === undefined || !isListed || known.has(path)) hashes.set(path, hash);
  }
  return { folder, hashes };
}

function hashFile(root: string, path: string): string | undefined {
  const read = readBytes(root, path);
  return 'bytes' in read ? hashBlob(read.bytes) : undefined;
}

/** Lists the uncommitted files of a folder that none of these commits contains as they are on disk. */
export async function findLeftOut(
  repository: Repository,
  scratch: Repository['git'],
  commits: readonly (string | undefined)[],
  folder: string,
): Promise<string[]> {
  // The user has not seen what others changed on the branch.
  let left = await readDirtyPaths(repository, folder);
  for (const commit of commits) {
    if (commit === undefined || left.length === 0) continue;
    const { missing, changed } = await listDifferences(scratch, commit, folder);
    const unlike = new Set([...missing, ...changed]);
    left = left.filter((path) => unlike.has(path));
  }
  return left;
}

/** Lists what a commit left out, without what is proposed, or merged and not pulled yet. */
export async function findUncommitted(
  repository: Repository,
  root: string,
  record: string,
  folder: string,
): Promise<string[]> {
  const left = await readDirtyPaths(repository, folder);
  if (left.length === 0) return left;
  const branch = nameBranch({ record });
  const names = [`refs/${branch}`, `refs/remotes/*/${branch}`, 'refs/remotes/*/HEAD'];
  const text = await repository.git.raw(['for-each-ref', '--format=%(objectname)', ...names]);
  const commits = text.split('\n').filter((line) => line !== '');
  return withScratch(root, (scratch) => findLeftOut(repository, scratch, commits, folder));
}

/**
 * Reports the user's files that were left out. Only what a command wrote is committed, and an entry
 * without its incident is of no use to others.
 */
export function reportLeftOut(
  context: Context,
  { hashes }: Uncommitted,
  found: readonly string[],
  what: string,
  next: string,
): void {
  const left = found.filter(
    (path) =>
      !isTemporary(path) && hashes.has(path) && hashes.get(path) === hashFile(context.root, path),
  );
  if (left.length === 0) return;
  const more = left.length > 3 ? ` and ${left.length - 3} more` : '';
  context.tell(
    `not ${what}, since this command did not write it: ${left.slice(0, 3).join(', ')}${more}; ${next}`,
  );
}

/** Returns true if a file is the temporary file of a write that is not finished. */
function isTemporary(path: string): boolean {
  return nameWritten(basename(path)) !== undefined;
}
