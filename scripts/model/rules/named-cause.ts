import type { Observation } from '../register/finding.ts';
import { indexNames, type Names } from '../register/person-names.ts';
import type { RegisterRule } from './rule.ts';

/** People of the catalogue named in a cause. */
export const namedCause: RegisterRule = {
  name: 'named-cause',
  level: 'warning',
  scope: 'register',
  about: 'prose',
  *check({ incidents, problems, people }) {
    const { find } = indexNames(people);
    for (const { postmortem } of incidents.values()) {
      if (!postmortem) continue;
      const { path, trigger, root_causes, factors = [], naming = [] } = postmortem;
      yield* judge(find, path, '/trigger', trigger);
      for (const [index, cause] of root_causes.entries())
        yield* judge(find, path, `/root_causes/${index}`, cause);
      for (const [index, { description }] of factors.entries())
        yield* judge(find, path, `/factors/${index}/description`, description);
      for (const { pointer, text } of naming) yield* judge(find, path, pointer, text);
    }
    for (const { path, root_cause } of problems.values())
      yield* judge(find, path, '/root_cause', root_cause);
  },
};

function* judge(
  find: Names['find'],
  path: string,
  pointer: string,
  text?: string,
): Generator<Observation> {
  const words = text === undefined ? undefined : find(text);
  if (words === undefined) return;
  yield {
    path,
    pointer,
    words,
    message: `\`${words}\` is named as a cause.`,
    help: 'Name the role if it matters, and describe why anybody in it would have done the same.',
  };
}
