import { describe, expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import { formatDay } from '../../model/time/instant.ts';
import type { Entry, IncidentRecord } from '../../../schemas/generated/records.ts';
import { readInstant, settings, webService } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import type { ServiceState } from '../../model/register/register.ts';
import { buildHomePage, listServiceStrips, type HomePage } from './home.ts';
import { joinDays, type DayState } from '../../model/register/states.ts';

const detected: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'started', affects: { web: 'major-outage' } },
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
];

function build(record: Partial<IncidentRecord>, services = [webService]): HomePage {
  const { register } = makeRegister(detected, settings, { services, record });
  return buildHomePage(cutEdition(register, 'internal', readInstant('2026-01-14T10:10:00Z')));
}

test('the days of a service are those of the organisation', () => {
  // Half past eight in the evening of 14 January in UTC is 10:15 of the next day there.
  const now = readInstant('2026-01-16T00:00:00Z');
  const paint = (timezone: string): string[] => {
    const organisation = { name: 'X', timezone };
    const { register } = makeRegister(
      [
        {
          at: '2026-01-14T20:30:00Z',
          type: 'started',
          affects: { web: 'degraded' },
        },
        { at: '2026-01-14T21:00:00Z', type: 'resolved', resolution: 'fixed' },
      ],
      { ...settings, organisation },
      { services: [webService] },
    );
    const [strip] = listServiceStrips(cutEdition(register, 'internal', now));
    return (strip?.days ?? [])
      .filter(({ state }) => state === 'degraded')
      .map((cell) => formatDay(cell.day));
  };
  expect(paint('UTC')).toEqual(['2026-01-14']);
  expect(paint('Pacific/Chatham')).toEqual(['2026-01-15']);
});

test('neighbouring days with the same state and incidents make one run', () => {
  const cell = (day: number, state: ServiceState, ...incidents: string[]): DayState => ({
    day,
    state,
    incidents,
  });
  const days = [
    cell(1, 'operational'),
    cell(2, 'operational'),
    cell(3, 'degraded', 'a'),
    cell(4, 'degraded', 'a'),
    cell(5, 'degraded', 'a', 'b'),
    cell(6, 'operational', 'b'),
    cell(7, 'operational'),
  ];
  const runs = joinDays(days);
  expect(runs.map((run) => run.map(({ day }) => day))).toEqual([[1, 2], [3, 4], [5], [6], [7]]);
  expect(runs.flat()).toEqual(days);
  expect(joinDays([])).toEqual([]);
});

