import { canonicalEntry } from '../../model/register/log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { LogEntry } from '../../model/register/register.ts';
import type { ReadBlobs } from './blobs.ts';
import { findFirst, type History, type Version } from './history.ts';

/**
 * Finds the commit that first recorded each entry. Entries that are not committed, or whose first commit
 * history does not reach, are left out.
 *
 * A fragment was recorded by the commit that added its file, even after closing folded it into
 * timeline.yaml under the same id. An entry written into timeline.yaml by hand was recorded by the oldest
 * version of that file with the same content.
 *
 * @param log entries of one incident
 * @param read reads blobs, only if the history alone is not enough
 * @param parse parses a timeline's text; undefined if it cannot
 * @param isClean checks whether a file is the same on disk as in the newest commit
 */
export async function traceEntries(
  history: History,
  log: readonly LogEntry[],
  read: ReadBlobs,
  parse: (text: string) => unknown,
  isClean: (path: string) => boolean = () => false,
): Promise<Map<LogEntry, Version>> {
  const recorded = new Map<LogEntry, Version>();
  if (history.incomplete !== undefined) return recorded;
  const written: LogEntry[] = [];
  for (const logged of log) {
    const first = logged.id === undefined ? undefined : findFirst(history, nameFragment(logged));
    if (first) recorded.set(logged, first);
    else written.push(logged);
  }
  for (const [path, entries] of Map.groupBy(written, (logged) => logged.path)) {
    const versions = (history.versions.get(path) ?? []).filter(
      ({ change }) => change !== 'deleted',
    );
    const [only] = versions;
    if (only && versions.length === 1 && isClean(path)) {
      for (const logged of entries) recorded.set(logged, only);
      continue;
    }
    const texts = await read(versions.map(({ blob }) => blob));
    const first = findFirstVersions(versions, texts, parse);
    for (const logged of entries) {
      const version = first.get(canonicalEntry(logged.entry));
      if (version) recorded.set(logged, version);
    }
  }
  return recorded;
}

/** Returns the path of an entry as a fragment. */
function nameFragment({ path, id = '' }: LogEntry): string {
  const [year = '', folder = ''] = path.split('/');
  return `${year}/${folder}/timeline/${id}.yaml`;
}

/** Finds the oldest version that contains each entry, by the entry's content. */
function findFirstVersions(
  newestFirst: readonly Version[],
  texts: ReadonlyMap<string, string>,
  parse: (text: string) => unknown,
): Map<string, Version> {
  const first = new Map<string, Version>();
  for (const version of [...newestFirst].reverse()) {
    const value = parse(texts.get(version.blob) ?? '');
    for (const entry of Array.isArray(value) ? value : [value]) {
      if (entry === null || typeof entry !== 'object') continue;
      const words = canonicalEntry(entry as Entry);
      if (!first.has(words)) first.set(words, version);
    }
  }
  return first;
}
