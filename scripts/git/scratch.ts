import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';
import { identity } from './repository.ts';

/** All that simple-git refuses to pass on where it is named; who commits is all that git needs of it here. */
const guarded = /^(?:git_.*|editor|pager|prefix|ssh_askpass|visual)$/i;

/**
 * Works with git on a folder's repository through an index of its own, so that what a person has staged
 * stays as it is. The index is gone afterwards.
 *
 * @param begin what it holds at first: nothing, or a copy of the index that it stands in for
 */
export async function withScratch<T>(
  folder: string,
  work: (git: SimpleGit) => Promise<T>,
  begin: 'empty' | 'copy' = 'empty',
): Promise<T> {
  const place = mkdtempSync(join(tmpdir(), 'sitrep-index-'));
  const index = join(place, 'index');
  try {
    const passed = Object.entries(process.env).filter(
      ([name]) => !guarded.test(name) || identity.includes(name),
    );
    const git = simpleGit({
      baseDir: folder,
      allowEnvironment: ['GIT_INDEX_FILE', ...identity],
    });
    if (begin === 'copy') {
      const original = (await git.raw(['rev-parse', '--git-path', 'index'])).trim();
      cpSync(resolve(folder, original), index);
    }
    return await work(git.env({ ...Object.fromEntries(passed), GIT_INDEX_FILE: index }));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
