import { type Register } from '../model/register/register.ts';
import { type FileChange, type Change, type Delivered, type Delivery } from '../change/change.ts';
import { writeFiles } from './files.ts';
import type { Context } from '../session/context.ts';
import { type Values } from '../session/options.ts';

/**
 * Writes what a change asks for, and delivers it as the options or the settings want. Nothing is
 * overwritten that changed since it was read, and nothing else is committed.
 *
 * @throws {Failure} where it cannot; what was written until then stays
 */
export async function applyChange(
  context: Context,
  register: Register,
  change: Change,
  options: Values,
): Promise<Delivered> {
  const written = listPaths(change);
  const want = chooseDelivery(options, register.settings.delivery);
  if (context.dryRun) return written;
  if (want === 'files') {
    await writeFiles(context.root, change.files);
    return written;
  }
  const { deliver } = await import('./commit.ts');
  return deliver(context, register, change, want, written, () =>
    writeFiles(context.root, change.files),
  );
}

/** Which files are written, and which go. */
export function listPaths({ files }: Change): Pick<Delivered, 'paths' | 'removed'> {
  const name = (list: readonly FileChange[]): string[] => list.map(({ path }) => path);
  const removed = name(files.filter(({ text }) => text === undefined));
  const paths = name(files.filter(({ text }) => text !== undefined));
  return { paths, ...(removed.length > 0 && { removed }) };
}

function chooseDelivery({ commit, push, pr }: Values, usual: Delivery): Delivery {
  if (pr === true) return 'pull-request';
  if (push === true) return 'push';
  if (commit === true) return 'commit';
  return commit === false ? 'files' : usual;
}

/** Describes what was written and delivered, a line each. */
export function listDelivered({ dryRun }: Context, delivered: Delivered): string[] {
  const { paths, removed = [], commit, pushed, pull_request, open_at, queued } = delivered;
  const lines = [
    ...paths.map((path) => `${dryRun ? 'would write' : 'wrote'} ${path}`),
    ...removed.map((path) => `${dryRun ? 'would remove' : 'removed'} ${path}`),
  ];
  if (commit !== undefined)
    lines.push(`committed ${commit.slice(0, 12)}${pushed === true ? ', pushed' : ''}`);
  if (queued !== undefined) {
    lines.push(
      `not pushed (${queued}): the commit is kept, and the next push of its branch tries again`,
    );
  }
  if (pull_request !== undefined) lines.push(`pull request ${pull_request}`);
  if (open_at !== undefined) lines.push(`open the pull request at ${open_at}`);
  return lines;
}
