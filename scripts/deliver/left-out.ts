import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nameWritten } from '../edges/disk/write.ts';
import { Failure, type Context } from '../session/context.ts';

/**
 * Only what a command wrote is committed. Whoever filed an incident without --commit must hear that the
 * rest of it is nowhere else yet: an entry alone says nothing to others.
 */
export function tellLeftOut(
  context: Context,
  found: readonly string[],
  what: string,
  next: string,
): void {
  // What was written since this command began is another's, who is about to commit it.
  const left = found.filter((path) => !isPart(path) && !isNew(join(context.root, path)));
  if (left.length === 0) return;
  const more = left.length > 3 ? ` and ${left.length - 3} more` : '';
  context.tell(
    `not ${what}, since this command did not write it: ${left.slice(0, 3).join(', ')}${more}; ${next}`,
  );
}

/** Whether it is a file that another command is about to put in its place, or was when Git looked. */
function isPart(path: string): boolean {
  return nameWritten(basename(path)) !== undefined;
}

function isNew(file: string): boolean {
  const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return mtimeMs > performance.timeOrigin;
}

/**
 * Git's refusal as a sentence with its own first words.
 *
 * @param next what is left to do once Git knows the user, or once it is put right
 */
export async function attempt<T>(
  what: string,
  action: () => Promise<T>,
  next = { known: 'then `git add` and `git commit` it', right: 'then commit' },
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isNobody = /tell me who you are|unable to auto-detect email/i.test(message);
    const line = message.split('\n').find((text) => text.trim() !== '') ?? '';
    throw new Failure(
      isNobody ? `${what}: Git does not know who you are.` : `${what}: ${line.trim()}`,
      isNobody
        ? `git config user.name "…"; git config user.email …; ${next.known}.`
        : `Put it right with git, ${next.right}.`,
    );
  }
}
