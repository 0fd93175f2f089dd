import { canonicalEntry } from '../../model/register/log.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { LogEntry } from '../../model/register/register.ts';
import type { ReadBlobs } from './blobs.ts';
import { findFirst, type History, type Version } from './history.ts';

/**
 * The commit that first recorded each entry; entries that no commit holds yet, or whose first commit
 * history does not reach, are left out.
 *
 * A fragment's is the commit that added its file, also after closing folded it into timeline.yaml
 * under the same id. For an entry written into timeline.yaml by hand, it is the oldest version of
 * that file which says the same.
 *
 * @param log entries of one incident
 * @param read reads blobs; asked for nothing where the history alone tells
 * @param parse reads a timeline's text; undefined where it cannot
 * @param isClean whether a file is on disk as in the newest commit
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

/** Where an entry stands, or stood, as a fragment. */
function nameFragment({ path, id = '' }: LogEntry): string {
  const [year = '', folder = ''] = path.split('/');
  return `${year}/${folder}/timeline/${id}.yaml`;
}

/** By what an entry says: the oldest version that says it. */
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
