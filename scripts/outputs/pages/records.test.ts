import { expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import type { Maintenance } from '../../model/register/register.ts';
import { readInstant, settings, web, webService } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { formatLength } from './length.ts';
import { outlineMaintenance } from './maintenance.ts';
import { buildServicePages } from './services.ts';

const now = readInstant('2026-01-20T12:00:00Z');

test('a service shows its availability, its target, and who is on call', () => {
  // Of thirty days it was gone for 7.2 hours, a hundredth.
  const { register } = makeRegister(
    [
      { at: '2026-01-14T10:00:00Z', type: 'started', affects: { web: 'major-outage' } },
      { at: '2026-01-14T10:00:00Z', type: 'detected' },
      { at: '2026-01-14T17:12:00Z', type: 'resolved', resolution: 'fixed' },
    ],
    settings,
    {
      teams: [web],
      services: [{ ...webService, slo: { availability: 99.9, window: '30d' } }],
    },
  );
  const [laid] = buildServicePages(cutEdition(register, 'internal', now));
  expect(laid?.target?.share).toBeCloseTo(0.999);
  expect(laid?.target?.reached.share).toBeCloseTo(0.99);
  expect(laid?.target?.state).toBe('breached');
  expect(laid?.availability.share).toBeCloseTo(1 - 7.2 / 8760);
  expect(laid?.onCall).toEqual(['ada']);
});

test('a series of planned work that has ended is past', () => {
  const lay = (until: string) => {
    const series: Maintenance = {
      id: '2025-01-05-patches',
      path: 'maintenance/2025-01-05-patches.md',
      hash: '',
      title: 'Patches',
      services: ['web'],
      rrule: `FREQ=WEEKLY;BYDAY=SU;UNTIL=${until}T000000Z`,
      duration: '2h',
      timezone: 'Europe/Amsterdam',
      impact: 'none',
    };
    const { register } = makeRegister([], settings, { maintenance: [series] });
    return outlineMaintenance(cutEdition(register, 'internal', now)).map(({ state }) => state);
  };
  expect(lay('20250301')).toEqual(['past']);
  expect(lay('20270301')).toEqual(['planned']);
});

test('lengths of time are said in words', () => {
  expect(['90m', '1w', '30d', 'soon'].map(formatLength)).toEqual([
    '1 h 30 min',
    '7 d',
    '30 d',
    'soon',
  ]);
});
