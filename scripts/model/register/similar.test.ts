import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Incident } from './register.ts';
import { indexSimilar } from './similar.ts';

const some = (...texts: string[]) => fc.uniqueArray(fc.constantFrom(...texts), { maxLength: 3 });

/** Properties of an incident used here; `mail` is a word, a tag, a service, a problem and a category at once. */
const drawn = fc.record({
  services: fc.uniqueArray(fc.constantFrom('web', 'mail', 'pays'), { minLength: 1 }),
  tags: some('web', 'dns', 'mail'),
  words: some('mail', 'slow', 'logins', 'login', 'pays', 'of'),
  problem: fc.constantFrom(undefined, 'mail', 'slow'),
  category: fc.constantFrom('unknown', 'software', 'mail'),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function makeIncidents(drafts: readonly Drawn[]): Incident[] {
  return drafts
    .map(
      ({ words, ...rest }, index) =>
        ({
          ...rest,
          id: `i-${String(index).padStart(3, '0')}`,
          title: words.join(' '),
          milestones: { started: index * 1000 },
        }) as unknown as Incident,
    )
    .reverse();
}

/** The definition in words, read by somebody in no hurry. */
function findPlainly(all: readonly Incident[], one: Incident): string[] {
  const shared = (a: readonly string[], b: readonly string[]): number =>
    new Set(a.filter((text) => b.includes(text))).size;
  const words = ({ title }: Incident): string[] =>
    title
      .split(' ')
      .filter((word) => word.length > 3)
      .map((word) => word.replace(/s$/, ''));
  return all
    .filter((other) => (other.milestones.started ?? 0) < (one.milestones.started ?? 0))
    .filter((other) => shared(one.services, other.services) > 0)
    .map((other) => {
      const score =
        shared(one.services, other.services) +
        2 * shared(one.tags, other.tags) +
        shared(words(one), words(other)) +
        (one.problem !== undefined && one.problem === other.problem ? 4 : 0) +
        (one.category !== 'unknown' && one.category === other.category ? 1 : 0);
      return { id: other.id, score };
    })
    .filter(({ score }) => score >= 3)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
    .slice(0, 5)
    .map(({ id }) => id);
}

test('finds the five earlier incidents that share most', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 1, maxLength: 30 }), (drafts) => {
      const incidents = makeIncidents(drafts);
      const find = indexSimilar(incidents);
      for (const incident of incidents) {
        const ids = find(incident).map(({ id }) => id);
        expect(ids).toEqual(findPlainly(incidents, incident));
        found += ids.length;
      }
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(1000);
});
