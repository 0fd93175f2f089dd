import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '../edges/disk/write.ts';
import type { Context } from './context.ts';

/**
 * Writes results as files to the folder of `--out`; with `--dry-run` writes nothing.
 *
 * @returns paths of the files, absolute
 */
export async function writeResults(
  { dryRun }: Pick<Context, 'dryRun'>,
  out: string,
  results: readonly { name: string; text: string }[],
): Promise<string[]> {
  const folder = resolve(out);
  if (!dryRun) {
    await mkdir(folder, { recursive: true });
    for (const { name, text } of results) await writeFileAtomic(join(folder, name), text);
  }
  return results.map(({ name }) => join(folder, name));
}
