import { describe, expect, test } from 'vitest';
import type { Entry, SettingsRecord } from '../../../schemas/generated/records.ts';
import { readInstant, settings, webService } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { formatInstant } from '../time/instant.ts';
import { describeGap, findCoverage } from './coverage.ts';
import { layDays } from './states.ts';

const now = readInstant('2026-03-31T12:00:00Z');
const log: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'started', affects: { web: 'degraded' } },
  { at: '2026-01-14T12:00:00Z', type: 'resolved', resolution: 'fixed' },
  { at: '2026-01-20T09:00:00Z', type: 'note', note: 'The vendor has answered.' },
];

function cover(
  site: Partial<NonNullable<SettingsRecord['site']>>,
  entries = log,
  aliases: string[] = [],
): { from: string; to: string; isCurrent: boolean } | undefined {
  const { register } = makeRegister(
    entries,
    { ...settings, site },
    { services: [webService], record: { aliases } },
  );
  const found = findCoverage(register, now);
  return found && { ...found, from: formatInstant(found.from), to: formatInstant(found.to) };
}

describe('the time that records cover', () => {
  test('begins with the first incident and lasts until now', () => {
    expect(cover({})).toEqual({
      from: '2026-01-14T10:00:00Z',
      to: '2026-03-31T12:00:00Z',
      isCurrent: true,
    });
  });

  test('begins with the day that the settings name, in the zone of the organisation', () => {
    const organisation = { name: 'X', timezone: 'Europe/Amsterdam' };
    const { register } = makeRegister(log, {
      ...settings,
      organisation,
      site: { since: '2025-07-01' },
    });
    expect(findCoverage(register, now)?.from).toBe(readInstant('2025-07-01T00:00:00+02:00'));
    expect(cover({ since: '2026-02-01' })?.from).toBe('2026-02-01T00:00:00Z');
  });

  test('ends with the newest entry if that is older than the settings allow', () => {
    expect(cover({ stale_after: '30d' })).toMatchObject({
      to: '2026-01-20T09:00:00Z',
      isCurrent: false,
    });
    // From 20 January, 9:00, to now are 70 days and three hours.
    expect(cover({ stale_after: '70d' })?.isCurrent).toBe(false);
    expect(cover({ stale_after: '71d' })?.isCurrent).toBe(true);
  });

  test('ends a day after the newest entry if every incident was imported', () => {
    const aliases = ['statuspage:z3lct0r596n4'];
    expect(cover({}, log, aliases)?.isCurrent).toBe(false);
    expect(cover({ stale_after: '71d' }, log, aliases)?.isCurrent).toBe(true);
    expect(cover({}, log, ['issue:12'])?.isCurrent).toBe(true);
    const recent: Entry[] = [{ at: '2026-03-30T12:00:00Z', type: 'detected' }];
    expect(cover({}, [...log, ...recent], aliases)?.isCurrent).toBe(true);
  });

  test('is not known without records before now', () => {
    const future: Entry[] = [{ at: '2026-04-01T10:00:00Z', type: 'detected' }];
    expect(cover({}, future)).toBeUndefined();
    expect(cover({ since: '2026-04-01' })).toBeUndefined();
    const { register } = makeRegister(log, settings);
    register.incidents.clear();
    expect(findCoverage(register, now)).toBeUndefined();
    register.settings.site.since = '2026-03-01';
    expect(findCoverage(register, now)).toMatchObject({ to: now, isCurrent: true });
    register.settings.site.stale_after = '30d';
    expect(findCoverage(register, now)).toMatchObject({ isCurrent: false });
  });

  test('begins with an incident whose record cannot be read', () => {
    const { register } = makeRegister(log, settings);
    register.incidents.clear();
    const from = readInstant('2026-02-01T00:00:00Z');
    register.unread.push({ id: '2026-02-01-lost', path: '', services: [], from });
    expect(findCoverage(register, now)?.from).toBe(from);
  });
});

test('the gap is named by the day on which records end for the organisation', () => {
  expect(describeGap(undefined, 'UTC')).toBe('no records yet');
  const to = readInstant('2026-08-20T23:30:00Z');
  expect(describeGap({ from: 0, to, isCurrent: false }, 'UTC')).toBe('records end on 2026-08-20');
  expect(describeGap({ from: 0, to, isCurrent: false }, 'Europe/Amsterdam')).toBe(
    'records end on 2026-08-21',
  );
  expect(describeGap({ from: 0, to, isCurrent: true }, 'UTC')).toBeUndefined();
});

describe('the days of a service', () => {
  const lay = (
    site: SettingsRecord['site'] & object,
    entries = log,
    at = '2026-01-31T12:00:00Z',
  ): string => {
    const { register } = makeRegister(entries, { ...settings, site });
    const days = layDays(register, ['web'], readInstant(at), 20, 'UTC').get('web') ?? [];
    return days.map(({ state }) => (state === 'operational' ? '.' : (state[0] ?? ''))).join('');
  };

  test('are without data before the records begin and after they end', () => {
    // From 12 to 31 January: the incident of the 14th, and the newest entry on the 20th.
    expect(lay({})).toBe('nnd.................');
    expect(lay({ since: '2026-01-13' })).toBe('n.d.................');
    expect(lay({ stale_after: '7d' })).toBe('nnd......nnnnnnnnnnn');
    expect(lay({ stale_after: '14d' })).toBe('nnd.................');
  });

  test('show what is known although it is outside of the time that records cover', () => {
    // An incident that nobody ended, and one from before the day that the settings name.
    expect(lay({ stale_after: '7d' }, log.slice(0, 1))).toBe('nndddddddddddddddddd');
    expect(lay({ since: '2026-01-16' })).toBe('nndn................');
  });
});
