import { dutch } from './dutch.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { WordList } from './word-list.ts';

const languages: readonly WordList[] = [english, german, dutch];

/**
 * Joins the phrases of all languages, since records of one organisation are seldom in one language.
 */
export function gatherPhrases(choose: (words: WordList) => readonly string[]): string[] {
  return languages.flatMap(choose);
}

/** Technical terms in all languages, with plain words to use instead. */
export function gatherJargon(): [phrase: string, plain: string][] {
  return languages.flatMap(({ jargon }) => Object.entries(jargon));
}

/** Phrases that count anywhere, or only right after one of some words. */
export interface Group {
  phrases: readonly string[];
  behind?: readonly string[];
}

/** Lists the people that a text may blame, in all languages. */
export function gatherOmissions(): Group[] {
  return languages.map(({ people, omissions }) => ({ phrases: omissions, behind: people }));
}

/** Between two words: spaces or a line end, but no empty line. */
const space = String.raw`(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)`;
const gap = String.raw`(?:${space}[^\s.!?;:]+){0,8}?${space}`;
const start = String.raw`(?<![\p{L}\p{N}_-])`;
const end = String.raw`(?![\p{L}\p{N}_])`;

/**
 * Compiles the source of a pattern that matches any of the phrases, with either kind of apostrophe.
 */
export function compilePhrases(phrases: readonly string[]): string {
  return `(?:${phrases.map(compilePhrase).join('|')})${end}`;
}

function compilePhrase(phrase: string): string {
  return phrase
    .replaceAll(/[.+[\]{}^$\\]/g, String.raw`\$&`)
    .replaceAll('(', '(?:')
    .replaceAll('’', "[’']")
    .replaceAll('*', String.raw`[\p{L}\p{N}]*`)
    .replaceAll(' … ', gap)
    .replaceAll(/ (\(\?:[^()]*\))\?/g, `(?:${space}$1)?`)
    .replaceAll(' ', space);
}

/** Finds every place of a text where one of some phrases occurs. */
export type FindPhrases = (text: string) => RegExpExecArray[];

/**
 * Builds a search for phrases as whole words, anywhere in a text. Most texts hold none, and a
 * pattern of hundreds of words is slow at every letter, so it is only tried where a word begins
 * with four matching letters.
 */
export function seekPhrases(...groups: readonly Group[]): FindPhrases {
  const patterns = groups.map(({ phrases, behind }, index) => {
    const before = behind
      ? `(?<=${start}(?:${behind.map(compilePhrase).join('|')})${space})`
      : start;
    return { bit: 1 << index, pattern: new RegExp(before + compilePhrases(phrases), 'iuy') };
  });
  // One bit for each group.
  const begins = new Uint8Array(32 ** 4);
  for (const [index, { phrases }] of groups.entries())
    for (const beginning of phrases.flatMap(listBeginnings))
      markBeginning(begins, beginning, 1 << index);
  return (text) => {
    const found: RegExpExecArray[] = [];
    for (let at = nextBeginning(text, 0, begins); at >= 0;) {
      const bits = begins[keyAt(text, at)] ?? 0;
      for (const { bit, pattern } of patterns) {
        if ((bits & bit) === 0) continue;
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        if (match) found.push(match);
      }
      at = nextBeginning(text, at + 1, begins);
    }
    return found;
  };
}

/** Finds the next place where a word begins like one of the phrases; -1 if there is none. */
function nextBeginning(text: string, from: number, begins: Uint8Array): number {
  let before = from === 0 ? other : classAt(text, from - 1);
  let seen = keyAt(text, from) >> 5;
  for (let at = from; at < text.length; at++) {
    const code = at + 3 < text.length ? text.charCodeAt(at + 3) : 32;
    seen = ((seen << 5) | (code < 128 ? (classes[code] ?? other) : other)) & 0xfffff;
    // After a letter or digit no word begins.
    if (begins[seen] !== 0 && (before === blank || before === other)) return at;
    before = seen >> 15;
  }
  return -1;
}

/** Encodes four characters, with five bits each. */
function keyAt(text: string, at: number): number {
  let key = 0;
  for (let next = at; next < at + 4; next++) key = (key << 5) | classAt(text, next);
  return key;
}

// Classes of characters: letters 1 to 26, white space, digits and similar, and everything else.
const [blank, digit, other] = [0, 27, 28];
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = (code | 32) - 96;
  if (code <= 32) return blank;
  if (code > 64 && letter >= 1 && letter <= 26) return letter;
  return (code >= 48 && code <= 57) || code === 95 || code === 45 ? digit : other;
});

function classAt(text: string, at: number): number {
  return at < text.length ? (classes[text.charCodeAt(at)] ?? other) : blank;
}

/** Lists the beginnings of a phrase: four characters, or fewer if anything may follow. */
function listBeginnings(phrase: string): string[] {
  const plain = phrase.split(/[*…]/)[0] ?? '';
  const group = /\(([^()]*)\)(\??)/.exec(plain);
  if (!group || group.index >= 4) return [plain.slice(0, 4)];
  const [head, tail] = [plain.slice(0, group.index), phrase.slice(group.index + group[0].length)];
  const choices = [...(group[1] ?? '').split('|'), ...(group[2] === '?' ? [''] : [])];
  return choices.flatMap((choice) => listBeginnings(head + choice + tail));
}

function markBeginning(begins: Uint8Array, beginning: string, bit: number): void {
  const free = 5 * (4 - beginning.length);
  const first = (keyAt(beginning, 0) >> free) << free;
  for (let key = first; key < first + (1 << free); key++) begins[key] = (begins[key] ?? 0) | bit;
}
