import type { Instant } from '../time/instant.ts';
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
  const byService = new Map<string, Row>();
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
      const row = byService.get(service) ?? { incidents: [], terms: [], ends: [] };
      own.places.set(service, row.incidents.push(own) - 1);
      row.terms.push(...own.terms);
      row.ends.push(row.terms.length);
      byService.set(service, row);
    }
  }
  const shared = new Uint8Array(weights.length);
  return (incident) => {
    const own = known.get(incident);
    if (!own) return [];
    const likest: Likeness[] = [];
    for (const term of own.terms) shared[term] = weights[term] ?? 0;
    for (const [service, place] of own.places) {
      const row = byService.get(service);
      if (row) scoreRow(row, place, own.start, shared, likest);
    }
    for (const term of own.terms) shared[term] = 0;
    return likest.map(({ incident: other }) => other);
  };
}

/** Scores the next older ones of a service, behind a place, by the weights of the terms that are shared. */
function scoreRow(
  { incidents, terms, ends }: Row,
  place: number,
  start: Instant,
  shared: Uint8Array,
  likest: Likeness[],
): void {
  const last = Math.min(incidents.length - 1, place + reach);
  let position = ends[place] ?? 0;
  for (let index = place + 1; index <= last; index++) {
    const end = ends[index] ?? position;
    let score = 0;
    for (; position < end; position++) score += shared[terms[position] ?? 0] ?? 0;
    if (score < enough) continue;
    const other = incidents[index];
    if (other && other.start <= start) rank(likest, other.incident, score);
  }
}

/** An incident, and how much it has in common with the one that is asked about. */
interface Likeness {
  incident: Incident;
  score: number;
}

/** How many are shown. */
const most = 5;

/** Puts one among the likest where it belongs there: the higher score first, and of two alike the later id. */
function rank(likest: Likeness[], incident: Incident, score: number): void {
  const comesBefore = (other: Likeness | undefined): boolean =>
    !other || score > other.score || (score === other.score && incident.id > other.incident.id);
  if (!comesBefore(likest[most - 1])) return;
  // Two services may have it in common.
  if (likest.some((other) => other.incident === incident)) return;
  const place = likest.findIndex(comesBefore);
  likest.splice(place < 0 ? likest.length : place, 0, { incident, score });
  likest.length = Math.min(likest.length, most);
}

/** An incident, and what is asked of it again and again; terms are numbered, since numbers compare faster. */
interface Known {
  incident: Incident;
  start: Instant;
  terms: readonly number[];
  /** Where it stands among the incidents of each of its services. */
  places: Map<string, number>;
}

/** The incidents of a service, and the terms of them all one after the other: they are run through most often. */
interface Row {
  incidents: Known[];
  terms: number[];
  /** Where in `terms` those of each incident end. */
  ends: number[];
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
