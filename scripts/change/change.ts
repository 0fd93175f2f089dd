import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ChangedSince, removeFile, writeFileAtomic } from '../edges/disk/write.ts';
import type { Register } from '../model/register/register.ts';
import { Failure, type Context, type Option } from '../commands/command.ts';

/** One file of the data root as a command would leave it. */
export interface FileChange {
  /** Relative to the data root, with `/`. */
  path: string;
  /** undefined: the file is removed. */
  text: string | undefined;
  /** What it held when it was read; left out for a file that must not be there yet. */
  expected?: Uint8Array;
}

/** What a command writes, as data: checked first, then written, then delivered. */
export interface Change {
  /** In the order in which they are written: a crash between two never loses anything. */
  files: readonly FileChange[];
  /** Subject of the commit. */
  message: string;
  /** Id of the record it is about: names the branch. */
  record: string;
  /** Id of the incident it belongs to, for the `Incident:` trailer. */
  incident?: string;
  /** Services it concerns: their teams are asked to review. */
  services?: readonly string[];
  /** What else is changed in its files is meant to go along: a text that is put up for review. */
  whole?: true;
  /** Handle of who did it, where that is somebody else than who runs the command. */
  by?: string;
}

/** What became of it. */
export interface Delivered {
  paths: string[];
  removed?: string[];
  commit?: string;
  pushed?: boolean;
  /** Address of the pull request. */
  pull_request?: string;
  /** Where a person opens the pull request, when there is no token to open it with. */
  open_at?: string;
  /** Why a commit was not pushed: it is kept, and the next push takes it along. */
  queued?: string;
}

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Options of every command that writes records. */
export const deliveryOptions: readonly Option[] = [
  { flags: '--commit', description: 'commit what was written, and nothing else' },
  { flags: '--push', description: 'commit, and push; tried again where others were faster' },
  { flags: '--pr', description: 'commit to a branch of the record, push, and open a pull request' },
  { flags: '--no-commit', description: 'only write the files, whatever the settings say' },
];

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
  const { deliver } = await import('../deliver/commit.ts');
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

export type Delivery = Register['settings']['delivery'];

function chooseDelivery({ commit, push, pr }: Values, usual: Delivery): Delivery {
  if (pr === true) return 'pull-request';
  if (push === true) return 'push';
  if (commit === true) return 'commit';
  return commit === false ? 'files' : usual;
}

/** Writes files, and removes those that are to go. */
export async function writeFiles(root: string, files: readonly FileChange[]): Promise<void> {
  for (const { path, text, expected } of files) {
    const file = join(root, path);
    requireInside(root, path);
    try {
      if (text === undefined) await removeFile(file, expected ?? new Uint8Array());
      else {
        mkdirSync(dirname(file), { recursive: true });
        await writeFileAtomic(file, text, { expected: expected ?? 'none' });
      }
    } catch (error) {
      if (!(error instanceof ChangedSince)) throw error;
      throw new Failure(`${path} was changed by somebody else meanwhile.`, 'Run this again.');
    }
  }
}

/**
 * A folder of the data root may be a symbolic link, to elsewhere or into another record: nothing is
 * written through one.
 */
export function requireInside(root: string, path: string): void {
  const home = resolve(root);
  for (
    let place = dirname(join(home, path));
    place !== home && place !== dirname(place);
    place = dirname(place)
  ) {
    if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    throw new Failure(
      `${place} is a link, and may lead outside the data root.`,
      'Put a folder in place of it.',
    );
  }
}

/** What was done, for people. */
export function tellDelivered(context: Context, delivered: Delivered): void {
  const tell = (text: string): void => {
    context.tell(text);
  };
  const { paths, removed = [], commit, pushed, pull_request, open_at, queued } = delivered;
  for (const path of paths) tell(`${context.dryRun ? 'would write' : 'wrote'} ${path}`);
  for (const path of removed) tell(`${context.dryRun ? 'would remove' : 'removed'} ${path}`);
  if (commit !== undefined)
    tell(`committed ${commit.slice(0, 12)}${pushed === true ? ', pushed' : ''}`);
  if (queued !== undefined)
    tell(`not pushed (${queued}): the commit is kept, and the next push of its branch tries again`);
  if (pull_request !== undefined) tell(`pull request ${pull_request}`);
  if (open_at !== undefined) tell(`open the pull request at ${open_at}`);
}
