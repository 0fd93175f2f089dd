import { entryKinds, escalation } from '../inputs/terminal/entry-kinds.ts';

/** Words of the trade and commands of other tools, with the command that does the same. */
const synonyms: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...entryKinds, escalation]
      .filter(({ name, type }) => type !== name)
      .map(({ name, type }) => [type, `sitrep ${name}`]),
  ),
  acknowledge: 'sitrep ack',
  build: 'sitrep site build',
  check: 'sitrep validate',
  closed: 'sitrep close',
  create: 'sitrep new',
  declare: 'sitrep new',
  declared: 'sitrep new',
  detected: 'sitrep new --since <when>',
  file: 'sitrep new',
  find: 'sitrep search',
  identified: 'sitrep finding',
  handover: 'sitrep hand-over',
  log: 'sitrep note',
  ls: 'sitrep list',
  metrics: 'sitrep kpi',
  'on-call': 'sitrep oncall',
  open: 'sitrep new',
  report: 'sitrep new',
  serve: 'sitrep site serve',
  started: 'sitrep new --since <when>',
  status: 'sitrep overview',
  view: 'sitrep show',
};

/** Finds the command that a word of the trade or of another tool means. */
export function findSynonym(word: string): string | undefined {
  return Object.hasOwn(synonyms, word) ? synonyms[word] : undefined;
}

/** Words that have a synonym; none of them is a command. */
export const knownSynonyms: readonly string[] = Object.keys(synonyms);
