import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';

/** Variables that simple-git refuses to pass on; git does not need them to change an index. */
const guarded = /^(?:git_.*|editor|pager|prefix|ssh_askpass|visual)$/i;

/**
 * Runs git on a folder's repository with a temporary index, so that the user's staged files stay as they
 * are. The index is empty at first.
 */
export async function withScratch<T>(
  folder: string,
  work: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const temporary = mkdtempSync(join(tmpdir(), 'sitrep-index-'));
  try {
    const passed = Object.entries(process.env).filter(([name]) => !guarded.test(name));
    const git = simpleGit({ baseDir: folder, allowEnvironment: ['GIT_INDEX_FILE'] });
    return await work(
      git.env({ ...Object.fromEntries(passed), GIT_INDEX_FILE: join(temporary, 'index') }),
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
