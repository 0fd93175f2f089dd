import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';

/** The first word of a text, and the rest. */
export function takeWord(text: string): { word: string; rest: string } {
  const { word = '', rest = '' } = /^(?<word>\S*)\s*(?<rest>[^]*)$/.exec(text)?.groups ?? {};
  return { word, rest };
}

/** A word that begins a text when nothing or a colon follows it: `rolled-back: We took it out.` */
export function takeMarked<T extends string>(
  text: string,
  known: readonly T[],
): { word: T | undefined; rest: string } {
  const { first = '', rest = '' } =
    /^(?<first>[a-z-]+)(?::\s*(?<rest>[^]*)|\s*)$/i.exec(text)?.groups ?? {};
  const word = known.find((candidate) => candidate === first.toLowerCase());
  return word === undefined ? { word, rest: text } : { word, rest };
}

/** The one of some words that is meant, or a sentence that lists them. */
export function choose(
  what: string,
  word: string,
  known: readonly string[],
): { id: string } | { wrong: string } {
  const same = word.toLowerCase();
  const id = known.find((candidate) => candidate.toLowerCase() === same);
  if (id !== undefined) return { id };
  const near = suggest(word, known);
  const list = known.slice(0, 20).join(', ');
  if (word === '') return { wrong: `Which ${what}? It is one of ${list}.` };
  return {
    wrong: near
      ? `There is no ${what} ${word}. Did you mean ${near}?`
      : `There is no ${what} ${word}; there is ${list}.`,
  };
}

/** The handle of a person of the catalogue: `@x`, `x`, or `me`. */
export function choosePerson(
  word: string,
  { people }: Pick<Register, 'people'>,
  by: string,
): { id: string } | { wrong: string } {
  const name = word.replace(/^@/, '');
  return choose('person', name === 'me' ? by : name, [...people.keys()]);
}

/** Who an incident can be escalated to, and which kind of escalation that is. */
export function chooseParty(
  word: string,
  { people, teams }: Pick<Register, 'people' | 'teams'>,
): { id: string; kind: 'functional' | 'hierarchical' | 'vendor' } | { wrong: string } {
  const all = [...teams.values()];
  const vendors = all.flatMap((team) => (team.vendors ?? []).map(({ id }) => id));
  const found = choose('team, person or vendor', word.replace(/^@/, ''), [
    ...teams.keys(),
    ...people.keys(),
    ...vendors,
  ]);
  if ('wrong' in found) return found;
  const { id } = found;
  if (!teams.has(id) && !people.has(id)) return { id, kind: 'vendor' };
  const isManager = all.some(({ manager }) => manager === id);
  return { id, kind: isManager ? 'hierarchical' : 'functional' };
}
