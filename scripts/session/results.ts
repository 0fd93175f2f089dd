import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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
  if (!dryRun) {
    await mkdir(out, { recursive: true });
    for (const { name, text } of results) await writeFileAtomic(join(out, name), text);
  }
  return results.map(({ name }) => join(out, name));
}
