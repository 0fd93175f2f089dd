import { describe, expect, test } from 'vitest';
import type { Entry, SettingsRecord } from '../../../schemas/generated/records.ts';
import { cutEdition } from '../../model/edition/cut.ts';
import { readInstant, settings, web, webService } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { buildServicePages, type ServicePage } from './services.ts';

const now = readInstant('2026-01-20T12:00:00Z');

test('a service shows its availability, its target, and who is on call', () => {
  // Of thirty days it was gone for 7.2 hours, a hundredth.
  const { register } = makeRegister(
    [
      { at: '2026-01-14T10:00:00Z', type: 'started', affects: { web: 'major-outage' } },
      { at: '2026-01-14T10:00:00Z', type: 'detected' },
      { at: '2026-01-14T17:12:00Z', type: 'resolved', resolution: 'fixed' },
    ],
    { ...settings, site: { since: '2025-01-01' } },
    {
      teams: [web],
      services: [{ ...webService, slo: { availability: 99.9, window: '30d' } }],
    },
  );
  const [data] = buildServicePages(cutEdition(register, 'internal', now));
  expect(data?.target?.share).toBeCloseTo(0.999);
  expect(data?.target?.reached.share).toBeCloseTo(0.99);
  expect(data?.target?.state).toBe('breached');
  expect(data?.availability.share).toBeCloseTo(1 - 7.2 / 8760);
  expect(data?.onCall).toEqual(['ada']);
});

describe('availability', () => {
  const slo = { availability: 99, window: '30d' };
  const log: Entry[] = [
    // An outage of 14.4 hours, a tenth of the six days until now.
    { at: '2026-01-14T12:00:00Z', type: 'started', affects: { web: 'major-outage' } },
    { at: '2026-01-15T02:24:00Z', type: 'resolved', resolution: 'fixed' },
  ];
  const read = (
    site: NonNullable<SettingsRecord['site']>,
    entries = log,
  ): Pick<ServicePage, 'availability' | 'target'> | undefined => {
    const { register } = makeRegister(
      entries,
      { ...settings, site },
      { services: [{ ...webService, slo }] },
    );
    if (entries.length === 0) register.incidents.clear();
    return buildServicePages(cutEdition(register, 'internal', now))[0];
  };

  test('counts from the first record, or from the day that the settings name', () => {
    const first = read({});
    expect(first?.availability.share).toBeCloseTo(0.9, 10);
    expect(first?.availability.covered).toBe('counted since 2026-01-14, when records begin');
    expect(first?.target).toMatchObject({ state: 'breached' });
    // Twelve and a half days.
    expect(read({ since: '2026-01-08' })?.availability.share).toBeCloseTo(1 - 14.4 / 300, 10);
    expect(read({ since: '2025-01-20' })?.availability.covered).toBeUndefined();
    expect(read({ since: '2026-01-01' })?.target?.reached.covered).toBe(
      'counted since 2026-01-01, when records begin',
    );
  });

  test('does not count the time since records ended, which could breach a target', () => {
    const stale = read({ since: '2026-01-05', stale_after: '2d' });
    // Until 15 January, 2:24, are 242.4 hours.
    expect(stale?.availability.share).toBeCloseTo(1 - 14.4 / 242.4, 10);
    expect(stale?.availability.covered).toBe(
      'counted from 2026-01-05 to 2026-01-15, when records end',
    );
    const note: Entry = { at: '2026-01-14T12:00:00Z', type: 'detected', affects: 'none' };
    const quiet = read({ since: '2025-01-01', stale_after: '2d' }, [note]);
    expect(quiet?.target).toMatchObject({ reached: { share: 1 }, state: 'unknown' });
    expect(read({ since: '2025-01-01' }, [note])?.target?.state).toBe('met');
  });

  test('is not known without records', () => {
    expect(read({}, [])?.availability).toEqual({
      worst: 0,
      best: 1,
      covered: 'no records in this time',
    });
    expect(read({}, [])?.target?.state).toBe('unknown');
    const old: Entry[] = [{ at: '2025-11-14T12:00:00Z', type: 'detected' }];
    expect(read({ stale_after: '2d' }, old)?.target).toMatchObject({
      reached: { covered: 'no records in this time' },
      state: 'unknown',
    });
  });
});
