import type { Instant } from '../../model/time/instant.ts';
import { openBlobs, type ReadBlobs } from './blobs.ts';
import { readHistory, type LogMemory, type Version } from './history.ts';
import { openRepository, type Repository } from './repository.ts';

/** A folder as one commit left it. */
export interface FolderVersion {
  commit: string;
  /** Time of the commit. */
  at: Instant;
  /** Bytes of its files by path relative to the data root; undefined for one that no record can be. */
  files: ReadonlyMap<string, Uint8Array | undefined>;
}

/** Maximum number of versions to try; an older state would help nobody. */
const maxVersions = 20;

/** Maximum number of commits to look at: most may have added files beside those that are broken. */
const maxCommits = 200;

/** Maximum size of a record in bytes, as when it is read from disk. */
const maxSize = 1024 * 1024;

/**
 * Reads a folder as each commit that changed it left it, newest first: at most 20 versions, without those
 * whose broken files are the same as in the newest. Yields nothing if there is no repository.
 *
 * @param root data root
 * @param memory cache of the log
 * @param folder folder relative to the data root
 * @param broken files of the folder that cannot be read now
 */
export async function* readFolderVersions(
  root: string,
  memory: LogMemory,
  folder: string,
  broken: readonly string[],
): AsyncGenerator<FolderVersion> {
  const repository = await openRepository(root);
  if ('none' in repository) return;
  const { versions } = await readHistory(repository, memory);
  let newest: string | undefined;
  let tried = 0;
  const blobs = openBlobs(root);
  try {
    for (const { commit, at } of listCommits(versions, folder).slice(0, maxCommits)) {
      const tree = await listTree(repository, commit, folder);
      const texts = broken.map((path) => tree.get(path)?.hash ?? '').join(' ');
      if (texts === newest) continue;
      newest ??= texts;
      if (++tried > maxVersions) return;
      yield { commit, at, files: await readTree(tree, blobs.read) };
    }
  } finally {
    blobs.close();
  }
}

/** Lists the commits that changed a file of a folder, newest first. */
function listCommits(versions: ReadonlyMap<string, readonly Version[]>, folder: string): Version[] {
  const commits = new Map<string, Version>();
  for (const [path, changes] of versions) {
    if (!path.startsWith(`${folder}/`)) continue;
    for (const version of changes) commits.set(version.commit, version);
  }
  return [...commits.values()].sort((a, b) => b.at - a.at);
}

/** A file of a commit. */
interface TreeFile {
  /** Undefined for a link, or a file that is too large for a record. */
  hash: string | undefined;
}

/** Lists the files of a folder in a commit by path relative to the data root. */
async function listTree(
  { git, prefix }: Repository,
  commit: string,
  folder: string,
): Promise<Map<string, TreeFile>> {
  const text = await git.raw([
    '--literal-pathspecs',
    ...['ls-tree', '-r', '-l', '-z', '--full-tree', commit, '--', `${prefix}${folder}/`],
  ]);
  const files = new Map<string, TreeFile>();
  for (const line of text.split('\0')) {
    const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t/.exec(line);
    if (!match) continue;
    const [head, mode = '', hash = '', size = ''] = match;
    const isRecord = mode.startsWith('100') && Number(size) <= maxSize;
    files.set(line.slice(head.length + prefix.length), { hash: isRecord ? hash : undefined });
  }
  return files;
}

/** Reads the bytes of files. A text that is not valid UTF-8 cannot be a record. */
async function readTree(
  tree: ReadonlyMap<string, TreeFile>,
  read: ReadBlobs,
): Promise<FolderVersion['files']> {
  const texts = await read([...tree.values()].flatMap(({ hash }) => hash ?? []));
  return new Map(
    [...tree].map(([path, { hash = '' }]) => {
      const text = texts.get(hash);
      return [path, text?.includes('\u{FFFD}') === false ? Buffer.from(text) : undefined];
    }),
  );
}
