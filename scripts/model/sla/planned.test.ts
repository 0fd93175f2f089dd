import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day, hour } from '../time/duration.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import type { Entry, SettingsRecord } from '../../../schemas/generated/records.ts';
import type { Maintenance } from '../register/register.ts';
import { makeRegister } from '../../testing/incident.ts';
import { always, uniteSpans } from './calendar.ts';
import { evaluateClocks } from './evaluate.ts';
import { findPlanned, readTargets, type Planned } from './targets.ts';
import { traceClock, type Halt } from './trace.ts';

const begin = Date.parse('2026-01-01T00:00:00Z');
const now = begin + 300 * day;

const settings: SettingsRecord = {
  organisation: { name: 'X', timezone: 'UTC' },
  severities: [{ id: 'SEV1', name: 'SEV1' }],
  matrix: { high: { high: 'SEV1' } },
  sla: [
    {
      effective: '2025-01-01T00:00:00Z',
      targets: { SEV1: { acknowledge: '1h', update: '4h', mitigate: '8h', resolve: '20d' } },
    },
  ],
};
const nightly: Maintenance = {
  id: '2026-01-01-nightly',
  path: '',
  hash: '',
  title: 'Nightly',
  services: ['web'],
  impact: 'none',
  timezone: 'UTC',
  rrule: 'FREQ=DAILY;BYHOUR=2',
  duration: '1h',
};

/** Clocks of incidents a day after each other, during a year of nightly work. */
function runNightly(count: number, hoursOpen: number | undefined) {
  const entries = (start: Instant): Entry[] => [
    { at: formatInstant(start), type: 'detected' },
    { at: formatInstant(start), type: 'triaged', severity: 'SEV1' },
    ...(hoursOpen === undefined
      ? []
      : [
          {
            at: formatInstant(start + hoursOpen * hour),
            type: 'resolved' as const,
            resolution: 'fixed' as const,
          },
        ]),
  ];
  const given = Array.from({ length: count }, (_, index) =>
    makeRegister(entries(begin + index * day), settings, { maintenance: [nightly] }),
  );
  const first = given[0];
  if (!first) throw new Error('no incident');
  const targets = readTargets(first.register, now);
  return given.flatMap(({ incident }) => evaluateClocks(incident, targets, now));
}

describe('windows of planned work', () => {
  test('after the end of an incident are not kept for its clocks', () => {
    // From midnight for 30 hours: the window of that night and of the next.
    const clocks = runNightly(40, 30).filter(({ key }) => key !== 'postmortem');
    expect(clocks).toHaveLength(160);
    for (const { course } of clocks) expect(course?.halts).toHaveLength(2);
  });

  test('are the same objects for all clocks of live incidents', () => {
    const clocks = runNightly(40, undefined).filter(({ key }) => key !== 'postmortem');
    const halts = clocks.flatMap(({ course }) => course?.halts ?? []);
    expect(halts.length).toBeGreaterThan(160 * 300);
    // A window a night, whole years from the first incident to at least a year from now.
    expect(new Set(halts).size).toBeLessThanOrEqual(2 * 366);
  });

  const windows = fc
    .array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 15 })), { maxLength: 8 })
    .map((drawn) =>
      uniteSpans(drawn.map(([from, length]) => ({ from, to: from + length }))).map(
        (span): Planned => ({ ...span, why: '' }),
      ),
    );

  test('of several services are those that all of them share', () => {
    fc.assert(
      fc.property(
        fc.array(windows, { minLength: 1, maxLength: 3 }),
        fc.tuple(fc.nat(80), fc.nat(80)),
        (lists, [one, other]) => {
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          const services = lists.map((_, index) => `s${index}`);
          const planned = new Map(lists.map((list, index) => [`s${index}`, list]));
          const found = findPlanned({ services }, { planned }, from, to);
          for (let at = from; at <= to; at++) {
            const holds = (list: readonly Planned[]) =>
              list.some((window) => window.from <= at && at < window.to);
            expect(holds(found)).toBe(lists.every(holds));
          }
          expect([...found].sort((a, b) => a.from - b.from)).toEqual(found);
          for (const window of found) {
            expect(window.to).toBeGreaterThan(from);
            expect(window.from).toBeLessThanOrEqual(to);
          }
        },
      ),
    );
  });

  test('are each looked at a bounded number of times by a clock', () => {
    const looks = (count: number): number => {
      let seen = 0;
      const halts = Array.from({ length: count }, (_, index): Halt => ({
        get from() {
          seen++;
          return index * day;
        },
        to: index * day + hour,
        why: '',
      }));
      const course = { start: 0, stop: count * day, warnAt: 0.8, now: count * day };
      const terms = [{ from: 0, target: 2 * count * day, time: always }];
      const { elapsed } = traceClock({ ...course, terms, halts });
      expect(elapsed).toBe(count * (day - hour));
      return seen;
    };
    expect(looks(4000)).toBeLessThanOrEqual(5 * 4000);
  });
});
