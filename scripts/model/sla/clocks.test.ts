import { describe, expect, test } from 'vitest';
import { formatDuration, hour, minute } from '../time/duration.ts';
import { formatInstant, parseInstant, type Instant } from '../time/instant.ts';
import type {
  Calendar,
  Entry,
  IncidentRecord,
  PostmortemRecord,
  SettingsRecord,
} from '../../../schemas/generated/records.ts';
import type { Maintenance } from '../register/register.ts';
import { makeRegister } from '../../testing/incident.ts';
import { openCalendar } from './calendar.ts';
import type { Clock } from './clock.ts';
import { evaluateClocks } from './evaluate.ts';
import { explainClock } from './explain.ts';
import { readTargets } from './targets.ts';

// Expected values are worked out by hand, from the calendar on the wall.

const read = (text: string): Instant => {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(text);
  return at;
};
const write = (at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : formatInstant(at);

const settings: SettingsRecord = {
  organisation: { name: 'X', timezone: 'Europe/Amsterdam' },
  severities: ['SEV1', 'SEV2', 'SEV3'].map((id) => ({ id, name: id })),
  matrix: { high: { high: 'SEV1' } },
  warn_at: 0.8,
  calendars: {
    office: {
      timezone: 'Europe/Amsterdam',
      hours: Object.fromEntries(
        ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((name) => [
          name,
          ['09:00-17:00'],
        ]),
      ),
      holidays: ['2026-04-06'],
    },
  },
  sla: [
    {
      effective: '2026-01-01T00:00:00Z',
      targets: {
        SEV1: { acknowledge: '15m', update: '1h', mitigate: '2h', resolve: '4h', postmortem: '7d' },
        SEV2: { acknowledge: '30m', resolve: '8h' },
        SEV3: { resolve: '16h', calendar: 'office' },
      },
    },
  ],
  regulations: [
    {
      id: 'nis2',
      name: 'NIS2',
      severities: ['SEV1'],
      clocks: [
        { id: 'early-warning', after: 'detected', within: '24h' },
        { id: 'final-report', after: 'resolved', within: '30d' },
      ],
    },
  ],
};

interface Given {
  entries: Entry[];
  settings?: Partial<SettingsRecord>;
  maintenance?: Maintenance[];
  record?: Partial<IncidentRecord>;
  postmortem?: PostmortemRecord;
}

function look(now: string, { entries, settings: changed, ...more }: Given): Map<string, Clock> {
  const { register, incident } = makeRegister(entries, { ...settings, ...changed }, more);
  const instant = read(now);
  const clocks = evaluateClocks(incident, readTargets(register, instant), instant);
  return new Map(clocks.map((clock) => [clock.key, clock]));
}

/** State and due instant, for comparing. */
const tell = (clock: Clock | undefined) => clock && [clock.state, write(clock.due)];

const triaged = (at: string, severity: string): Entry => ({ at, type: 'triaged', severity });
const detected: Entry = { at: '2026-03-10T10:00:00Z', type: 'detected' };
const opened = [detected, triaged('2026-03-10T10:00:00Z', 'SEV1')];

describe('working time', () => {
  const night: Calendar = { timezone: 'Europe/Amsterdam', hours: { saturday: ['22:00-06:00'] } };
  const nights = openCalendar(night);

  test('the night of spring is seven hours, that of autumn nine', () => {
    expect(nights.measure(read('2026-03-28T00:00:00Z'), read('2026-03-30T00:00:00Z'))).toBe(
      7 * hour,
    );
    expect(nights.measure(read('2026-10-24T00:00:00Z'), read('2026-10-26T00:00:00Z'))).toBe(
      9 * hour,
    );
  });

  test('a target of six hours from 22:00 is due at 05:00 or 03:00', () => {
    // Spring: 22, 23, 0, 1, then 3, 4 o'clock: six hours later the clocks show 5:00 (+02:00).
    const spring = nights.advance(read('2026-03-28T22:00:00+01:00'), 6 * hour);
    expect(write(spring)).toBe(formatInstant(read('2026-03-29T05:00:00+02:00')));
    const autumn = nights.advance(read('2026-10-24T22:00:00+02:00'), 6 * hour);
    expect(write(autumn)).toBe(formatInstant(read('2026-10-25T03:00:00+01:00')));
  });

  test('hours that begin in the hour left out open as the clocks leap', () => {
    const time = openCalendar({
      timezone: 'Europe/Amsterdam',
      hours: { sunday: ['02:30-04:00'] },
    });
    expect(time.measure(read('2026-03-29T00:00:00Z'), read('2026-03-29T12:00:00Z'))).toBe(hour);
    // In autumn from the first 2:30 to four o'clock: an hour more.
    expect(time.measure(read('2026-10-24T22:00:00Z'), read('2026-10-25T12:00:00Z'))).toBe(
      2.5 * hour,
    );
  });

  test('half an hour at Lord Howe', () => {
    const time = openCalendar({
      timezone: 'Australia/Lord_Howe',
      hours: { sunday: ['00:00-06:00'] },
    });
    expect(time.measure(read('2026-10-03T00:00:00Z'), read('2026-10-05T00:00:00Z'))).toBe(
      5.5 * hour,
    );
    expect(time.measure(read('2026-04-04T00:00:00Z'), read('2026-04-06T00:00:00Z'))).toBe(
      6.5 * hour,
    );
  });

  test('a calendar that never opens makes nothing due', () => {
    const never = openCalendar({ timezone: 'UTC', hours: {} });
    expect(never.advance(read('2026-01-01T00:00:00Z'), minute)).toBeUndefined();
    expect(never.measure(read('2026-01-01T00:00:00Z'), read('2027-01-01T00:00:00Z'))).toBe(0);
  });

  test('hours that overlap count once', () => {
    const time = openCalendar({
      timezone: 'UTC',
      hours: { monday: ['08:00-12:00', '11:00-13:00'] },
    });
    expect(time.measure(read('2026-03-09T00:00:00Z'), read('2026-03-10T00:00:00Z'))).toBe(5 * hour);
  });
});

describe('a clock', () => {
  test('runs, is at risk after four fifths, and is breached at its due instant', () => {
    const at = (now: string) => look(now, { entries: opened }).get('acknowledge')?.state;
    expect(at('2026-03-10T10:11:59Z')).toBe('running');
    expect(at('2026-03-10T10:12:00Z')).toBe('at-risk');
    expect(at('2026-03-10T10:14:59Z')).toBe('at-risk');
    expect(at('2026-03-10T10:15:00Z')).toBe('breached');
  });

  test('is met if it is fulfilled at its due instant, and breached a second later', () => {
    const acknowledge = (at: string) =>
      look('2026-03-11T00:00:00Z', {
        entries: [...opened, { at, type: 'acknowledged', by: 'a' }],
      }).get('acknowledge');
    expect(acknowledge('2026-03-10T10:15:00Z')?.state).toBe('met');
    expect(acknowledge('2026-03-10T10:15:01Z')?.state).toBe('breached');
  });

  describe('that falls due as the office closes', () => {
    // Monday 9 March and Tuesday; on 6 April, a Monday, is a holiday.
    const office = {
      timezone: 'UTC',
      hours: { monday: ['09:00-17:00'], tuesday: ['09:00-17:00'] },
      holidays: ['2026-04-06'],
    };
    const given: Partial<SettingsRecord> = {
      calendars: { office },
      sla: [
        {
          effective: '2026-01-01T00:00:00Z',
          targets: { SEV1: { resolve: '8h', update: '8h', calendar: 'office' } },
        },
      ],
    };
    const beginning: Entry[] = [
      { at: '2026-03-02T09:00:00Z', type: 'detected' },
      triaged('2026-03-02T09:00:00Z', 'SEV1'),
    ];
    const resolve = (at: string): Entry => ({ at, type: 'resolved', resolution: 'fixed' });
    const judge = (now: string, more: Entry[], maintenance: Maintenance[] = []) =>
      look(now, { entries: [...beginning, ...more], settings: given, maintenance }).get('resolve');
    const due = '2026-03-02T17:00:00Z';

    test('is at risk a minute before, broken from then on, and stays broken when it is done in the night', () => {
      expect(tell(judge('2026-03-02T16:59:00Z', []))).toEqual(['at-risk', due]);
      expect(tell(judge(due, []))).toEqual(['breached', due]);
      const late = judge('2026-03-02T22:30:00Z', [resolve('2026-03-02T22:00:00Z')]);
      expect(tell(late)).toEqual(['breached', due]);
      expect([write(late?.breachedAt), late?.elapsed]).toEqual([due, 8 * hour]);
    });

    test('is kept when it is done at that instant or before', () => {
      for (const done of [due, '2026-03-02T16:59:59Z']) {
        expect(tell(judge('2026-03-02T22:30:00Z', [resolve(done)]))).toEqual(['met', due]);
      }
    });

    test.each([
      ['a second later', '2026-03-02T17:00:01Z'],
      ['at the opening of the next day', '2026-03-03T09:00:00Z'],
    ])('is broken when it is done %s', (_, done) => {
      expect(judge('2026-03-20T00:00:00Z', [resolve(done)])?.state).toBe('breached');
    });

    test('is broken when it is done over a weekend or on a holiday', () => {
      // Tuesday 31 March; the next Monday is closed.
      const entries = (done: string): Entry[] => [
        { at: '2026-03-31T09:00:00Z', type: 'detected' },
        triaged('2026-03-31T09:00:00Z', 'SEV1'),
        resolve(done),
      ];
      for (const done of ['2026-04-04T12:00:00Z', '2026-04-06T12:00:00Z']) {
        const clocks = look('2026-04-20T00:00:00Z', { entries: entries(done), settings: given });
        expect(tell(clocks.get('resolve'))).toEqual(['breached', '2026-03-31T17:00:00Z']);
        expect(tell(clocks.get('update'))).toEqual(['breached', '2026-03-31T17:00:00Z']);
      }
    });

    test('is broken when it is done in a pause or in planned work that began at that instant', () => {
      const pause: Entry = { at: due, type: 'paused', reason: 'vendor' };
      const done = resolve('2026-03-02T22:00:00Z');
      expect(judge('2026-03-02T22:30:00Z', [pause, done])?.state).toBe('breached');
      const window = { start: due, end: '2026-03-03T00:00:00Z' };
      const work: Maintenance[] = [
        { id: 'm', path: '', hash: '', title: 'm', services: ['web'], impact: 'none', window },
      ];
      expect(judge('2026-03-02T22:30:00Z', [done], work)?.state).toBe('breached');
    });

    test('is judged as its last severity has it, also when that is corrected afterwards', () => {
      const late = [resolve('2026-03-02T22:00:00Z'), triaged('2026-03-02T23:00:00Z', 'SEV1')];
      expect(judge('2026-03-02T23:30:00Z', late)?.state).toBe('breached');
    });

    test('is explained with how late it was on the wall', () => {
      const clock = judge('2026-03-02T22:30:00Z', [resolve('2026-03-02T22:00:00Z')]);
      if (!clock) throw new Error('no clock');
      expect(explainClock(clock, read('2026-03-02T22:30:00Z'), 'UTC').at(-1)).toMatch(
        /: breached, 5 h late; it was due at /,
      );
    });
  });

  test('falls due over a weekend and a holiday in office hours', () => {
    // Thursday 2 April 15:00 Amsterdam: 2 h; Friday 8 h; Monday is a holiday; Tuesday 6 h more: 15:00.
    const clock = look('2026-04-03T00:00:00Z', {
      entries: [
        { at: '2026-04-02T15:00:00+02:00', type: 'detected' },
        triaged('2026-04-02T15:00:00+02:00', 'SEV3'),
      ],
    }).get('resolve');
    expect(tell(clock)).toEqual(['running', formatInstant(read('2026-04-07T15:00:00+02:00'))]);
    expect(formatDuration(clock?.elapsed ?? 0)).toBe(formatDuration(2 * hour));
  });

  test('keeps what has been counted when the severity changes, in the calendar of its time', () => {
    // Two hours by SEV1 at night, where the office is closed; then 16 office hours less these two.
    const clock = look('2026-03-11T12:00:00+01:00', {
      entries: [
        { at: '2026-03-10T22:00:00+01:00', type: 'detected' },
        triaged('2026-03-10T22:00:00+01:00', 'SEV1'),
        triaged('2026-03-11T00:00:00+01:00', 'SEV3'),
      ],
    }).get('resolve');
    // 11 March 9–17 is 8, 12 March 9–15 is 6: together 14.
    expect(tell(clock)).toEqual(['running', formatInstant(read('2026-03-12T15:00:00+01:00'))]);
    expect(clock?.elapsed).toBe(5 * hour);
  });

  test('is stopped while it is paused, and during planned work on all its services', () => {
    const entries: Entry[] = [
      ...opened,
      { at: '2026-03-10T11:00:00Z', type: 'paused', reason: 'vendor' },
      { at: '2026-03-10T12:30:00Z', type: 'resumed' },
    ];
    const window = { start: '2026-03-10T13:00:00Z', end: '2026-03-10T13:45:00Z' };
    const maintenance: Maintenance[] = [
      { id: 'm', path: '', hash: '', title: 'm', services: ['web'], impact: 'none', window },
    ];
    expect(look('2026-03-10T11:30:00Z', { entries }).get('resolve')?.state).toBe('paused');
    const clock = look('2026-03-10T13:30:00Z', { entries, maintenance }).get('resolve');
    expect(tell(clock)).toEqual(['paused', '2026-03-10T16:15:00Z']);
    const partial = look('2026-03-10T13:30:00Z', {
      entries,
      maintenance,
      record: { services: ['web', 'shop'] },
    }).get('resolve');
    expect(tell(partial)).toEqual(['running', '2026-03-10T15:30:00Z']);
  });

  test('of an update counts from the last one, and remembers the first silence that was too long', () => {
    const update = (at: string): Entry => ({
      at,
      type: 'update',
      status: 'investigating',
      by: 'a',
    });
    const kept = [...opened, update('2026-03-10T10:50:00Z'), update('2026-03-10T11:40:00Z')];
    expect(tell(look('2026-03-10T12:00:00Z', { entries: kept }).get('update'))).toEqual([
      'running',
      '2026-03-10T12:40:00Z',
    ]);
    const blank: Entry = { ...update('2026-03-10T12:10:00Z'), note: ' \n ' };
    expect(tell(look('2026-03-10T12:20:00Z', { entries: [...kept, blank] }).get('update'))).toEqual(
      ['running', '2026-03-10T12:40:00Z'],
    );
    const late: Entry[] = [
      ...kept,
      update('2026-03-10T13:00:00Z'),
      { at: '2026-03-10T13:10:00Z', type: 'resolved', resolution: 'fixed' },
    ];
    const clock = look('2026-03-10T14:00:00Z', { entries: late }).get('update');
    expect([clock?.state, write(clock?.breachedAt)]).toEqual(['breached', '2026-03-10T12:40:00Z']);
  });

  test('goes on after a reopening, without the time in between', () => {
    const entries: Entry[] = [
      ...opened,
      { at: '2026-03-10T13:00:00Z', type: 'resolved', resolution: 'fixed' },
      { at: '2026-03-11T13:00:00Z', type: 'reopened', reason: 'back' },
    ];
    // Three hours until it was resolved; the fourth is counted from the reopening.
    expect(tell(look('2026-03-11T13:10:00Z', { entries }).get('resolve'))).toEqual([
      'running',
      '2026-03-11T14:00:00Z',
    ]);
    expect(look('2026-03-10T20:00:00Z', { entries }).get('resolve')?.state).toBe('met');
  });

  test('is judged by the policy in force when the incident was detected', () => {
    const later = {
      sla: [
        ...(settings.sla ?? []),
        { effective: '2026-03-10T10:30:00Z', targets: { SEV1: { resolve: '30m' } } },
      ],
    };
    const now = '2026-03-10T12:00:00Z';
    expect(look(now, { entries: opened, settings: later }).get('resolve')?.state).toBe('running');
    const early = { sla: [{ effective: '2026-04-01T00:00:00Z', targets: {} }] };
    expect(look(now, { entries: opened, settings: early }).get('resolve')).toMatchObject({
      state: 'not-applicable',
      reason: 'no policy was in force',
    });
  });

  test('before the triage is that of the severity the policy names, or none', () => {
    const [policy] = settings.sla ?? [];
    if (!policy) throw new Error('no policy');
    const untriaged = { sla: [{ ...policy, untriaged: 'SEV2' }] };
    const now = '2026-03-10T10:20:00Z';
    expect(look(now, { entries: [detected] }).get('acknowledge')).toMatchObject({
      state: 'not-applicable',
      reason: 'not triaged yet',
    });
    expect(
      tell(look(now, { entries: [detected], settings: untriaged }).get('acknowledge')),
    ).toEqual(['running', '2026-03-10T10:30:00Z']);
  });

  test('does not run for exercises, near misses, and cancelled or merged incidents', () => {
    const reason = (given: Given) =>
      look('2026-03-11T00:00:00Z', given).get('resolve')?.reason ?? 'none';
    expect(reason({ entries: opened, record: { kind: 'exercise' } })).toBe('an exercise');
    expect(reason({ entries: opened, record: { kind: 'near-miss' } })).toBe('a near miss');
    const cancelled: Entry = { at: '2026-03-10T10:05:00Z', type: 'cancelled', reason: 'noise' };
    expect(reason({ entries: [...opened, cancelled] })).toBe('cancelled');
  });
});

describe('regulatory and postmortem clocks', () => {
  const resolved: Entry = { at: '2026-03-10T13:00:00Z', type: 'resolved', resolution: 'fixed' };
  const draft: PostmortemRecord = { authors: ['a'], state: 'draft', root_causes: [], actions: [] };

  test('an early warning is due a day after it was detected, pauses or not, for the severities named', () => {
    const entries: Entry[] = [
      ...opened,
      { at: '2026-03-10T11:00:00Z', type: 'paused', reason: 'vendor' },
    ];
    const clock = look('2026-03-11T09:00:00Z', { entries }).get('nis2/early-warning');
    expect(tell(clock)).toEqual(['at-risk', '2026-03-11T10:00:00Z']);
    const told: Entry = {
      at: '2026-03-11T08:00:00Z',
      type: 'note',
      note: 'Told.',
      fulfils: ['nis2/early-warning'],
    };
    const clocks = look('2026-03-11T12:00:00Z', { entries: [...entries, told] });
    expect(clocks.get('nis2/early-warning')?.state).toBe('met');
    expect(clocks.get('nis2/final-report')?.reason).toBe('not resolved yet');
    const lesser = [detected, triaged('2026-03-10T10:00:00Z', 'SEV2')];
    expect(
      look('2026-03-11T12:00:00Z', { entries: lesser }).get('nis2/early-warning')?.reason,
    ).toBe('not for SEV2');
  });

  test('a postmortem is due days after the resolution, and done when it is put up for review', () => {
    const entries = [...opened, resolved];
    const clock = (now: string, postmortem?: PostmortemRecord) =>
      look(now, { entries, ...(postmortem && { postmortem }) }).get('postmortem');
    expect(tell(clock('2026-03-12T00:00:00Z'))).toEqual(['running', '2026-03-17T13:00:00Z']);
    expect(clock('2026-03-18T00:00:00Z', draft)?.state).toBe('breached');
    const put = (submitted: string): PostmortemRecord => ({
      ...draft,
      state: 'in-review',
      submitted,
    });
    expect(clock('2026-04-18T00:00:00Z', put('2026-03-17T13:00:00Z'))?.state).toBe('met');
    expect(clock('2026-04-18T00:00:00Z', put('2026-03-17T13:00:01Z'))?.state).toBe('breached');
    const { submitted: _, ...unknown } = put('');
    expect(clock('2026-04-18T00:00:00Z', unknown)?.state).toBe('not-applicable');
  });

  test('an action is kept until its day is over in the zone of the organisation', () => {
    const action: PostmortemRecord['actions'][number] = {
      id: 'a1',
      title: 'Add a test',
      type: 'prevent',
      owner: 'a',
      due: '2026-03-31',
    };
    const clock = (now: string, more: Partial<typeof action> = {}) =>
      look(now, {
        entries: [...opened, resolved],
        postmortem: { ...draft, actions: [{ ...action, ...more }] },
      }).get('action/a1');
    const state = (now: string, more: Partial<typeof action> = {}) => clock(now, more)?.state;
    // The last of March in Amsterdam (+02:00) is over at 22:00 UTC.
    expect(state('2026-03-31T21:59:59Z')).toBe('at-risk');
    expect(state('2026-03-31T22:00:00Z')).toBe('breached');
    expect(state('2026-05-01T00:00:00Z', { done: '2026-03-31' })).toBe('met');
    expect(state('2026-05-01T00:00:00Z', { done: '2026-04-01' })).toBe('breached');
    // One that was done before the incident was resolved was due all the same.
    const early = clock('2026-05-01T00:00:00Z', { done: '2026-03-10' });
    expect(tell(early)).toEqual(['met', '2026-03-31T22:00:00Z']);
  });
});
