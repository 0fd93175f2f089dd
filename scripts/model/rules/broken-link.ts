import type { Reference } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Links to a file that does not exist or that is outside the data root. */
export const brokenLink: RegisterRule = {
  name: 'broken-link',
  level: 'error',
  scope: 'register',
  *check({ incidents, links, files }) {
    let folders: ReadonlySet<string> | undefined;
    const all = [...incidents.values()].flatMap(({ references }) => references);
    for (const reference of [...all, ...links]) {
      const { kind, id } = reference;
      if (kind !== 'file' || files.has(id) || id === '') continue;
      folders ??= listFolders(files);
      if (folders.has(id)) continue;
      yield { ...place(reference), ...explain(reference) };
    }
  },
};

function listFolders(files: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let end = file.indexOf('/'); end >= 0; end = file.indexOf('/', end + 1))
      folders.add(file.slice(0, end));
  }
  return folders;
}

function place({ path, line, column, words }: Reference) {
  return {
    path,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(words !== undefined && { words }),
  };
}

function explain({ id, words = id }: Reference): { message: string; help: string } {
  if (/^(?:\/|\.\.(?:\/|$))/.test(id)) {
    return {
      message: `The link leads to ${words}, which is outside the data root.`,
      help: 'Link to a record or attachment by its path from this file, or use a full https address.',
    };
  }
  return {
    message: `The link leads to ${id}, which does not exist.`,
    help: 'Correct the path, which is relative to this file, as on GitHub.',
  };
}
