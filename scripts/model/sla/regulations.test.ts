import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Entry, Regulation } from '../../../schemas/generated/records.ts';
import { makeRegister } from '../../testing/incident.ts';
import { formatInstant, parseInstant, type Instant } from '../time/instant.ts';
import type { Clock } from './clock.ts';
import { evaluateClocks } from './evaluate.ts';
import { explainClock } from './explain.ts';
import { readTargets } from './targets.ts';

type Profile = NonNullable<Regulation['profile']>;

/** An incident under a profile: what was entered and filed, and the time at which it is judged. */
interface Given {
  zone?: string;
  entity?: NonNullable<Regulation['entity']>;
  holidays?: string[];
  entries: Entry[];
  filings?: Record<string, string[]>;
  now: string;
}

const read = (text: string): Instant => {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(text);
  return at;
};
const write = (at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : formatInstant(at);
const utc = (text: string): string => formatInstant(read(text));

/** Evaluates one clock of an incident. */
function judge(key: string, given: Given, settings: Partial<Regulation> = {}): Clock {
  const { zone = 'Europe/Berlin', entity, holidays = [], filings = {} } = given;
  const entries = [
    ...given.entries,
    ...Object.entries(filings).flatMap(([clock, times]) =>
      times.map((at): Entry => ({ at, type: 'note', note: 'Sent.', fulfils: [clock] })),
    ),
  ];
  const { register, incident } = makeRegister(entries, {
    organisation: { name: 'X', timezone: 'Asia/Tokyo' },
    calendars: { state: { timezone: zone, hours: {}, holidays } },
    regulations: [
      {
        profile: key.split('/')[0] as Profile,
        calendar: 'state',
        ...(entity && { entity }),
        ...settings,
      },
    ],
  });
  const now = read(given.now);
  const clock = evaluateClocks(incident, readTargets(register, now), now).find(
    (candidate) => candidate.key === key,
  );
  if (!clock) throw new Error(key);
  return clock;
}

/** State, and the due time or the reason why nothing is due. */
const tell = ({ state, due, reason }: Clock): (string | undefined)[] => [
  state,
  write(due) ?? reason,
];

/** A case worked out by hand from the law, by somebody else than the program's author. */
interface HandWorked {
  name: string;
  clock: string;
  zone: string;
  entity?: NonNullable<Regulation['entity']>;
  holidays?: string[];
  entries: Partial<Record<Entry['type'], string>>;
  filings: Record<string, string[]>;
  now: string;
  state: Clock['state'];
  due?: string;
  reason?: string;
  /** End by Regulation 1182/71, where it applies. */
  latest?: string;
}

const handWorked = JSON.parse(
  readFileSync(join(import.meta.dirname, 'regulations.cases.json'), 'utf8'),
) as HandWorked[];

test.each(handWorked)('$name', ({ clock: key, entries, due, reason, state, latest, ...given }) => {
  const listed = Object.entries(entries).map(([type, at]) => ({ at, type }) as Entry);
  const clock = judge(key, { ...given, entries: listed });
  expect(tell(clock)).toEqual([state, due === undefined ? reason : utc(due)]);
  const found = clock.derivation?.latest ?? clock.derivation?.moved?.from;
  expect(found === undefined).toBe(latest === undefined);
  if (clock.derivation?.latest !== undefined) expect(write(found)).toBe(utc(latest ?? ''));
  // An article that moves a limit says itself when it is due.
  if (clock.derivation?.moved) expect(latest).toBe(due);
});

// The cases below are worked out by hand, too, on a calendar.

const entry = (at: string, type: Entry['type'], more: Partial<Entry> = {}): Entry => ({
  at,
  type,
  ...more,
});
const aware = (at: string) => entry(at, 'aware');
const classified = (at: string) => entry(at, 'classified');

describe('DORA', () => {
  const monday = aware('2026-06-08T08:00:00+02:00');

  test('classified exactly 24 hours after awareness, both limits apply; a second later, one', () => {
    const late = [monday, classified('2026-06-09T08:00:01+02:00')];
    const now = '2026-06-09T08:10:00+02:00';
    expect(tell(judge('dora/initial', { entries: late, now }))).toEqual([
      'running',
      utc('2026-06-09T12:00:01+02:00'),
    ]);
    const exact = [monday, classified('2026-06-09T08:00:00+02:00')];
    const filings = { 'dora/initial': ['2026-06-09T08:00:00+02:00'] };
    expect(tell(judge('dora/initial', { entries: exact, filings, now }))).toEqual([
      'met',
      utc('2026-06-09T08:00:00+02:00'),
    ]);
  });

  test('nothing is owed until it is classified; without awareness, four hours count', () => {
    const now = '2026-06-09T09:00:00+02:00';
    expect(tell(judge('dora/initial', { entries: [monday], now }))).toEqual([
      'not-applicable',
      'not classified yet',
    ]);
    const entries = [classified('2026-06-09T08:30:00+02:00')];
    expect(tell(judge('dora/initial', { entries, now }))).toEqual([
      'running',
      utc('2026-06-09T12:30:00+02:00'),
    ]);
  });

  describe('over Easter', () => {
    // Thursday 2 April 22:00 and four hours end on Good Friday.
    const easter: Given = {
      holidays: ['2026-04-03', '2026-04-06'],
      entries: [aware('2026-04-02T20:00:00+02:00'), classified('2026-04-02T22:00:00+02:00')],
      now: '2026-04-03T10:00:00+02:00',
    };

    test.each(['investment-firm', 'insurance-undertaking'] as const)('%s', (entity) => {
      // Saturday, Sunday and Easter Monday are free, too.
      expect(tell(judge('dora/initial', { ...easter, entity }))).toEqual([
        'running',
        utc('2026-04-07T12:00:00+02:00'),
      ]);
    });

    test.each([
      'credit-institution',
      'central-counterparty',
      'trading-venue',
      'essential-entity',
      'important-entity',
      'trust-service-provider',
      undefined,
    ] as const)('%s has no weekend rule', (entity) => {
      expect(tell(judge('dora/initial', { ...easter, ...(entity && { entity }) }))).toEqual([
        'breached',
        utc('2026-04-03T02:00:00+02:00'),
      ]);
    });
  });

  test('a limit on Friday evening stays', () => {
    const entries = [aware('2026-06-12T18:00:00+02:00'), classified('2026-06-12T19:30:00+02:00')];
    const given: Given = { entity: 'investment-firm', entries, now: '2026-06-12T20:00:00+02:00' };
    expect(tell(judge('dora/initial', given))).toEqual([
      'running',
      utc('2026-06-12T23:30:00+02:00'),
    ]);
  });

  const entries = [aware('2026-04-07T08:00:00+02:00'), classified('2026-04-07T09:00:00+02:00')];
  const initial = ['2026-04-07T12:00:00+02:00'];

  test('a clock stops at its first filing', () => {
    const filings = {
      'dora/initial': initial,
      'dora/intermediate': ['2026-04-10T10:00:00+02:00', '2026-04-20T09:00:00+02:00'],
    };
    const given: Given = { entries, filings, now: '2026-04-21T00:00:00+02:00' };
    expect(tell(judge('dora/intermediate', given))).toEqual([
      'met',
      utc('2026-04-10T12:00:00+02:00'),
    ]);
  });

  test('the final counts from the latest update known, and not from one after it was filed', () => {
    const updates = ['2026-04-10T10:00:00+02:00', '2026-05-20T09:00:00+02:00'];
    // 10 May 2026 is a Sunday.
    const due = utc('2026-05-11T12:00:00+02:00');
    const filings = { 'dora/initial': initial, 'dora/intermediate': updates };
    expect(
      tell(judge('dora/final', { entries, filings, now: '2026-04-15T00:00:00+02:00' })),
    ).toEqual(['running', due]);
    const late = { ...filings, 'dora/final': ['2026-05-12T09:00:00+02:00'] };
    expect(
      tell(judge('dora/final', { entries, filings: late, now: '2026-06-01T00:00:00+02:00' })),
    ).toEqual(['breached', due]);
  });

  test('one submission can serve all three', () => {
    const filings = {
      'dora/initial': initial,
      'dora/intermediate': initial,
      'dora/final': initial,
    };
    const given: Given = { entries, filings, now: '2026-06-01T00:00:00+02:00' };
    for (const [key, due] of [
      ['dora/initial', '2026-04-07T13:00:00+02:00'],
      ['dora/intermediate', '2026-04-10T12:00:00+02:00'],
      ['dora/final', '2026-05-07T12:00:00+02:00'],
    ] as const) {
      expect(tell(judge(key, given))).toEqual(['met', utc(due)]);
    }
  });

  test.each([
    // New Year's Day 2027 is a Friday, before a weekend.
    ['2026-12-01T10:00:00+01:00', '2027-01-04T12:00:00+01:00'],
    // February 2026 has no 31st, and its 28th is a Saturday.
    ['2026-01-31T15:00:00+01:00', '2026-03-02T12:00:00+01:00'],
    // 29 February 2028 is a Tuesday.
    ['2028-01-31T09:00:00+01:00', '2028-02-29T09:00:00+01:00'],
    ['2028-02-29T09:00:00+01:00', '2028-03-29T09:00:00+02:00'],
  ])('the final after an intermediate report of %s', (sent, due) => {
    const given: Given = {
      holidays: ['2027-01-01'],
      entity: 'credit-institution',
      entries: [aware('2025-11-01T08:00:00+01:00'), classified('2025-11-01T09:00:00+01:00')],
      filings: { 'dora/initial': ['2025-11-01T12:00:00+01:00'], 'dora/intermediate': [sent] },
      now: sent,
    };
    expect(tell(judge('dora/final', given))).toEqual(['running', utc(due)]);
  });

  describe('reclassified', () => {
    const beginning = [aware('2026-05-11T08:00:00+02:00'), classified('2026-05-11T10:00:00+02:00')];
    const never = entry('2026-05-13T16:00:00+02:00', 'reclassified', { reason: 'Never major.' });
    const now = '2026-05-20T09:00:00+02:00';

    test('ends open clocks, also one that is breached, and keeps the verdict on filed ones', () => {
      const all = [...beginning, never];
      expect(tell(judge('dora/initial', { entries: all, now }))).toEqual([
        'not-applicable',
        'reclassified as non-major',
      ]);
      const filings = { 'dora/initial': ['2026-05-11T15:00:00+02:00'] };
      expect(tell(judge('dora/initial', { entries: all, filings, now }))).toEqual([
        'breached',
        utc('2026-05-11T14:00:00+02:00'),
      ]);
      const after = { 'dora/initial': ['2026-05-14T15:00:00+02:00'] };
      expect(judge('dora/initial', { entries: all, filings: after, now }).state).toBe(
        'not-applicable',
      );
      const before = { entries: all, now: '2026-05-13T15:00:00+02:00' };
      expect(judge('dora/initial', before).state).toBe('breached');
    });

    test('and classified again counts anew', () => {
      const again = classified('2026-05-15T15:00:00+02:00');
      const given = { entries: [...beginning, never, again], now: '2026-05-15T16:00:00+02:00' };
      expect(tell(judge('dora/initial', given))).toEqual([
        'running',
        utc('2026-05-15T19:00:00+02:00'),
      ]);
    });

    test('concerns the regulation that it names', () => {
      const other = [...beginning, { ...never, regulation: 'nis2' }];
      expect(judge('dora/initial', { entries: other, now }).state).toBe('breached');
      const own = [...beginning, { ...never, regulation: 'dora' }];
      expect(judge('dora/initial', { entries: own, now }).state).toBe('not-applicable');
    });
  });

  test('a classification by another regulation starts nothing', () => {
    const entries = [monday, entry('2026-06-08T09:00:00+02:00', 'classified', { regulation: 'x' })];
    expect(tell(judge('dora/initial', { entries, now: '2026-06-08T10:00:00+02:00' }))).toEqual([
      'not-applicable',
      'not classified yet',
    ]);
  });
});

describe('NIS2', () => {
  const beginning = [
    entry('2026-03-03T08:00:00+01:00', 'detected'),
    aware('2026-03-03T09:00:00+01:00'),
  ];
  const filings = {
    'nis2/early-warning': ['2026-03-03T19:00:00+01:00'],
    'nis2/notification': ['2026-03-05T12:00:00+01:00'],
  };
  /** A month after the notification, a Sunday: there is no weekend rule. */
  const due = '2026-04-05T12:00:00+02:00';
  const both = (entries: Entry[], now: string, more: Given['filings'] = {}) =>
    ['nis2/progress', 'nis2/final'].map((key) =>
      tell(
        judge(key, { entries: [...beginning, ...entries], filings: { ...filings, ...more }, now }),
      ),
    );

  test('an open incident owes a progress report; the final waits for its handling', () => {
    const open = ['not-applicable', 'not handled yet'];
    expect(both([], '2026-03-20T12:00:00+01:00')).toEqual([['running', utc(due)], open]);
    expect(both([], '2026-04-06T12:00:00+02:00')).toEqual([['breached', utc(due)], open]);
    const sent = { 'nis2/progress': ['2026-04-06T09:00:00+02:00'] };
    expect(both([], '2026-04-06T12:00:00+02:00', sent)[0]).toEqual(['breached', utc(due)]);
  });

  test.each(['2026-03-10T12:00:00+01:00', due])('handled by the due time, at %s', (at) => {
    const sent = { 'nis2/final': [due] };
    expect(both([entry(at, 'handled')], '2026-05-01T12:00:00+02:00', sent)).toEqual([
      ['not-applicable', 'handled before it was due'],
      ['met', utc(due)],
    ]);
  });

  test('handled a second later, the final is due a month after that', () => {
    const handled = entry('2026-04-05T12:00:01+02:00', 'handled');
    expect(both([handled], '2026-04-07T12:00:00+02:00')).toEqual([
      ['breached', utc(due)],
      ['running', utc('2026-05-05T12:00:01+02:00')],
    ]);
  });

  test('an incident that is reopened is not handled any more', () => {
    const entries = [
      entry('2026-03-09T12:00:00+01:00', 'resolved', { resolution: 'fixed' }),
      entry('2026-03-10T12:00:00+01:00', 'handled'),
      entry('2026-03-12T12:00:00+01:00', 'reopened', { reason: 'It is back.' }),
    ];
    expect(both(entries, '2026-03-11T12:00:00+01:00')[1]).toEqual(['running', utc(due)]);
    expect(both(entries, '2026-03-13T12:00:00+01:00')).toEqual([
      ['running', utc(due)],
      ['not-applicable', 'not handled yet'],
    ]);
  });

  test('a month can end in the hour that the clocks skip', () => {
    const given: Given = {
      entries: [aware('2027-02-27T09:00:00+01:00'), entry('2027-03-01T09:00:00+01:00', 'handled')],
      filings: { 'nis2/notification': ['2027-02-28T02:30:00+01:00'] },
      now: '2027-03-05T09:00:00+01:00',
    };
    // 02:30 of the old time is 03:30 of the new one.
    expect(tell(judge('nis2/final', given))).toEqual(['running', utc('2027-03-28T03:30:00+02:00')]);
  });

  test('trust service providers notify within 24 hours', () => {
    const given: Given = { entries: beginning, now: '2026-03-03T12:00:00+01:00' };
    const ends = (entity?: Given['entity']) =>
      write(judge('nis2/notification', { ...given, ...(entity && { entity }) }).due);
    expect(ends()).toBe(utc('2026-03-06T09:00:00+01:00'));
    expect(ends('trust-service-provider')).toBe(utc('2026-03-04T09:00:00+01:00'));
  });

  test('the settings can replace a clock of the profile, and nothing else changes', () => {
    const own = { clocks: [{ id: 'notification', after: 'aware', within: '48h' }] };
    const given: Given = { entries: beginning, now: '2026-03-03T12:00:00+01:00' };
    expect(write(judge('nis2/notification', given, own).due)).toBe(
      utc('2026-03-05T09:00:00+01:00'),
    );
    expect(write(judge('nis2/early-warning', given, own).due)).toBe(
      utc('2026-03-04T09:00:00+01:00'),
    );
  });
});

describe('a start date', () => {
  const zone = 'Europe/Amsterdam';

  test('is the first moment of the day in the zone, and asks for the awareness', () => {
    const now = '2026-09-11T12:00:00+02:00';
    const early = [aware('2026-09-10T23:59:59+02:00')];
    const judged = (entries: Entry[]) =>
      tell(judge('cra-vulnerability/early-warning', { zone, entries, now }));
    expect(judged(early)).toEqual(['not-applicable', 'before 2026-09-11']);
    expect(judged([aware('2026-09-11T00:00:00+02:00')])).toEqual([
      'running',
      utc('2026-09-12T00:00:00+02:00'),
    ]);
    const entries = [...early, entry('2026-09-11T08:00:00+02:00', 'fix-available')];
    expect(tell(judge('cra-vulnerability/final', { zone, entries, now }))).toEqual([
      'not-applicable',
      'before 2026-09-11',
    ]);
  });

  test('can be set for any profile', () => {
    const given: Given = {
      entries: [aware('2026-06-30T12:00:00+02:00')],
      now: '2026-07-01T12:00:00+02:00',
    };
    expect(judge('gdpr/notification', given).state).toBe('running');
    expect(judge('gdpr/notification', given, { from: '2026-07-01' }).reason).toBe(
      'before 2026-07-01',
    );
  });
});

test('without a fix, a vulnerability has no final report; the first fix counts', () => {
  const entries = [aware('2026-10-01T09:00:00+02:00')];
  const now = '2026-10-20T09:00:00+02:00';
  const key = 'cra-vulnerability/final';
  expect(judge(key, { entries, now }).reason).toBe('not fix-available yet');
  const fixes = ['2026-10-12T09:00:00+02:00', '2026-10-19T09:00:00+02:00'].map((at) =>
    entry(at, 'fix-available'),
  );
  expect(tell(judge(key, { entries: [...entries, ...fixes], now }))).toEqual([
    'running',
    utc('2026-10-26T09:00:00+01:00'),
  ]);
});

test('the UK regulations allow 72 elapsed hours', () => {
  const given: Given = {
    zone: 'Europe/London',
    entries: [aware('2026-03-28T09:00:00Z')],
    now: '2026-03-28T10:00:00Z',
  };
  for (const key of ['uk-nis/notification', 'uk-gdpr/notification']) {
    expect(tell(judge(key, given))).toEqual(['running', utc('2026-03-31T10:00:00+01:00')]);
  }
});

test('explains the article, each limit, and why a limit moved', () => {
  const given: Given = {
    entity: 'investment-firm',
    entries: [aware('2026-06-11T10:00:00+02:00'), classified('2026-06-13T09:00:00+02:00')],
    now: '2026-06-13T10:00:00+02:00',
  };
  const clock = judge('dora/initial', given);
  expect(explainClock(clock, read(given.now), 'UTC')).toEqual([
    'By RTS 2025/301 Art. 5(1)(a), (2); its times are in Europe/Berlin.',
    '4h after classified: 2026-06-13 09:00 to 2026-06-13 13:00.',
    '24h after aware: 2026-06-11 10:00 to 2026-06-12 10:00; left out: it ended before the incident was classified.',
    'The earliest of these limits applies.',
    '2026-06-13 13:00 is on a Saturday: it is due at noon of the next working day, 2026-06-15 12:00.',
    'Due at 2026-06-15 10:00, in 2 d 2 h, if nothing else happens.',
  ]);
  const idle = judge('dora/final', given);
  expect(explainClock(idle, read(given.now), 'UTC')).toEqual([
    'No SLA clock is running: not dora/intermediate yet (RTS 2025/301 Art. 5(1)(c)).',
  ]);
});

test('explains until when Regulation 1182/71 may allow it, but not for British law', () => {
  const explain = (key: string) => {
    const given: Given = {
      entries: [aware('2026-06-10T18:20:00+02:00')],
      now: '2026-06-10T19:00:00+02:00',
    };
    return explainClock(judge(key, given), read(given.now), 'UTC');
  };
  const note = 'Regulation 1182/71 may give until 2026-06-13 19:00; the clock does not rely on it.';
  expect(explain('gdpr/notification')).toContain(note);
  expect(explain('uk-gdpr/notification').join()).not.toContain('1182');
});
