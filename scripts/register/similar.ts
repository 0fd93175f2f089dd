import { findStart } from './lifetime.ts';
import type { Incident } from './register.ts';

/** How far back, in incidents of one service, similar ones are looked for. */
const reach = 200;

/**
 * Looks incidents up by services and words once, for many questions.
 *
 * @param newest every incident, the newest first
 * @returns earlier incidents most like one: by services and tags in common, category, problem and words
 * of the title; at most five, the likest first
 */
export function indexSimilar(newest: readonly Incident[]): (incident: Incident) => Incident[] {
  const byService = new Map<string, Incident[]>();
  for (const incident of newest) {
    for (const service of incident.services) {
      const known = byService.get(service);
      if (known) known.push(incident);
      else byService.set(service, [incident]);
    }
  }
  const words = new Map(newest.map((incident) => [incident, readWords(incident.title)]));
  return (incident) => {
    const start = findStart(incident) ?? 0;
    const scores = new Map<Incident, number>();
    for (const service of incident.services) {
      const others = byService.get(service) ?? [];
      const first = Math.max(0, others.indexOf(incident));
      for (const other of others.slice(first, first + reach)) {
        if (other === incident || (findStart(other) ?? 0) > start || scores.has(other)) continue;
        scores.set(other, compare(incident, other, words));
      }
    }
    return [...scores]
      .filter(([, score]) => score >= 3)
      .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (a.id < b.id ? 1 : -1))
      .slice(0, 5)
      .map(([other]) => other);
  };
}

function compare(
  incident: Incident,
  other: Incident,
  words: ReadonlyMap<Incident, ReadonlySet<string>>,
): number {
  const own = words.get(incident);
  const shared = incident.services.filter((id) => other.services.includes(id)).length;
  const tags = incident.tags.filter((tag) => other.tags.includes(tag)).length;
  const title = [...(words.get(other) ?? [])].filter((word) => own?.has(word)).length;
  const problem = incident.problem !== undefined && incident.problem === other.problem ? 4 : 0;
  const category = incident.category === other.category && incident.category !== 'unknown' ? 1 : 0;
  return shared + 2 * tags + title + problem + category;
}

function readWords(title: string): Set<string> {
  return new Set(title.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
}
