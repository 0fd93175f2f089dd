import { relative, resolve } from 'node:path';
import { exists } from '../../edges/disk/unlinked.ts';
import { readChangedPaths } from '../../edges/git/changed.ts';
import { openRepository } from '../../edges/git/repository.ts';
import { Failure, type Context } from '../../session/context.ts';

/** Findings that the command line asks for: of which files, and in which format. */
export interface Wanted {
  format: string;
  concerns: (path: string) => boolean;
  /** Whether only files that differ from a commit are asked for. */
  isChanges: boolean;
}

/**
 * Reads which findings are wanted.
 *
 * @param paths files or folders from the command line; all of them if there are none
 * @throws {Failure} if options contradict each other
 */
export async function readWanted(
  context: Context,
  paths: string | readonly string[] | undefined,
  { format, changed }: Readonly<Record<string, string | boolean | undefined>>,
): Promise<Wanted> {
  if (context.json && typeof format === 'string' && format !== 'json') {
    throw new Failure(`--json and --format ${format} contradict each other.`, 'Leave one out.');
  }
  return {
    format: typeof format === 'string' ? format : context.json ? 'json' : 'text',
    concerns: await choosePaths(context, paths, changed),
    isChanges: changed !== undefined,
  };
}

async function choosePaths(
  context: Context,
  paths: string | readonly string[] | undefined,
  changed: string | boolean | undefined,
): Promise<(path: string) => boolean> {
  const named = [paths ?? []].flat().map((path) => resolvePath(context.root, path));
  const isNamed = (path: string): boolean =>
    named.length === 0 ||
    named.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
  if (changed === undefined) return isNamed;
  const repository = await openRepository(context.root);
  if ('none' in repository) throw new Failure(`--changed needs Git: ${repository.none}.`);
  const base = typeof changed === 'string' ? changed : undefined;
  const differing = await readChangedPaths(repository, base);
  if (!differing)
    throw new Failure(`Git knows no commit ${base ?? ''}.`, 'Fetch it, or name another one.');
  return (path) => isNamed(path) && differing.has(path);
}

/** Resolves a path from the command line, relative to here or to the data root, to the register's form. */
function resolvePath(root: string, path: string): string {
  for (const full of [resolve(path), resolve(root, path)]) {
    const inside = relative(root, full).replaceAll('\\', '/');
    if (!inside.startsWith('..') && exists(full)) return inside;
  }
  throw new Failure(`There is no ${path} in the data root.`, 'Name files or folders in it.');
}
