import type { Change, Delivered, Delivery, FileChange } from '../change/change.ts';
import type { Context } from '../session/context.ts';
import { startProgress } from '../session/progress.ts';
import { writeFiles } from './files.ts';
import type { DeliveryRegister } from './register.ts';

/**
 * Writes a change into a clone, and takes it as far as the target: files, a commit, a push, or a pull
 * request. Never overwrites a file that changed since it was read, and commits nothing else.
 *
 * @throws {Failure} if it cannot; files that were written until then stay
 */
export async function deliver(
  context: Context,
  register: DeliveryRegister,
  change: Change,
  target: Delivery,
): Promise<Delivered> {
  const written = listPaths(change);
  if (context.dryRun) return written;
  const write = (): Promise<void> => writeWithProgress(context, change.files);
  if (target === 'files') {
    await write();
    return written;
  }
  const { commitChange } = await import('./commit.ts');
  return { ...written, ...(await commitChange(context, register, change, target, write)) };
}

/** Lists the files that a change writes and removes. */
function listPaths({ files }: Change): Pick<Delivered, 'paths' | 'removed'> {
  const name = (list: readonly FileChange[]): string[] => list.map(({ path }) => path);
  const removed = name(files.filter(({ text }) => text === undefined));
  const paths = name(files.filter(({ text }) => text !== undefined));
  return { paths, ...(removed.length > 0 && { removed }) };
}

/** Number of files from which writing takes long enough to show how far it is. */
const minProgressFiles = 50;

async function writeWithProgress(context: Context, files: readonly FileChange[]): Promise<void> {
  if (files.length < minProgressFiles) return writeFiles(context.root, files);
  const progress = startProgress(context, 'Writing');
  try {
    for (const [index, file] of files.entries()) {
      await writeFiles(context.root, [file]);
      progress.advance(index + 1, files.length);
    }
  } finally {
    progress.end();
  }
}
