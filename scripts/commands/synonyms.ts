/** Commands of other tools and words of the trade, with what Sitrep calls them. */
const synonyms: Readonly<Record<string, string>> = {
  acknowledge: 'sitrep ack',
  acknowledged: 'sitrep ack',
  build: 'sitrep site build',
  check: 'sitrep validate',
  create: 'sitrep new',
  declare: 'sitrep new',
  detected: 'sitrep new --since <when>',
  file: 'sitrep new',
  handover: 'sitrep hand-over',
  ls: 'sitrep list',
  metrics: 'sitrep kpi',
  mitigated: 'sitrep mitigate',
  open: 'sitrep new',
  paused: 'sitrep pause',
  reopened: 'sitrep reopen',
  report: 'sitrep new',
  resolved: 'sitrep resolve',
  resumed: 'sitrep resume',
  serve: 'sitrep site serve',
  started: 'sitrep new --since <when>',
  status: 'sitrep overview',
  triaged: 'sitrep triage',
  view: 'sitrep show',
};

/** Finds the command that a word of the trade or of another tool means. */
export function findSynonym(word: string): string | undefined {
  return Object.hasOwn(synonyms, word) ? synonyms[word] : undefined;
}

/** Words that have a synonym; none of them is a command. */
export const knownSynonyms: readonly string[] = Object.keys(synonyms);
