import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';

/** All that simple-git refuses to pass on where it is named: git is called to change an index alone, and needs none of it. */
const guarded = /^(?:git_.*|editor|pager|prefix|ssh_askpass|visual)$/i;

/**
 * Works with git on a folder's repository through an index of its own, so that what a person has staged
 * stays as it is. The index is empty at first, and gone afterwards.
 */
export async function withScratch<T>(
  folder: string,
  work: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const place = mkdtempSync(join(tmpdir(), 'sitrep-index-'));
  try {
    const passed = Object.entries(process.env).filter(([name]) => !guarded.test(name));
    const git = simpleGit({ baseDir: folder, allowEnvironment: ['GIT_INDEX_FILE'] });
    return await work(
      git.env({ ...Object.fromEntries(passed), GIT_INDEX_FILE: join(place, 'index') }),
    );
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
