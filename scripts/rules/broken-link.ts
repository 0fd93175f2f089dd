import type { RegisterRule } from './rule.ts';

/** Relative links in a record's text to a file of the data root that is not there. */
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
    for (const { kind, id, path, line } of [...all, ...links]) {
      if (kind !== 'file' || files.has(id) || folders.has(id) || id === '') continue;
      yield {
        path,
        ...(line !== undefined && { line }),
        message: `The link leads to ${id}, which is not there.`,
        help: 'Correct the path; it is relative to this file, as on GitHub.',
      };
    }
  },
};
