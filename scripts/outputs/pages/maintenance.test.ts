import { expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import type { Maintenance } from '../../model/register/register.ts';
import { readInstant, settings } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { outlineMaintenance } from './maintenance.ts';

const now = readInstant('2026-01-20T12:00:00Z');

test('a maintenance series that has ended is past', () => {
  const listStates = (until: string) => {
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
  expect(listStates('20250301')).toEqual(['past']);
  expect(listStates('20270301')).toEqual(['planned']);
});
