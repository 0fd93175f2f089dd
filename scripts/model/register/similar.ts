import type { Instant } from '../time/instant.ts';
import { findStart } from './lifetime.ts';
import type { Incident } from './register.ts';

/** Number of earlier incidents of one service that are compared. */
const reach = 200;

/** Minimum similarity of two incidents of one service, beyond the service itself. */
const enough = 3;

/**
 * Indexes incidents by services and words once, for many lookups.
 *
 * @param newest all incidents, newest first
 * @returns a function that finds the earlier incidents most similar to one, by common services and
 *   tags, category, problem and title words; at most five, most similar first
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

/** Scores the next older incidents of a service, after an index, by the weights of shared terms. */
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

/** An incident, and its similarity to the one being looked up. */
interface Likeness {
  incident: Incident;
  score: number;
}

/** Maximum number of incidents shown. */
const most = 5;

/**
 * Inserts an incident in order: higher score first, and of two with the same score the later id.
 */
function rank(likest: Likeness[], incident: Incident, score: number): void {
  const comesBefore = (other: Likeness | undefined): boolean =>
    !other || score > other.score || (score === other.score && incident.id > other.incident.id);
  if (!comesBefore(likest[most - 1])) return;
  // Two services may both have the incident.
  if (likest.some((other) => other.incident === incident)) return;
  const place = likest.findIndex(comesBefore);
  likest.splice(place < 0 ? likest.length : place, 0, { incident, score });
  likest.length = Math.min(likest.length, most);
}

/** An incident in the index. Terms are numbered, since numbers compare faster. */
interface Known {
  incident: Incident;
  start: Instant;
  terms: readonly number[];
  /** Its index among the incidents of each of its services. */
  places: Map<string, number>;
}

/**
 * The incidents of a service, and the terms of all of them in one array, since it is scanned most
 * often.
 */
interface Row {
  incidents: Known[];
  terms: number[];
  /** Ends of each incident's terms in `terms`. */
  ends: number[];
}

/** A feature that two incidents may share, and its weight. */
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
  // The plural of a word counts as the same word.
  return words.map((word) => word.replace(/s$/, ''));
}
