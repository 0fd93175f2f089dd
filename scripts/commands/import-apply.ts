import { lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { writeFileAtomic } from '../record/write.ts';
import { Failure } from './command.ts';
import type { Step } from './import-steps.ts';

/** The bytes of a file in the data root; undefined where there is none. */
export function readFound(root: string, path: string): Uint8Array | undefined {
  const file = join(root, path);
  try {
    if (lstatSync(file).isFile()) return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Failure(
      `${path} cannot be read (${code ?? 'unknown error'}).`,
      'Check that it may be read.',
    );
  }
  throw new Failure(
    `${path} is not an ordinary file.`,
    'Take it out of the way, then import again.',
  );
}

/** Writes what a step asks for, and nothing outside the data root. */
export async function applyStep(root: string, { draft }: Step, found?: Uint8Array): Promise<void> {
  const file = join(root, draft.path);
  requireInside(root, dirname(file));
  mkdirSync(dirname(file), { recursive: true });
  await writeFileAtomic(file, draft.text, found ? { expected: found } : {});
}

/** A folder of the data root may be a symbolic link to elsewhere: nothing is written through one. */
function requireInside(root: string, folder: string): void {
  let nearest = folder;
  while (nearest !== root && !exists(nearest)) nearest = dirname(nearest);
  const real = realpathSync(nearest);
  const home = realpathSync(root);
  if (real === home || real.startsWith(home + sep)) return;
  throw new Failure(`${nearest} lies outside the data root.`, 'Put a folder in place of the link.');
}

function exists(folder: string): boolean {
  try {
    return lstatSync(folder).isDirectory() || lstatSync(folder).isSymbolicLink();
  } catch {
    return false;
  }
}
