import type { Observation } from '../register/finding.ts';
import type { Register } from '../register/register.ts';
import type { RegisterRule } from './rule.ts';

/** People of the catalogue named where a cause is told. */
export const namedCause: RegisterRule = {
  name: 'named-cause',
  level: 'warning',
  scope: 'register',
  about: 'prose',
  *check({ incidents, problems, people }) {
    const find = indexNames(people);
    for (const { postmortem } of incidents.values()) {
      if (!postmortem) continue;
      const { path, trigger, root_causes, factors = [] } = postmortem;
      yield* judge(find, path, '/trigger', trigger);
      for (const [index, cause] of root_causes.entries())
        yield* judge(find, path, `/root_causes/${index}`, cause);
      for (const [index, { description }] of factors.entries())
        yield* judge(find, path, `/factors/${index}/description`, description);
    }
    for (const { path, root_cause } of problems.values())
      yield* judge(find, path, '/root_cause', root_cause);
  },
};

/** Finds the first name or handle of anybody in a text. */
type Find = (text: string) => string | undefined;

function* judge(find: Find, path: string, pointer: string, text?: string): Generator<Observation> {
  const words = text === undefined ? undefined : find(text);
  if (words === undefined) return;
  yield {
    path,
    pointer,
    words,
    message: `\`${words}\` is named as a cause.`,
    help: 'Name the role where it matters, and say what led anybody in it to do the same.',
  };
}

const word = /[\p{L}\p{N}-]+/gu;

/** Names by their first word, so that a text is read once whatever the number of people. */
function indexNames(people: Register['people']): Find {
  const names = new Map<string, string[]>();
  const add = (name: string): void => {
    const [first = ''] = name.match(word) ?? [];
    names.set(first, [...(names.get(first) ?? []), name]);
  };
  for (const [handle, { name }] of people) {
    // A handle that is a common word is meant with its @ only.
    add(/^[a-z]{1,4}$/.test(handle) ? `@${handle}` : handle);
    if (name.includes(' ')) add(name);
  }
  return (text) => {
    for (const { 0: first, index } of text.matchAll(word)) {
      for (const name of names.get(first) ?? []) {
        const from = name.startsWith('@') ? index - 1 : index;
        const after = text[from + name.length] ?? ' ';
        if (from >= 0 && text.startsWith(name, from) && !/[\p{L}\p{N}]/u.test(after)) return name;
      }
    }
    return undefined;
  };
}
