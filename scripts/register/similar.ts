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
  const weights: number[] = [];
  const numberTerms = (terms: readonly Term[]): number[] => [
    ...new Set(
      terms.map(([kind, text, weight]) => {
        const key = `${kind}:${text}`;
        const number = numbers.get(key) ?? numbers.size;
        numbers.set(key, number);
        weights[number] = weight;
        return number;
      }),
    ),
  ];
  for (const incident of newest) {
    const own: Known = {
      incident,
      start: findStart(incident) ?? 0,
      terms: numberTerms(listTerms(incident)),
      places: new Map(),
    };
    known.set(incident, own);
    for (const service of incident.services) {
      const others = byService.get(service) ?? [];
      own.places.set(service, others.push(own) - 1);
      byService.set(service, others);
    }
  }
  const shared = new Uint8Array(weights.length);
  return (incident) => {
    const own = known.get(incident);
    if (!own) return [];
    const scores = new Map<Incident, number>();
    for (const term of own.terms) shared[term] = weights[term] ?? 0;
    for (const [service, place] of own.places) {
      const others = byService.get(service) ?? [];
      for (let index = place + 1; index < others.length && index <= place + reach; index++) {
        const other = others[index];
        if (!other || other.start > own.start) continue;
        let score = 0;
        for (const term of other.terms) score += shared[term] ?? 0;
        if (score >= enough) scores.set(other.incident, score);
      }
    }
    for (const term of own.terms) shared[term] = 0;
    return pickLikest(scores);
  };
}

/** The five with the highest scores, the higher first and of two alike the later id; there may be hundreds. */
function pickLikest(scores: ReadonlyMap<Incident, number>): Incident[] {
  const picked: [Incident, number][] = [];
  for (const [other, score] of scores) {
    const place = picked.findIndex(
      ([known, most]) => score > most || (score === most && other.id > known.id),
    );
    if (place >= 0) picked.splice(place, 0, [other, score]);
    else if (picked.length < 5) picked.push([other, score]);
    if (picked.length > 5) picked.pop();
  }
  return picked.map(([other]) => other);
}

/** An incident, and what is asked of it again and again; terms are numbered, since numbers compare faster. */
interface Known {
  incident: Incident;
  start: Instant;
  terms: readonly number[];
  /** Where it stands among the incidents of each of its services. */
  places: Map<string, number>;
}

/** Something that two incidents may have in common, and how much that counts. */
type Term = readonly [kind: string, text: string, weight: number];

function listTerms({ services, tags, title, problem, category }: Incident): Term[] {
  return [
    ...services.map((service) => ['service', service, 1] as const),
    ...tags.map((tag) => ['tag', tag, 2] as const),
    ...readWords(title).map((word) => ['word', word, 1] as const),
    ...(problem === undefined ? [] : [['problem', problem, 4] as const]),
    ...(category === 'unknown' ? [] : [['category', category, 1] as const]),
  ];
}

function readWords(title: string): string[] {
  const words = title.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  // The plural of a word is the same word.
  return words.map((word) => word.replace(/s$/, ''));
}
