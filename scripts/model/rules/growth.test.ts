import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day, hour } from '../time/duration.ts';
import { formatInstant } from '../time/instant.ts';
import { expandMaintenance } from '../register/recurrence.ts';
import type { Maintenance, Register, Service } from '../register/register.ts';
import { makeRegister } from '../../testing/incident.ts';
import { dependencyCycle } from './dependency-cycle.ts';
import { overlappingMaintenance } from './overlapping-maintenance.ts';
import type { RegisterRule } from './rule.ts';

const now = Date.parse('2026-02-01T00:00:00Z');

function listMessages(
  rule: RegisterRule,
  given: { services?: Service[]; maintenance?: Maintenance[] },
): string[] {
  const settings = { organisation: { name: 'X' }, severities: [], matrix: {} };
  const { register } = makeRegister([], settings, given);
  return [...rule.check(register, now)].map(({ path, message }) => `${path}: ${message}`);
}

describe('dependency-cycle', () => {
  const makeService = (id: string, needs: string[]): Service => ({
    id,
    path: `${id}.yaml`,
    hash: '',
    name: id,
    tier: 1,
    team: 'web',
    depends_on: needs,
  });

  /** By its definition: the shortest way from each service back to itself, each set of services once. */
  function listCircles(services: Register['services']): string[] {
    const known = new Set<string>();
    return [...services.keys()].flatMap((start) => {
      const ways = [[start]];
      const seen = new Set<string>();
      for (const way of ways) {
        for (const next of services.get(way.at(-1) ?? '')?.depends_on ?? []) {
          const key = [...way].sort().join(' ');
          if (next === start && known.has(key)) return [];
          if (next === start) {
            known.add(key);
            return [
              `${start}.yaml: The services depend on each other in a cycle: ${[...way, start].join(' → ')}.`,
            ];
          }
          if (!seen.has(next)) ways.push([...way, next]);
          seen.add(next);
        }
      }
      return [];
    });
  }

  test('finds what its definition finds', () => {
    const ids = Array.from({ length: 9 }, (_, index) => `s${index}`);
    const needs = fc.uniqueArray(fc.constantFrom(...ids, 'unknown'), { maxLength: 3 });
    fc.assert(
      fc.property(fc.tuple(...ids.map(() => needs)), (drawn) => {
        const services = ids.map((id, index) => makeService(id, drawn[index] ?? []));
        const found = listMessages(dependencyCycle, { services });
        expect(found).toEqual(listCircles(new Map(services.map((each) => [each.id, each]))));
      }),
      { numRuns: 500 },
    );
  });

  /** How often the dependencies of a service are read. */
  function countReads(count: number, getNeeds: (index: number) => number[]) {
    let reads = 0;
    const services = Array.from({ length: count }, (_, index): Service => {
      const needs = getNeeds(index).map((other) => `s${other}`);
      const service = makeService(`s${index}`, needs);
      return Object.defineProperty(service, 'depends_on', { get: () => (reads++, needs) });
    });
    const messages = listMessages(dependencyCycle, { services });
    return { reads, messages };
  }

  test('reads each service of a chain of 5,000 a bounded number of times', () => {
    const { reads, messages } = countReads(5000, (index) => (index < 4999 ? [index + 1] : []));
    expect(messages).toEqual([]);
    expect(reads).toBeLessThanOrEqual(4 * 5000);
  });

  test('reports one circle of 5,000 services, and reads each a bounded number of times', () => {
    const { reads, messages } = countReads(5000, (index) => [(index + 1) % 5000]);
    expect(messages).toHaveLength(1);
    expect(reads).toBeLessThanOrEqual(4 * 5000);
  });
});

describe('overlapping-maintenance', () => {
  const make = (id: string, services: string[], more: Partial<Maintenance>): Maintenance => ({
    id,
    path: `${id}.md`,
    hash: '',
    title: id,
    services,
    impact: 'none',
    ...more,
  });
  const span = (from: number, hours: number): Partial<Maintenance> => ({
    window: {
      start: formatInstant(now + from * hour),
      end: formatInstant(now + (from + hours) * hour),
    },
  });

  /** By its definition: every window against every one that began before it. */
  function listOverlaps(maintenance: readonly Maintenance[]): string[] {
    const windows = maintenance
      .flatMap((record) =>
        expandMaintenance(record, now, now + 90 * day).map((window) => ({ ...window, record })),
      )
      .sort((a, b) => a.start - b.start);
    const reported = new Map<string, string>();
    for (const [index, later] of windows.entries()) {
      for (const earlier of windows.slice(0, index)) {
        const shared = later.record.services.filter((id) => earlier.record.services.includes(id));
        const pair = [earlier.record.id, later.record.id].sort().join(' ');
        if (earlier.end <= later.start || shared.length === 0) continue;
        if (earlier.record === later.record || reported.has(pair)) continue;
        reported.set(
          pair,
          `${later.record.path}: It overlaps with ${earlier.record.id} on ${shared.join(', ')} from ${formatInstant(later.start)}.`,
        );
      }
    }
    return [...reported.values()].sort();
  }

  test('finds what its definition finds', () => {
    const services = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 });
    const single = fc
      .tuple(fc.integer({ min: -5, max: 72 }), fc.integer({ min: 1, max: 12 }))
      .map(([from, hours]) => span(from, hours));
    const recurring = fc
      .tuple(fc.constantFrom('DAILY', 'WEEKLY'), fc.nat(23), fc.constantFrom('1h', '5h', '3d'))
      .map(([freq, at, duration]): Partial<Maintenance> => ({
        timezone: 'UTC',
        rrule: `FREQ=${freq};BYHOUR=${at};COUNT=12`,
        duration,
      }));
    const drawn = fc.array(fc.tuple(services, fc.oneof(single, recurring)), { maxLength: 7 });
    fc.assert(
      fc.property(drawn, (given) => {
        const maintenance = given.map(([on, more], index) =>
          make(`2026-02-01-m${index}`, on, more),
        );
        const found = listMessages(overlappingMaintenance, { maintenance });
        expect(found.sort()).toEqual(listOverlaps(maintenance));
      }),
      { numRuns: 60 },
    );
  });

  test('reads each of 2,000 windows after each other a bounded number of times', () => {
    let reads = 0;
    const maintenance = Array.from({ length: 2000 }, (_, index) =>
      Object.defineProperty(make(`2026-02-01-m${index}`, ['a'], span(index, 1)), 'services', {
        get: () => (reads++, ['a']),
      }),
    );
    expect(listMessages(overlappingMaintenance, { maintenance })).toEqual([]);
    expect(reads).toBeLessThanOrEqual(4 * 2000);
  });
});
