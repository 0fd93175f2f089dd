import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

const locks = ['index.lock', 'HEAD.lock', 'MERGE_HEAD.lock', 'config.lock', 'packed-refs.lock'];

/**
 * Repairs a clone in which a git command was killed: removes its locks, aborts its merge, and restores
 * files that a merge had already written. Only for a clone that nothing else uses.
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

/** Age in milliseconds from which a lock is stale: git holds one for moments. */
const staleMs = 5000;

async function removeStale(path: string): Promise<void> {
  for (;;) {
    let heldMs: number;
    try {
      heldMs = Date.now() - statSync(path).mtimeMs;
    } catch {
      return;
    }
    if (heldMs >= staleMs) {
      rmSync(path, { force: true });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * Restores files that a killed merge had already written, because git refuses to merge over them. Only
 * files that equal the fetched ones are restored: the next merge writes them again.
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
    // A staged file is no obstacle: git sees that it equals the merge's result.
    else if (state.startsWith(' ')) {
      await git.raw(['checkout-index', '--force', '--', file]);
    }
  }
}
