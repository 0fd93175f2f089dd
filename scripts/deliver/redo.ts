import { join } from 'node:path';
import { removeTemporaryFiles } from '../edges/disk/write.ts';
import { commitPaths } from '../edges/git/commit.ts';
import { pushHead, type PushResult } from '../edges/git/push.ts';
import type { Repository } from '../edges/git/repository.ts';
import type { Change } from '../change/change.ts';
import { formatChangeMessage } from './commit.ts';
import { holdsText, writeFiles } from './files.ts';

/** New files whose delivery can be repeated after a process was killed. */
export interface DurableChange {
  files: readonly { path: string; text: string }[];
  message: string;
}

/** Makes a change repeatable, for a writer that is alone in its clone. */
export function makeDurable(change: Change): DurableChange {
  return {
    files: change.files.map(({ path, text = '' }) => ({ path, text })),
    message: formatChangeMessage(change),
  };
}

/** Writes and commits the files that are not written and committed yet. */
export async function redoChange(
  root: string,
  repository: Repository,
  { files, message }: DurableChange,
): Promise<void> {
  for (const file of files) {
    removeTemporaryFiles(join(root, file.path));
    if (!holdsText(root, file.path, file.text)) await writeFiles(root, [file]);
  }
  await commitPaths(
    repository,
    files.map(({ path }) => path),
    message,
  );
}

/** Pushes the commits of a clone, and merges what others pushed. */
export async function pushCommits(repository: Repository): Promise<PushResult> {
  return pushHead(repository);
}
