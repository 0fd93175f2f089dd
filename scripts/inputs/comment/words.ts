import { listValues, parseValue, type Given } from '../../model/register/build-entry.ts';
import type { EntryField } from '../../model/register/lifecycle.ts';
import type { Register } from '../../model/register/register.ts';
import { suggest } from '../../model/text/suggest.ts';
import type { CommandSituation } from './command.ts';

/** Splits a text into its first word and the rest. */
export function takeWord(text: string): { word: string; rest: string } {
  const { word = '', rest = '' } = /^(?<word>\S*)\s*(?<rest>[^]*)$/.exec(text)?.groups ?? {};
  return { word, rest };
}

/**
 * Takes states of services off a text: its first word, and each `service=state` after it. People separate
 * them by commas, spaces or both.
 */
export function takeEffects(text: string): { word: string; rest: string } {
  const { word = '', rest = '' } =
    /^(?<word>\S*(?:[\s,]+[^\s,=]+=[^\s,=]+(?=[\s,]|$))*)\s*(?<rest>[^]*)$/.exec(text)?.groups ??
    {};
  const pairs = word.split(/[\s,]+/).filter((pair) => pair !== '');
  return { word: pairs.join(','), rest };
}

/** Takes a known word off a text if a colon or nothing follows it: `rolled-back: We removed it.` */
export function takeMarked<T extends string>(
  text: string,
  known: readonly T[],
): { word: T | undefined; rest: string } {
  const { first = '', rest = '' } =
    /^(?<first>[a-z0-9-]+)(?::\s*(?<rest>[^]*)|\s*)$/i.exec(text)?.groups ?? {};
  const word = known.find((candidate) => candidate === first.toLowerCase());
  return word === undefined ? { word, rest: text } : { word, rest };
}

/** Finds a word in a list, in any case, or explains which words the list has. */
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
  if (known.length === 0) {
    const others = `no ${word === '' ? '' : 'other '}${what} to choose from`;
    return { wrong: `There is ${word === '' ? '' : `no ${what} ${word}, and `}${others}.` };
  }
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
  { register, incident, by }: Pick<CommandSituation, 'register' | 'incident' | 'by'>,
): { value: string | Record<string, string> } | { wrong: string } {
  const { name, kind, example = '' } = field;
  if (kind === 'pairs' || kind === 'effects') {
    const value = parseValue(field, word);
    if (typeof value === 'object' && kind === 'effects')
      return chooseEffects(field, value, register);
    const wrong = `Cannot read ${[name, word].join(' ').trim()}. Write ${example}.`;
    return value === undefined ? { wrong } : { value };
  }
  const isHandle = kind === 'person' || kind === 'party';
  const bare = isHandle ? word.replace(/^@/, '') : word;
  const wanted = kind === 'person' && bare === 'me' ? by : bare;
  const what = kind === 'party' ? 'person, team or vendor' : kind === 'choice' ? name : kind;
  return choose(what, wanted, listValues(field, register, given, incident) ?? []);
}

/** Finds the services and states that pairs name. */
function chooseEffects(
  { choices = [] }: EntryField,
  pairs: Record<string, string>,
  { services }: Register,
): { value: Record<string, string> } | { wrong: string } {
  const effects: Record<string, string> = {};
  for (const [key, word] of Object.entries(pairs)) {
    const service = choose('service', key, [...services.keys()]);
    if ('wrong' in service) return service;
    const state = choose('state', word, choices);
    if ('wrong' in state) return state;
    effects[service.value] = state.value;
  }
  return { value: effects };
}
