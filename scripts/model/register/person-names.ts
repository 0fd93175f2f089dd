import type { Register } from './register.ts';

/** Searches texts for people in the catalogue. */
export interface Names {
  /** Finds the first name or handle of anybody in a text. */
  find: (text: string) => string | undefined;
  /** Returns true if a text ends with one. */
  isAtEnd: (text: string) => boolean;
  /** Finds the handle of the one person with a name, in upper or lower case. */
  findHandle: (name: string) => string | undefined;
}

const word = /[\p{L}\p{N}-]+/gu;

/**
 * Indexes names by their first word, so that a text is read once, however many people there are.
 */
export function indexNames(people: Register['people']): Names {
  const names = new Map<string, string[]>();
  const add = (name: string): void => {
    const [first = ''] = name.match(word) ?? [];
    names.set(first, [...(names.get(first) ?? []), name]);
  };
  for (const [handle, { name }] of people) {
    // A handle that is a common word only counts with its @.
    add(/^[a-z]{1,4}$/.test(handle) ? `@${handle}` : handle);
    if (name.includes(' ')) add(name);
  }
  function* list(text: string): Generator<{ name: string; end: number }> {
    for (const { 0: first, index } of text.matchAll(word)) {
      for (const name of names.get(first) ?? []) {
        const from = name.startsWith('@') ? index - 1 : index;
        const end = from + name.length;
        const after = text[end] ?? ' ';
        if (from >= 0 && text.startsWith(name, from) && !/[\p{L}\p{N}]/u.test(after))
          yield { name, end };
      }
    }
  }
  return {
    find: (text) => {
      for (const { name } of list(text)) return name;
      return undefined;
    },
    findHandle: (text) => {
      const wanted = text.toLowerCase();
      const found = [...people].filter(([, { name }]) => name.toLowerCase() === wanted);
      return found.length === 1 ? found[0]?.[0] : undefined;
    },
    isAtEnd: (text) => {
      for (const { name, end } of list(text)) {
        // “The pager of Ada Example failed” is about the pager.
        const before = text.slice(0, end - name.length);
        if (
          end === text.length &&
          !/\b(?:of|by|for|from|to|with|von|bei|für|van|door|voor)\s@?$/i.test(before)
        )
          return true;
      }
      return false;
    },
  };
}
