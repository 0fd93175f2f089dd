import { compareText } from './compare-text.ts';

/** A text that can be searched. */
export interface SearchText {
  id: string;
  kind: string;
  /** Relative to the data root. */
  path: string;
  title: string;
  text: string;
}

export interface Hit extends Omit<SearchText, 'text'> {
  /** Score of the match: words in the title or id count three times. */
  score: number;
  /** The line in which the first word was found. */
  excerpt: string;
}

/**
 * Finds the texts in which every word of a query begins a word, best match first. Ignores case and
 * accents.
 */
export function rankTexts(texts: Iterable<SearchText>, query: string): Hit[] {
  const words = [
    ...new Set(
      simplify(query)
        .split(/\s+/)
        .filter((word) => word !== ''),
    ),
  ];
  if (words.length === 0) return [];
  const hits: Hit[] = [];
  for (const { text, ...about } of texts) {
    const heading = simplify(`${about.title} ${about.id}`);
    const body = simplify(text);
    let score = 0;
    for (const word of words) {
      const count = 3 * countWord(heading, word) + countWord(body, word);
      score = count === 0 ? -Infinity : score + 1 + Math.log(count);
    }
    if (score > 0)
      hits.push({ ...about, score: Math.round(score * 100) / 100, excerpt: excerpt(text, words) });
  }
  return hits.sort((a, b) => b.score - a.score || compareText(b.id, a.id));
}

function simplify(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Counts the words that begin with a prefix. */
function countWord(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) count++;
  }
  return count;
}

function excerpt(text: string, words: readonly string[]): string {
  const lines = text.split('\n').map((line) => line.trim());
  const best =
    lines.find((line) => words.every((word) => countWord(simplify(line), word) > 0)) ??
    lines.find((line) => words.some((word) => countWord(simplify(line), word) > 0)) ??
    lines.find((line) => line !== '') ??
    '';
  return best.length > 160 ? `${best.slice(0, 159).replace(/\s+\S*$/, '')}…` : best;
}
