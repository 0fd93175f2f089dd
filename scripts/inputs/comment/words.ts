import { listValues, parsePairs, type Given } from '../../model/register/build-entry.ts';
import type { EntryField } from '../../model/register/lifecycle.ts';
import { suggest } from '../../model/text/suggest.ts';
import type { Situation } from './command.ts';

/** Splits a text into its first word and the rest. */
export function takeWord(text: string): { word: string; rest: string } {
  const { word = '', rest = '' } = /^(?<word>\S*)\s*(?<rest>[^]*)$/.exec(text)?.groups ?? {};
  return { word, rest };
}

/** Takes a known word off a text if a colon or nothing follows it: `rolled-back: We took it out.` */
export function takeMarked<T extends string>(
  text: string,
  known: readonly T[],
): { word: T | undefined; rest: string } {
  const { first = '', rest = '' } =
    /^(?<first>[a-z-]+)(?::\s*(?<rest>[^]*)|\s*)$/i.exec(text)?.groups ?? {};
  const word = known.find((candidate) => candidate === first.toLowerCase());
  return word === undefined ? { word, rest: text } : { word, rest };
}

/** Finds the one of some words that is meant, or explains which there are. */
function choose(
  what: string,
  word: string,
  known: readonly string[],
): { value: string } | { wrong: string } {
  const same = word.toLowerCase();
  const value = known.find((candidate) => candidate.toLowerCase() === same);
  if (value !== undefined) return { value };
  const near = suggest(word, known);
  const list = known.slice(0, 20).join(', ');
  if (word === '') return { wrong: `Which ${what}? Use one of ${list}.` };
  return {
    wrong: near
      ? `There is no ${what} ${word}. Did you mean ${near}?`
      : `There is no ${what} ${word}. Use one of ${list}.`,
  };
}

/** Parses the word of a field; a person may be `@x`, `x`, or `me`. */
export function readWord(
  field: EntryField,
  word: string,
  given: Given,
  { register, by }: Pick<Situation, 'register' | 'by'>,
): { value: string | Record<string, string> } | { wrong: string } {
  const { name, kind, example = '' } = field;
  if (kind === 'pairs') {
    const value = parsePairs(word);
    return value ? { value } : { wrong: `Cannot read ${name} ${word}. Write ${example}.` };
  }
  const isHandle = kind === 'person' || kind === 'party';
  const bare = isHandle ? word.replace(/^@/, '') : word;
  const wanted = kind === 'person' && bare === 'me' ? by : bare;
  const what = kind === 'party' ? 'person, team or vendor' : kind === 'choice' ? name : kind;
  return choose(what, wanted, listValues(field, register, given) ?? []);
}
