import { createHash } from 'node:crypto';
import type { Instant } from '../../model/time/instant.ts';
import type { Repository } from './repository.ts';

/** Effect of one commit on one file. */
export interface Version {
  commit: string;
  /** Time of the commit: the *recorded* time of what it added. */
  at: Instant;
  author: string;
  change: 'added' | 'modified' | 'deleted';
  /** Hash of the blob after the change. */
  blob: string;
}

/** Versions of the files below a data root by path, newest first. */
export interface History {
  versions: Map<string, Version[]>;
  /** Why some recorded times are unknown; undefined if all are known. */
  incomplete?: string;
}

/** Cache of texts between runs. */
export interface LogMemory {
  recall(name: string): string | undefined;
  keep(name: string, text: string): void;
}

const separator = '\x1f';

/**
 * Options of `git log`. With `--sparse` and `--full-history`, Git does not examine each commit twice,
 * for whether it touches the data root and for what it changes there, which halves the time.
 */
const logOptions = [
  '--raw',
  '-z',
  '--no-renames',
  '--no-abbrev',
  '--full-history',
  '--sparse',
  '--relative',
  `--format=%x1e%H${separator}%ct${separator}%an`,
];
const changes: Record<string, Version['change']> = { A: 'added', D: 'deleted' };

/**
 * Reads the history of everything below the data root in one pass of `git log`. Merges are ignored: a
 * file's first commit is the one on its branch.
 *
 * @param memory cache of the log, so that only later commits have to be read
 */
export async function readHistory(repository: Repository, memory?: LogMemory): Promise<History> {
  const versions = new Map<string, Version[]>();
  const { head } = repository;
  if (head === undefined) return { versions, incomplete: 'nothing is committed yet' };
  // A shallow clone can be deepened without a change of HEAD.
  const isKept = memory !== undefined && !repository.shallow;
  const log = isKept
    ? await readCachedLog(repository, head, memory)
    : await readLog(repository, head);
  parseLog(log, versions);
  return {
    versions,
    ...(repository.shallow && {
      incomplete: 'the clone is shallow, so earlier history is unknown',
    }),
  };
}

async function readLog({ git }: Repository, commits: string): Promise<string> {
  const log = await git.raw(['log', ...logOptions, commits, '--', '.']);
  return dropUntouching(log);
}

/**
 * Removes the commits that change nothing below the data root, of which there may be very many. Works
 * token by token, because a file name may look like a commit.
 */
function dropUntouching(log: string): string {
  const tokens = log.split('\0');
  const kept: string[] = [];
  let commit = '';
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    if (!isChange(token)) commit = token;
    else {
      if (commit !== '') kept.push(commit);
      commit = '';
      kept.push(token, tokens[++index] ?? '');
    }
  }
  return kept.join('\0');
}

/** Checks whether a token is a change; after a commit, Git prints a line feed before the first one. */
function isChange(token: string): boolean {
  return token.startsWith(':') || token.startsWith('\n:');
}

/** Reads the log, using the cached log of an earlier commit, because what a commit reaches never changes. */
async function readCachedLog(
  repository: Repository,
  head: string,
  memory: LogMemory,
): Promise<string> {
  // Another prefix or other options give another log.
  const name = `log-${createHash('sha1')
    .update(JSON.stringify([repository.prefix, logOptions]))
    .digest('hex')}`;
  const kept = memory.recall(name) ?? '';
  const end = kept.indexOf('\n');
  const [from, before] = [kept.slice(0, end), kept.slice(end + 1)];
  if (from === head) return before;
  const log =
    from !== '' && (await isStraight(repository, from, head))
      ? `${await readLog(repository, `${from}..${head}`)}\0${before}`
      : await readLog(repository, head);
  memory.keep(name, `${head}\n${log}`);
  return log;
}

/** Checks whether a commit follows another without merges, so that their logs can be joined. */
async function isStraight({ git }: Repository, from: string, to: string): Promise<boolean> {
  const text = await git.raw(['rev-list', '--parents', `${from}..${to}`, '--']).catch(() => '');
  let next = to;
  for (const line of text.trim().split('\n')) {
    const [commit, parent = '', ...more] = line.split(' ');
    if (commit !== next || more.length > 0) return false;
    next = parent;
  }
  return next === from;
}

function parseLog(text: string, versions: Map<string, Version[]>): void {
  const tokens = text.split('\0');
  let commit = '';
  let at: Instant = 0;
  let author = '';
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    if (isChange(token)) {
      const [, , , blob = '', letter = ''] = token.split(' ');
      const path = tokens[++index] ?? '';
      const version = { commit, at, author, change: changes[letter] ?? 'modified', blob } as const;
      const known = versions.get(path);
      if (known) known.push(version);
      else versions.set(path, [version]);
    } else if (token.startsWith('\x1e')) {
      const [hash = '', seconds = '', name = ''] = token.slice(1).split(separator);
      commit = hash;
      at = Number(seconds) * 1000;
      author = name;
    }
  }
}

/** Finds the commit that first added a file; undefined if history does not reach back to it. */
export function findFirst(history: History, path: string): Version | undefined {
  const oldest = history.versions.get(path)?.at(-1);
  // In a shallow clone, the oldest known commit seems to add everything.
  return history.incomplete === undefined && oldest?.change === 'added' ? oldest : undefined;
}
