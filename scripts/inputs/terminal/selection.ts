import { relative, resolve } from 'node:path';
import { exists } from '../../edges/disk/unlinked.ts';
import { readChangedPaths } from '../../edges/git/changed.ts';
import { openRepository } from '../../edges/git/repository.ts';
import { Failure, type Context } from '../../session/context.ts';

/** Files and format that the command line asks for. */
export interface FindingSelection {
  format: string;
  concerns: (path: string) => boolean;
  /** True if only files that differ from a commit are asked for. */
  isChanges: boolean;
}

/** Options that choose findings and their format. */
export interface FindingFlags {
  readonly format: string | undefined;
  readonly changed: string | true | undefined;
}

/**
 * Reads the selection of findings from the command line.
 *
 * @param paths files or folders; all files if there are none
 * @throws {Failure} if options contradict each other
 */
export async function readSelection(
  context: Context,
  paths: readonly string[],
  { format, changed }: FindingFlags,
): Promise<FindingSelection> {
  if (context.json && format !== undefined && format !== 'json') {
    throw new Failure(`--json and --format ${format} contradict each other.`, 'Use only one.');
  }
  return {
    format: format ?? (context.json ? 'json' : 'text'),
    concerns: await choosePaths(context, paths, changed),
    isChanges: changed !== undefined,
  };
}

async function choosePaths(
  context: Context,
  paths: readonly string[],
  changed: string | true | undefined,
): Promise<(path: string) => boolean> {
  const named = paths.map((path) => resolvePath(context.root, path));
  const isNamed = (path: string): boolean =>
    named.length === 0 ||
    named.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
  if (changed === undefined) return isNamed;
  const repository = await openRepository(context.root);
  if ('none' in repository) throw new Failure(`--changed needs Git: ${repository.none}.`);
  const base = changed === true ? undefined : changed;
  const differing = await readChangedPaths(repository, base);
  if (!differing)
    throw new Failure(`Git has no commit ${base ?? ''}.`, 'Fetch it, or name another commit.');
  return (path) => isNamed(path) && differing.has(path);
}

/** Resolves a path, relative to the current folder or to the data root, to the register's form. */
function resolvePath(root: string, path: string): string {
  for (const full of [resolve(path), resolve(root, path)]) {
    const inside = relative(root, full).replaceAll('\\', '/');
    if (!inside.startsWith('..') && exists(full)) return inside;
  }
  throw new Failure(`There is no ${path} in the data root.`, 'Name a file or folder in it.');
}