describe('the home page', () => {
  test('shows the next deadline of each open incident', () => {
    expect(build({}).live).toMatchObject([
      { id: '2026-03-27-x', deadline: { key: 'acknowledge', left: 5 * 60_000 } },
    ]);
  });

  test('shows only the services that were bad if there are very many, and counts the others', () => {
    const services = Array.from({ length: 61 }, (_, index) => ({
      ...webService,
      id: index === 30 ? 'web' : `other-${index}`,
    }));
    const { groups, hiddenServices } = build({}, services);
    expect(groups.flatMap((group) => group.services.map(({ id }) => id))).toEqual(['web']);
    expect(hiddenServices).toBe(60);
    expect(build({}, services.slice(0, 60)).hiddenServices).toBe(0);
  });

  test('shows an exercise, but not as a real incident', () => {
    const { sentence, state, live } = build({ kind: 'exercise' });
    expect([sentence, state, live.length]).toEqual([
      'All services are operational.',
      'operational',
      1,
    ]);
  });

  test('shows a service as affected if nobody has stated the degree', () => {
    const silent = detected.map(({ affects: _affects, ...entry }) => entry);
    const { register } = makeRegister(silent, settings, { services: [webService] });
    const now = readInstant('2026-01-15T10:00:00Z');
    const edition = cutEdition(register, 'internal', now);
    const { sentence, state, live, groups } = buildHomePage(edition);
    expect([sentence, state]).toEqual(['Web shop: affected.', 'affected']);
    expect(live.map(({ affected }) => affected)).toEqual([
      [{ name: 'Web shop', state: 'affected' }],
    ]);
    const [strip] = groups.flatMap(({ services }) => services);
    expect(strip).toMatchObject({ state: 'affected', badDays: 2 });
    expect(strip?.days.slice(-3).map(({ state: day }) => day)).toEqual([
      'no-data',
      'affected',
      'affected',
    ]);
  });

  test('counts services that the catalog does not have', () => {
    const other = { ...webService, id: 'other', name: 'Other' };
    expect(build({}, [other])).toMatchObject({
      sentence: 'web: major outage.',
      state: 'major-outage',
    });
  });

  describe('with the record of a live incident that cannot be read', () => {
    const now = readInstant('2026-01-15T10:00:00Z');
    const buildUnread = (services: string[], entries: Entry[] = []): HomePage => {
      const search = { ...webService, id: 'search', name: 'Search' };
      const { register } = makeRegister(entries, settings, {
        services: [webService, search],
        record: { kind: entries.length > 0 ? 'incident' : 'exercise' },
      });
      const path = '2026/2026-01-13-lost';
      const from = readInstant('2026-01-14T09:00:00Z');
      register.unread.push({ id: '2026-01-13-lost', path, services, from });
      return buildHomePage(cutEdition(register, 'internal', now));
    };
    const statesOf = ({ groups }: HomePage): string[] =>
      groups.flatMap((group) => group.services.map(({ name, state }) => `${name} ${state}`));

    test('shows that the state is unknown, and for which services', () => {
      const home = buildUnread(['search']);
      expect(home.sentence).toBe('Unknown: the record of 2026-01-13-lost cannot be read.');
      expect(home.state).toBe('unknown');
      expect(statesOf(home)).toEqual(['Search unknown', 'Web shop operational']);
      const days = home.groups[0]?.services[0]?.days.slice(-3).map(({ state }) => state);
      expect(days).toEqual(['no-data', 'unknown', 'unknown']);
    });

    test('shows that the overall state is unknown if its text names no service', () => {
      expect(buildUnread([])).toMatchObject({
        sentence: 'Unknown: the record of 2026-01-13-lost cannot be read.',
        state: 'unknown',
      });
    });

    test('shows it beside a known state that is worse', () => {
      const home = buildUnread(['search', 'web'], detected);
      expect(home.sentence).toBe(
        'Web shop: major outage, Search: unknown; the record of 2026-01-13-lost cannot be read.',
      );
      expect(home.state).toBe('major-outage');
    });
  });

  describe('with records that do not cover now', () => {
    const resolved: Entry[] = [
      ...detected,
      { at: '2026-01-14T11:00:00Z', type: 'resolved', resolution: 'fixed' },
    ];
    const buildLater = (entries: Entry[], services = [webService]): HomePage => {
      const { register } = makeRegister(
        entries,
        { ...settings, site: { stale_after: '30d' } },
        { services },
      );
      if (entries.length === 0) register.incidents.clear();
      return buildHomePage(cutEdition(register, 'internal', readInstant('2026-04-14T10:00:00Z')));
    };
    const stateOf = ({ groups }: HomePage): unknown => groups[0]?.services[0]?.state;

    test('shows when they end instead of operational services', () => {
      const home = buildLater(resolved);
      expect([home.sentence, home.state, stateOf(home)]).toEqual([
        'Records end on 2026-01-14; nothing is known since.',
        'no-data',
        'no-data',
      ]);
      // The strip begins on 15 January.
      expect(home.groups[0]?.services[0]).toMatchObject({ badDays: 0 });
      const days = home.groups[0]?.services[0]?.days ?? [];
      expect(new Set(days.map(({ state }) => state))).toEqual(new Set(['no-data']));
      expect(buildLater(resolved, []).sentence).toBe(home.sentence);
    });

    test('shows when they end beside an incident that nobody ended', () => {
      const home = buildLater(detected);
      expect([home.sentence, home.state, stateOf(home)]).toEqual([
        'Web shop: major outage; records end on 2026-01-14.',
        'major-outage',
        'major-outage',
      ]);
      const silent = detected.map((entry) => ({ ...entry, affects: 'none' as const }));
      expect(buildLater(silent)).toMatchObject({
        sentence: 'Records end on 2026-01-14; nothing is known since; one incident was open.',
        state: 'no-data',
      });
    });

    test('shows that there are no records yet', () => {
      const home = buildLater([]);
      expect([home.sentence, home.state, stateOf(home), home.isEmpty]).toEqual([
        'No records yet.',
        'no-data',
        'no-data',
        true,
      ]);
      expect(buildLater([], []).sentence).toBe('No records yet.');
    });

    test('does not claim that there are no records if files cannot be read', () => {
      const { register } = makeRegister([], settings, { services: [webService] });
      register.incidents.clear();
      register.leftOut.push({ path: '2026/x/incident.md', reason: 'x', findings: [] });
      const now = readInstant('2026-04-14T10:00:00Z');
      expect(buildHomePage(cutEdition(register, 'internal', now))).toMatchObject({
        sentence: 'No service is known to be affected.',
        state: 'unknown',
      });
    });
  });

  test('counts open incidents if there are no services', () => {
    expect(build({}, []).sentence).toBe('One incident is open.');
    expect(build({ kind: 'near-miss' }, []).sentence).toBe('No incident is open.');
  });
});
