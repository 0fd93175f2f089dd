import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

const locks = ['index.lock', 'HEAD.lock', 'MERGE_HEAD.lock', 'config.lock', 'packed-refs.lock'];

/**
 * Puts a clone right in which a git command was killed: takes away the locks that it left, a merge that
 * it did not end, and files that a merge had written already. Only for a clone in which nobody else works.
 */
export async function recoverClone({ git }: Repository): Promise<void> {
  const ask = async (...args: string[]): Promise<string> =>
    (await git.raw(args).catch(() => '')).trim();
  const folder = await ask('rev-parse', '--absolute-git-dir');
  const branch = await ask('symbolic-ref', '--quiet', 'HEAD');
  for (const name of [...locks, ...(branch === '' ? [] : [`${branch}.lock`])]) {
    await removeStale(join(folder, name));
  }
  const merging = await ask('rev-parse', '--verify', '--quiet', 'MERGE_HEAD');
  if (merging !== '') await git.raw(['merge', '--abort']);
  const fetched = await ask('rev-parse', '--verify', '--quiet', 'FETCH_HEAD');
  if (fetched !== '') await forgetHalfMerge({ git }, fetched);
}

/** Milliseconds after which a lock is nobody's: git holds one for moments. */
const stale = 5000;

async function removeStale(path: string): Promise<void> {
  for (;;) {
    let held: number;
    try {
      held = Date.now() - statSync(path).mtimeMs;
    } catch {
      return;
    }
    if (held >= stale) {
      rmSync(path, { force: true });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * A merge that was killed while it wrote leaves files that are not what is checked out, and over which
 * git merges no more. One that is byte for byte what was fetched is put back: the next merge brings it.
 */
async function forgetHalfMerge({ git }: Pick<Repository, 'git'>, fetched: string): Promise<void> {
  const top = (await git.raw(['rev-parse', '--show-toplevel'])).trim();
  const status = await git.raw(['status', '--porcelain', '-z', '--no-renames', '-uall', ':/']);
  for (const line of status.split('\0')) {
    const [state, path] = [line.slice(0, 2), line.slice(3)];
    if (path === '') continue;
    const wanted = await git.raw(['rev-parse', '--verify', '--quiet', `${fetched}:${path}`]).then(
      (answer) => answer.trim(),
      () => '',
    );
    const file = join(top, path);
    const found = existsSync(file) ? (await git.raw(['hash-object', '--', file])).trim() : '';
    if (found !== wanted) continue;
    if (state === '??') rmSync(file);
    // What is staged already is no obstacle: git sees that it is what the merge would bring.
    else if (state.startsWith(' ')) {
      await git.raw(['checkout-index', '--force', '--', file]);
    }
  }
}
