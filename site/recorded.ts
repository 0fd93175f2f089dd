import { openBlobs, type BlobReader } from '../scripts/edges/git/blobs.ts';
import { readHistory, type History } from '../scripts/edges/git/history.ts';
import { traceEntries } from '../scripts/edges/git/recorded.ts';
import { readWorkTree, type WorkTree } from '../scripts/edges/git/hashes.ts';
import { openRepository, type Repository } from '../scripts/edges/git/repository.ts';
import type { Memory } from '../scripts/edges/disk/memory.ts';
import { parseYaml } from '../scripts/model/record/parse.ts';
import type { IncidentFiles } from '../scripts/model/register/document.ts';
import type { IncidentTexts, PageSource } from '../scripts/outputs/pages/source.ts';

/** History of a data root's records, held open for one build. */
export interface Recording extends Pick<PageSource, 'unrecorded'> {
  traceEntries(files: IncidentFiles): Promise<IncidentTexts['recorded']>;
  /** Returns the commits that touched an incident's folder, and whether it has changed since: for page keys. */
  trace(folder: string): unknown;
  close(): void;
}

/** The repository that contains a data root and the state of its work tree, or the reason why there is no repository. */
export type Opened = { none: string } | { repository: Repository; tree: WorkTree };

/** Reads from Git once what a build needs to know about the current files. */
export async function openGit(root: string): Promise<Opened> {
  const repository = await openRepository(root);
  return 'none' in repository ? repository : { repository, tree: await readWorkTree(repository) };
}

/** Reads the history of a data root once. Without a usable history, every recorded time is unknown. */
export async function openRecording(
  root: string,
  memory: Memory,
  opened: Opened,
): Promise<Recording> {
  if ('none' in opened) return unknownRecording(opened.none);
  const { repository, tree } = opened;
  const history = await readHistory(repository, memory);
  const dirty = new Set(tree.dirty);
  const dirtyFolders = new Set(Array.from(dirty, folderOf));
  const folders = groupByFolder(history);
  let blobs: BlobReader | undefined;
  return {
    ...(history.incomplete !== undefined && { unrecorded: history.incomplete }),
    async traceEntries({ log }) {
      blobs ??= openBlobs(root);
      return traceEntries(history, log, blobs.read, parseTimeline, (path) => !dirty.has(path));
    },
    trace: (folder) => [history.incomplete, folders.get(folder) ?? [], dirtyFolders.has(folder)],
    close: () => blobs?.close(),
  };
}

function unknownRecording(reason: string): Recording {
  return {
    unrecorded: reason,
    traceEntries: () => Promise.resolve(new Map()),
    trace: () => [reason],
    close: () => undefined,
  };
}

/** Returns the folder of the incident that a file belongs to. */
function folderOf(path: string): string {
  return path.split('/', 2).join('/');
}

function groupByFolder({ versions }: History): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const [path, changes] of versions) {
    const folder = folderOf(path);
    const known = folders.get(folder) ?? [];
    folders.set(folder, known);
    for (const { commit } of changes) known.push(commit);
  }
  return folders;
}

function parseTimeline(text: string): unknown {
  const parsed = parseYaml(text);
  return 'value' in parsed ? parsed.value : undefined;
}
