import type { Reference } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** Links in a record's text to a file that is not there, or that lies outside the data root. */
export const brokenLink: RegisterRule = {
  name: 'broken-link',
  level: 'error',
  scope: 'register',
  *check({ incidents, links, files }) {
    const folders = new Set<string>();
    for (const file of files) {
      const parts = file.split('/');
      for (let length = 1; length < parts.length; length++)
        folders.add(parts.slice(0, length).join('/'));
    }
    const all = [...incidents.values()].flatMap(({ references }) => references);
    for (const reference of [...all, ...links]) {
      const { kind, id } = reference;
      if (kind !== 'file' || files.has(id) || folders.has(id) || id === '') continue;
      yield { ...place(reference), ...explain(reference) };
    }
  },
};

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
      help: 'Link to a record or attachment, by its path from this file, or to a whole address with https.',
    };
  }
  return {
    message: `The link leads to ${id}, which is not there.`,
    help: 'Correct the path; it is relative to this file, as on GitHub.',
  };
}
