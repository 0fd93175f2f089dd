import type { Settings } from '../register/register.ts';
import type { LogEntry } from '../register/register.ts';
import { listFilings } from '../register/regulations.ts';
import { suggest } from '../text/suggest.ts';
import type { RecordRule } from './rule.ts';

/**
 * Terms that the settings do not list: categories, factors, roles, impacts, urgencies, severities,
 * regulations and clocks.
 */
export const unknownTerm: RecordRule = {
  name: 'unknown-term',
  level: 'error',
  scope: 'record',
  *check({ record, log, postmortem }, settings) {
    const { category } = record.value;
    yield* judge('category', category, ids(settings.categories), record.path, '/category');
    for (const logged of log) yield* judgeEntry(logged, settings);
    for (const [index, factor] of (postmortem?.value.factors ?? []).entries()) {
      const pointer = `/factors/${index}/category`;
      yield* judge(
        'factor',
        factor.category,
        ids(settings.factors),
        postmortem?.path ?? '',
        pointer,
      );
    }
  },
};

function* judgeEntry({ entry, path, pointer }: LogEntry, settings: Settings) {
  const { impact, urgency, severity, role, regulation, fulfils } = entry;
  // There are many entries, and few of them name any of these.
  if (impact !== undefined) {
    yield* judge('impact', impact, Object.keys(settings.matrix), path, `${pointer}/impact`);
  }
  if (urgency !== undefined) {
    const columns = Object.values(settings.matrix).flatMap((row) => Object.keys(row));
    yield* judge('urgency', urgency, [...new Set(columns)], path, `${pointer}/urgency`);
  }
  if (severity !== undefined) {
    yield* judge('severity', severity, ids(settings.severities), path, `${pointer}/severity`);
  }
  if (role !== undefined) {
    yield* judge('role', role, ids(settings.roles), path, `${pointer}/role`);
  }
  if (regulation !== undefined) {
    yield* judge(
      'regulation',
      regulation,
      ids(settings.regulations),
      path,
      `${pointer}/regulation`,
    );
  }
  for (const [index, clock] of (fulfils ?? []).entries()) {
    const clocks = listFilings(settings.regulations);
    yield* judge('clock', clock, clocks, path, `${pointer}/fulfils/${index}`);
  }
}

function ids(terms: readonly { id: string }[]): string[] {
  return terms.map(({ id }) => id);
}

function* judge(
  what: string,
  term: string,
  known: readonly string[],
  path: string,
  pointer: string,
) {
  if (known.includes(term)) return;
  const near = suggest(term, known);
  yield {
    path,
    pointer,
    message: `\`${term}\` is not a known ${what}.`,
    help: near
      ? `Did you mean \`${near}\`?`
      : `Use one of ${known.join(', ')}, or add it to sitrep.yaml.`,
  };
}
