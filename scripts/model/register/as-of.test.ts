import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry } from '../../../schemas/generated/records.ts';
import { parseInstant } from '../time/instant.ts';
import { cutLater, isYetToCome, orderLogAsOf } from './as-of.ts';
import { foldTimeline } from './fold.ts';
import { orderLog } from './log.ts';
import type { LogEntry } from './register.ts';
import { fillSettings } from './settings.ts';

const settings = fillSettings();
const start = Date.parse('2026-01-14T08:00:00Z');
const minute = 60_000;

function log(entries: readonly Entry[]): LogEntry[] {
  return entries.map((entry, index) => ({
    entry,
    at: parseInstant(entry.at) ?? 0,
    path: 'timeline.yaml',
    pointer: `/${index}`,
    ...(entry.id !== undefined && { id: entry.id }),
  }));
}

const at = (minutes: number): string => new Date(start + minutes * minute).toISOString();

it('folds what is dated by then, as if nothing later had been written', () => {
  const types = [
    'detected',
    'acknowledged',
    'mitigated',
    'resolved',
    'reopened',
    'closed',
  ] as const;
  const entry = fc.record({
    type: fc.constantFrom(...types),
    minutes: fc.integer({ min: 0, max: 60 }),
  });
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 12 }),
      fc.integer({ min: -5, max: 65 }),
      (list, until) => {
        const entries = list.map(({ type, minutes }): Entry => ({ at: at(minutes), type }));
        const asOf = start + until * minute;
        const cut = foldTimeline(orderLogAsOf(log(entries), asOf), settings).folded;
        const written = entries.filter((_, index) => (list[index]?.minutes ?? 0) <= until);
        expect(cut).toEqual(foldTimeline(orderLog(log(written)), settings).folded);
        const isLater = list.length > 0 && written.length === 0;
        expect(isYetToCome(log(entries), asOf)).toBe(isLater);
      },
    ),
  );
});

it('does not bring back what a later entry corrects', () => {
  // The resolution at 08:30 was a mistake; it happened at 09:00.
  const entries = log([
    { at: at(0), type: 'detected' },
    { at: at(30), type: 'resolved', resolution: 'fixed', id: 'early' },
    { at: at(60), type: 'resolved', resolution: 'fixed', supersedes: 'early' },
  ]);
  const asOf = foldTimeline(orderLogAsOf(entries, start + 45 * minute), settings).folded;
  expect([asOf.status, asOf.milestones.resolved]).toEqual(['open', undefined]);
  const whole = foldTimeline(orderLogAsOf(entries, start + 60 * minute), settings).folded;
  expect([whole.status, whole.milestones.resolved]).toEqual(['resolved', start + 60 * minute]);
});

it('drops answers that were given later, up to the instant itself', () => {
  const given = [{ at: at(0) }, { at: at(1) }, { at: at(2) }];
  expect(cutLater(given, start + minute)).toEqual(given.slice(0, 2));
  expect(cutLater(given, Infinity)).toEqual(given);
});
