import type { Instant } from './instant.ts';
import { findStart } from './lifetime.ts';
import type { Incident } from './register.ts';

/** How far back, in incidents of one service, similar ones are looked for. */
const reach = 200;

/** What two incidents of one service must share beside it to be called alike. */
const enough = 3;

/**
 * Looks incidents up by services and words once, for many questions.
 *
 * @param newest every incident, the newest first
 * @returns earlier incidents most like one: by services and tags in common, category, problem and words
 * of the title; at most five, the likest first
 */
export function indexSimilar(newest: readonly Incident[]): (incident: Incident) => Incident[] {
  const byService = new Map<string, Known[]>();
  const known = new Map<Incident, Known>();
  const numbers = new Map<string, number>();
  const numberTexts = (texts: readonly string[]): number[] => [
    ...new Set(
      texts.map((text) => {
        const number = numbers.get(text) ?? numbers.size;
        numbers.set(text, number);
        return number;
      }),
    ),
  ];
  for (const incident of newest) {
    const own: Known = {
      incident,
      start: findStart(incident) ?? 0,
      services: numberTexts(incident.services),
      words: numberTexts(readWords(incident.title)),
      tags: numberTexts(incident.tags),
      places: new Map(),
    };
    known.set(incident, own);
    for (const service of incident.services) {
      const others = byService.get(service) ?? [];
      own.places.set(service, others.push(own) - 1);
      byService.set(service, others);
    }
  }
  return (incident) => {
    const own = known.get(incident);
    if (!own) return [];
    const scores = new Map<Incident, number>();
    for (const [service, place] of own.places) {
      const others = byService.get(service) ?? [];
      for (let index = place + 1; index < others.length && index <= place + reach; index++) {
        const other = others[index];
        if (!other || other.start > own.start) continue;
        const score = compare(own, other);
        if (score >= enough) scores.set(other.incident, score);
      }
    }
    return [...scores]
      .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (a.id < b.id ? 1 : -1))
      .slice(0, 5)
      .map(([other]) => other);
  };
}

/** An incident, and what is asked of it again and again; texts are numbered, since numbers compare faster. */
interface Known {
  incident: Incident;
  start: Instant;
  services: readonly number[];
  words: readonly number[];
  tags: readonly number[];
  /** Where it stands among the incidents of each of its services. */
  places: Map<string, number>;
}

function compare(own: Known, other: Known): number {
  const { problem, category } = other.incident;
  return (
    countShared(own.services, other.services) +
    2 * countShared(own.tags, other.tags) +
    countShared(own.words, other.words) +
    (problem !== undefined && problem === own.incident.problem ? 4 : 0) +
    (category === own.incident.category && category !== 'unknown' ? 1 : 0)
  );
}

/** For lists of a few numbers, each once. */
function countShared(some: readonly number[], others: readonly number[]): number {
  let count = 0;
  for (const one of some) if (others.includes(one)) count++;
  return count;
}

function readWords(title: string): string[] {
  const words = title.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  // The plural of a word is the same word.
  return words.map((word) => word.replace(/s$/, ''));
}
