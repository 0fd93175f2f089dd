import { createHash } from 'node:crypto';
import type { Instant } from '../../model/time/instant.ts';
import type { Repository } from './repository.ts';

/** One commit's effect on one file. */
export interface Version {
  commit: string;
  /** When it was committed: the *recorded* time of what it brought. */
  at: Instant;
  author: string;
  change: 'added' | 'modified' | 'deleted';
  /** Blob hash after the change. */
  blob: string;
}

/** What Git knows of the files below a data root: each path's versions, newest first. */
export interface History {
  versions: Map<string, Version[]>;
  /** Why recorded times are not known, or not all of them; undefined where they are. */
  incomplete?: string;
}

/** Texts that are kept from one run to the next. */
export interface LogMemory {
  recall(name: string): string | undefined;
  keep(name: string, text: string): void;
}

const separator = '\x1f';
/**
 * `--sparse`, with `--full-history`, spares Git to look twice at each commit, once for whether it touches
 * the data root and once for what it changes there: half of the time of it all.
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
 * Reads the history of everything below the data root in one pass of `git log`, however many files
 * there are. Merges bring nothing of their own: a file's first commit is the one on its branch.
 *
 * @param memory where the log is kept, so that only what was committed since has to be asked for
 */
export async function readHistory(repository: Repository, memory?: LogMemory): Promise<History> {
  const versions = new Map<string, Version[]>();
  const { head } = repository;
  if (head === undefined) return { versions, incomplete: 'nothing is committed yet' };
  // Where a shallow clone is cut off changes without HEAD.
  const isKept = memory !== undefined && !repository.shallow;
  const log = isKept ? await readKeptLog(repository, head, memory) : await askLog(repository, head);
  parseLog(log, versions);
  return {
    versions,
    ...(repository.shallow && {
      incomplete: 'the clone is shallow: what came before it was cut off is not known',
    }),
  };
}

async function askLog({ git }: Repository, commits: string): Promise<string> {
  const log = await git.raw(['log', ...logOptions, commits, '--', '.']);
  return dropUntouching(log);
}

/**
 * The log without the commits that change nothing below the data root, of which there may be very many.
 * Piece by piece, since the name of a file may look like anything.
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

/** After a commit's line Git prints the first change behind a line feed. */
function isChange(token: string): boolean {
  return token.startsWith(':') || token.startsWith('\n:');
}

/** What a commit reaches never changes, so the log that was kept of it holds, and goes on behind a newer one. */
async function readKeptLog(
  repository: Repository,
  head: string,
  memory: LogMemory,
): Promise<string> {
  // Another prefix, or other options, make another log.
  const name = `log-${createHash('sha1')
    .update(JSON.stringify([repository.prefix, logOptions]))
    .digest('hex')}`;
  const kept = memory.recall(name) ?? '';
  const end = kept.indexOf('\n');
  const [from, before] = [kept.slice(0, end), kept.slice(end + 1)];
  if (from === head) return before;
  const log =
    from !== '' && (await isStraight(repository, from, head))
      ? `${await askLog(repository, `${from}..${head}`)}\0${before}`
      : await askLog(repository, head);
  memory.keep(name, `${head}\n${log}`);
  return log;
}

/** Whether one commit follows the other without a merge: only then does its log stand before the other's. */
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

/** The commit that first added a file; undefined where history does not reach back to it. */
export function findFirst(history: History, path: string): Version | undefined {
  const oldest = history.versions.get(path)?.at(-1);
  // In a shallow clone the oldest commit known seems to add everything.
  return history.incomplete === undefined && oldest?.change === 'added' ? oldest : undefined;
}
