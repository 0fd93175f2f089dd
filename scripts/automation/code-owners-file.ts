import { join } from 'node:path';
import { ChangedSince } from '../edges/disk/write.ts';
import { findExisting, findLink, readPresent, writePresent } from '../edges/disk/unlinked.ts';
import { openRepository } from '../edges/git/repository.ts';
import type { Register } from '../model/register/register.ts';
import { Failure, type Context } from '../session/context.ts';
import { listCodeOwners, mergeCodeOwners } from './code-owners.ts';

/** Paths where GitHub looks for the file, in its order. */
const paths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** CODEOWNERS as it is and as it should be. */
export interface CodeOwnersFile {
  /** Relative to the repository. */
  path: string;
  state: 'unchanged' | 'written' | 'differs';
  before: string;
  after: string;
}

/**
 * Brings CODEOWNERS of the repository up to date.
 *
 * @param isCheck whether to write nothing
 * @throws {Failure} if there is no repository, or the file is a link
 */
export async function keepCodeOwners(
  { root, dryRun }: Context,
  register: Register,
  isCheck: boolean,
): Promise<CodeOwnersFile> {
  const repository = await openRepository(root);
  if ('none' in repository) {
    throw new Failure(`CODEOWNERS needs a repository: ${repository.none}.`, 'Run `git init`.');
  }
  const top = root.slice(0, root.length - repository.prefix.length);
  const path = findExisting(top, paths) ?? '.github/CODEOWNERS';
  const file = join(top, path);
  const link = findLink(file);
  if (link !== undefined) {
    throw new Failure(`${link} is a link.`, 'Replace it with the file or folder itself.');
  }
  const present = readPresent(file);
  const before = present && Buffer.from(present).toString('utf8');
  const after = mergeCodeOwners(before, listCodeOwners(register, repository.prefix));
  const found = { path, before: before ?? '', after };
  if (before === after) return { ...found, state: 'unchanged' };
  if (isCheck || dryRun) return { ...found, state: 'differs' };
  await writeUnchanged(file, after, present);
  return { ...found, state: 'written' };
}

async function writeUnchanged(
  file: string,
  text: string,
  present: Uint8Array | undefined,
): Promise<void> {
  try {
    await writePresent(file, text, present);
  } catch (error) {
    if (!(error instanceof ChangedSince)) throw error;
    throw new Failure(error.message, 'Run this again.');
  }
}
