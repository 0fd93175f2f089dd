import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { devNull, homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder in which Sitrep remembers what it worked out of a data root. It is the user's own: what lies
 * in the data root came with the repository, and a verdict that somebody else wrote must not be believed.
 *
 * @param root data root, absolute; it need not exist
 */
export function findMemory(root: string): string {
  const name = createHash('sha1').update(resolveReal(root)).digest('hex');
  return join(findHome(), 'sitrep/roots', name);
}

/** As the XDG base directories say: a relative one is to be ignored. */
function findHome(): string {
  const named = process.env['XDG_CACHE_HOME'];
  if (named !== undefined && isAbsolute(named)) return named;
  try {
    return join(homedir(), '.cache');
  } catch {
    // A user without a home, as in some containers: nothing can be kept, and every run works it out anew.
    return devNull;
  }
}

function resolveReal(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
