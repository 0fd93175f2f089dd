import { expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import { parseInstant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import { makeWebRegister } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { indexClocks, buildSlaPage } from './sla.ts';

const entries: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
  { at: '2026-01-14T10:20:00Z', type: 'acknowledged', by: 'ada' },
];
const at = (text: string): number => parseInstant(text) ?? Number.NaN;
const edition = (text: string) => cutEdition(makeWebRegister(entries), 'internal', at(text));

test('pending clocks are listed, and compliance is counted in the month of its result', () => {
  const { pending, compliance, breaches, breachCount, months } = buildSlaPage(
    edition('2026-02-10T00:00:00Z'),
  );
  expect(pending.map(({ key, state }) => [key, state])).toEqual([['resolve', 'breached']]);
  // Both were breached on 14 January: after a quarter of an hour, and after four hours.
  expect(compliance.map(({ kind, met, of }) => [kind, met, of])).toEqual([
    ['acknowledge', 0, 1],
    ['resolve', 0, 1],
  ]);
  expect(compliance[0]?.months.at(-2)).toEqual({ month: '2026-01', met: 0, of: 1 });
  expect([months[0], months.at(-1)]).toEqual(['2025-03', '2026-02']);
  expect(breachCount).toBe(2);
  expect(breaches.map(({ key }) => key)).toEqual(['resolve', 'acknowledge']);
  // A year later it is outside the window.
  expect(buildSlaPage(edition('2027-02-10T00:00:00Z')).compliance).toEqual([]);
});

test('a clock of an incident says how much time is left, or how late it is', () => {
  const clocks = indexClocks(edition('2026-01-14T11:00:00Z'))('2026-03-27-x');
  expect(clocks.find(({ key }) => key === 'acknowledge')).toMatchObject({ left: -5 * 60_000 });
  expect(clocks.find(({ key }) => key === 'resolve')).toMatchObject({ left: 3 * 60 * 60_000 });
});

test('a regulatory clock says its article and what it counts from', () => {
  const { register } = makeRegister(
    [
      { at: '2026-01-14T10:00:00Z', type: 'detected' },
      { at: '2026-01-14T11:00:00Z', type: 'aware' },
      { at: '2026-01-14T12:00:00Z', type: 'note', note: 'Sent.', fulfils: ['nis2/notification'] },
    ],
    { organisation: { name: 'X', timezone: 'UTC' }, regulations: [{ profile: 'nis2' }] },
  );
  const { pending } = buildSlaPage(cutEdition(register, 'internal', at('2026-02-10T00:00:00Z')));
  expect(pending.map(({ key, state, law, basis, due }) => [key, state, law, basis, due])).toEqual([
    ['nis2/early-warning', 'breached', 'NIS2 Art. 23(4)(a)', 'aware', at('2026-01-15T11:00:00Z')],
    [
      'nis2/progress',
      'at-risk',
      'NIS2 Art. 23(4)(e)',
      'nis2/notification',
      at('2026-02-14T12:00:00Z'),
    ],
  ]);
});
