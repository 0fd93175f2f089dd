import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleRegister } from '../../model/register/assemble.ts';
import { foldIncident } from '../../model/register/incident.ts';
import type { Entry, SettingsRecord } from '../../../schemas/generated/records.ts';
import type { LogEntry, Register, Service } from '../../model/register/register.ts';
import { fillSettings } from '../../model/register/settings.ts';
import { slugify } from '../../model/text/slug.ts';
import type { Signal } from './senders/signal.ts';
import { writeEntries } from './entries.ts';
import { chooseCandidates, type Known } from './group.ts';
import { matchSignals } from './match.ts';
import { writeRecord } from './opening.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const start = Date.parse('2026-01-14T08:00:00Z');
const minute = 60_000;

/** A circle among them does no harm. */
const needs: Readonly<Record<string, string[]>> = {
  checkout: ['payments'],
  payments: ['accounts'],
  accounts: ['payments'],
  search: ['accounts'],
};

/** A data root in memory: what is told to it becomes records, and is read again the next time. */
function makeRoot(intake: SettingsRecord['intake'] = {}) {
  const settings = fillSettings({ organisation: { name: 'Northwind Rail' }, intake });
  const services = ['checkout', 'search', 'payments', 'boards', 'accounts'].map((id): Service => ({
    id,
    name: id,
    tier: 1,
    team: 'web',
    path: '',
    hash: '',
    depends_on: needs[id] ?? [],
  }));
  const logs = new Map<string, LogEntry[]>();
  const records = new Map<string, ReturnType<typeof writeRecord>>();
  const read = (): { register: Register; known: (Known & { issues: number })[] } => {
    const known = [...records].map(([id, value]) => {
      const path = `2026/${id}/incident.md`;
      const record = { path, kind: 'incident', id, hash: '', bodyLine: 1, value } as const;
      const entries = logs.get(id) ?? [];
      const folded = foldIncident(
        { hash: '', digest: '', fragments: 0, record, entries },
        settings,
      );
      return { incident: folded.incident, log: folded.log, issues: folded.issues.length };
    });
    const register = assembleRegister({
      settings,
      services,
      incidents: known.map(({ incident }) => incident),
      teams: [],
      runbooks: [],
      problems: [],
      maintenance: [],
      reports: [],
      leftOut: [],
      unread: [],
      links: [],
      files: [],
    });
    return { register, known };
  };
  const nameNew = (title: string): string => {
    const base = `2026-01-14-${slugify(title)}`;
    return records.has(base) ? `${base}-${records.size + 1}` : base;
  };
  const append = (id: string, entries: readonly Entry[]): void => {
    const log = logs.get(id) ?? [];
    for (const entry of entries) {
      const at = Date.parse(entry.at);
      log.push({ entry, at, path: id, pointer: '', id: `${log.length}` });
    }
    logs.set(id, log);
  };
  let now = start + 9e9;
  const tell = (...signals: Signal[]): string[] => {
    const { register, known } = read();
    const chosen = new Set(chooseCandidates(register, signals, 60 * minute).map(({ id }) => id));
    const matched = matchSignals(
      {
        register,
        known: known.filter(({ incident }) => chosen.has(incident.id)),
        digest,
      },
      signals,
    );
    for (const group of matched.groups) {
      const id = group.incident?.id ?? nameNew(group.title);
      if (!group.incident) records.set(id, writeRecord(group, register));
      append(id, writeEntries(group, settings, now));
    }
    return matched.outcomes.map(({ outcome }) => outcome);
  };
  return {
    tell,
    setClock: (minutes: number) => {
      now = start + minutes * minute;
    },
    append,
    rows: () =>
      read().known.map(({ incident, log }) => [
        incident.id,
        incident.status,
        log.map(({ entry }) => entry.type).join(' '),
      ]),
    issues: () => read().known.reduce((sum, { issues }) => sum + issues, 0),
    read,
  };
}

const signal = (state: Signal['state'], minutes: number, more: Partial<Signal> = {}): Signal => ({
  source: 'pagerduty',
  key: 'PABC',
  state,
  at: start + minutes * minute,
  title: 'Checkout is slow',
  summary: 'p95 over 2 s',
  labels: { service: 'checkout' },
  links: [],
  ...more,
});

describe('one alert', () => {
  it('is one incident with three entries from trigger to resolution, in one batch or three', () => {
    const three = [signal('triggered', 0), signal('acknowledged', 3), signal('resolved', 20)];
    const row = ['2026-01-14-checkout-is-slow', 'resolved', 'detected acknowledged resolved'];
    const together = makeRoot();
    expect(together.tell(...three)).toEqual(['opened', 'recorded', 'recorded']);
    expect(together.rows()).toEqual([row]);
    const apart = makeRoot();
    expect(three.flatMap((one) => apart.tell(one))).toEqual(['opened', 'recorded', 'recorded']);
    expect(apart.rows()).toEqual([row]);
    // Whatever is sent again, in whatever order.
    for (const one of [...three].reverse()) expect(apart.tell(one)).toEqual(['repeated']);
    expect(apart.tell(...three, ...three)).toEqual(Array(6).fill('repeated'));
    expect(apart.rows()).toEqual([row]);
    const { register } = apart.read();
    expect(register.aliases.get('pagerduty:PABC')).toBe(row[0]);
    expect(register.incidents.get(row[0] ?? '')).toMatchObject({
      services: ['checkout'],
      category: 'unknown',
      channel: 'monitoring',
      resolution: 'fixed',
    });
  });

  it('has each hidden character shown once, wherever its texts go', () => {
    const root = makeRoot();
    const crowd = ['b', 'c', 'd', 'e'].map((key) =>
      signal('triggered', 1, { key, title: 'Slow\u001b[0m' }),
    );
    root.tell(signal('triggered', 0, { title: 'Down\u001b', summary: 'p95\u001b[31m \\u{1b}' }));
    root.tell(...crowd);
    const [known] = root.read().known;
    expect(known?.incident).toMatchObject({
      title: 'Down\\u{1b}',
      summary: 'p95\\u{1b}[31m \\u{5c}u{1b}',
    });
    const notes = known?.log.map(({ entry }) => entry.note);
    expect(notes?.[0]).toContain('Down\\u{1b}\n\np95\\u{1b}[31m \\u{5c}u{1b}');
    expect(notes?.[1]).toBe('4 alerts fired: Slow\\u{1b}[0m (4)');
  });

  it('that fires again soon reopens it, and later is another incident', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0));
    root.tell(signal('resolved', 10));
    expect(root.tell(signal('triggered', 25))).toEqual(['recorded']);
    root.tell(signal('resolved', 30));
    expect(root.tell(signal('triggered', 120))).toEqual(['opened']);
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected resolved reopened resolved'],
      ['2026-01-14-checkout-is-slow-2', 'open', 'detected'],
    ]);
    expect(root.issues()).toBe(0);
  });

  it('is acknowledged when it was, also where that is told after the resolution', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0));
    root.tell(signal('resolved', 20));
    expect(root.tell(signal('acknowledged', 3))).toEqual(['recorded']);
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected acknowledged resolved'],
    ]);
    expect(root.issues()).toBe(0);
  });

  it('that flaps within one batch is not resolved in between', () => {
    const root = makeRoot();
    root.tell(
      ...[0, 2, 4].flatMap((at) => [signal('triggered', at), signal('resolved', at + 1)]),
      signal('triggered', 300),
    );
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected note resolved'],
      ['2026-01-14-checkout-is-slow-2', 'open', 'detected'],
    ]);
  });

  it('that nobody knows changes nothing, unless it fires', () => {
    const root = makeRoot();
    expect(root.tell(signal('resolved', 0), signal('acknowledged', 0), signal('note', 0))).toEqual([
      'unmatched',
      'unmatched',
      'unmatched',
    ]);
    expect(root.rows()).toEqual([]);
  });

  it('keeps two notes of one instant, and neither twice', () => {
    const root = makeRoot();
    const notes = ['one', 'two', 'one'].map((summary) => signal('note', 1, { summary }));
    expect(root.tell(signal('triggered', 0), ...notes)).toEqual([
      'opened',
      'recorded',
      'recorded',
      'repeated',
    ]);
    expect(root.tell(...notes)).toEqual(['repeated', 'repeated', 'repeated']);
  });
});

describe('clocks', () => {
  it('may be ahead: nothing is dated later than now, and what is sent again is known by its own time', () => {
    const root = makeRoot();
    root.setClock(1);
    const two = [signal('triggered', 2), signal('resolved', 3), signal('note', 3)];
    expect(root.tell(...two)).toEqual(['opened', 'recorded', 'recorded']);
    root.setClock(60);
    expect(root.tell(...two)).toEqual(['repeated', 'repeated', 'repeated']);
    const [incident] = [...root.read().register.incidents.values()];
    expect(incident).toMatchObject({ status: 'resolved', lastAt: start + minute });
  });

  it('may be left out: a note without a time is the same whenever it comes', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0));
    const note = (minutes: number) => signal('note', minutes, { isUndated: true });
    expect([1, 2, 300].flatMap((at) => root.tell(note(at)))).toEqual([
      'recorded',
      'repeated',
      'repeated',
    ]);
  });
});

describe('what people did', () => {
  it('stands: an incident that they resolved is not resolved again, and a closed one is left alone', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0));
    const [id = ''] = root.rows()[0] ?? [];
    const at = '2026-01-14T08:05:00Z';
    root.append(id, [{ at, type: 'resolved', resolution: 'rolled-back' }]);
    expect(root.tell(signal('resolved', 9))).toEqual(['recorded']);
    expect(root.rows()).toEqual([[id, 'resolved', 'detected resolved note']]);
    root.append(id, [{ at: '2026-01-14T08:20:00Z', type: 'closed' }]);
    expect(root.tell(signal('note', 21))).toEqual(['unmatched']);
    expect(root.tell(signal('triggered', 22))).toEqual(['opened']);
    expect(root.issues()).toBe(0);
  });

  it('goes on: an incident that they declared takes alerts of its service, and is theirs to resolve', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0, { source: 'x' }));
    const [id = ''] = root.rows()[0] ?? [];
    const own = makeRoot();
    own.tell(signal('triggered', 0));
    expect(id).not.toBe('');
    // The same record without the alert's mark is one that a person wrote.
    for (const known of own.read().known) for (const { entry } of known.log) delete entry.alerts;
    expect(own.tell(signal('triggered', 4, { key: 'other' }))).toEqual(['recorded']);
    expect(own.tell(signal('resolved', 6, { key: 'other' }))).toEqual(['recorded']);
    expect(own.rows()).toEqual([[id, 'open', 'detected note note']]);
  });

  it('is followed: alerts of a merged incident go to the one it was merged into', () => {
    const root = makeRoot({ group_within: '1m' });
    root.tell(signal('triggered', 0));
    root.tell(signal('triggered', 30, { key: 'other' }));
    const [[first = ''] = [], [second = ''] = []] = root.rows();
    root.append(second, [{ at: '2026-01-14T08:31:00Z', type: 'merged', into: first }]);
    expect(root.tell(signal('resolved', 40, { key: 'other' }))).toEqual(['recorded']);
    expect(root.rows()[0]).toEqual([first, 'open', 'detected note']);
    root.tell(signal('resolved', 41));
    expect(root.rows()[0]).toEqual([first, 'resolved', 'detected note resolved']);
  });

  it('may be asked for: without `resolve` a person says that it is over', () => {
    const root = makeRoot({ resolve: false });
    root.tell(signal('triggered', 0), signal('resolved', 5));
    expect(root.rows()).toEqual([['2026-01-14-checkout-is-slow', 'open', 'detected note']]);
  });
});

/** 5,000 alerts on five services within eight minutes, and some that no service is known of. */
function makeStorm(): Signal[] {
  const services = ['checkout', 'search', 'payments', 'boards', 'accounts'];
  return Array.from({ length: 5000 }, (_, index) => {
    const service = services[index % 5] ?? '';
    return signal('triggered', (index / 5000) * 8, {
      source: 'alertmanager',
      key: `fingerprint-${index}`,
      title: `${service} host ${index} is down`,
      labels: { service, alertname: index % 3 === 0 ? 'InstanceDown' : 'HighLatency' },
    });
  });
}

describe('a storm of 5,000 alerts', () => {
  it.each([5000, 97])(
    'is five incidents, told in batches of %i, and ends with the last',
    (size) => {
      const root = makeRoot();
      const storm = makeStorm();
      const tellAll = (signals: readonly Signal[]): void => {
        for (let from = 0; from < signals.length; from += size) {
          root.tell(...signals.slice(from, from + size));
        }
      };
      tellAll(storm);
      expect(root.rows().map(([, status]) => status)).toEqual(Array(5).fill('open'));
      const cleared = storm.map(
        (one) => ({ ...one, state: 'resolved', at: one.at + 30 * minute }) as const,
      );
      tellAll(cleared.slice(0, -1));
      expect(root.rows().filter(([, status]) => status === 'open')).toHaveLength(1);
      tellAll(cleared.slice(-1));
      expect(root.rows().map(([, status]) => status)).toEqual(Array(5).fill('resolved'));
      const entries = root.rows().map(([, , types = '']) => types.split(' ').length);
      expect(Math.max(...entries)).toBeLessThan(size === 5000 ? 12 : 250);
      expect(root.tell(...storm, ...cleared).every((one) => one === 'repeated')).toBe(true);
      expect(root.issues()).toBe(0);
    },
  );
});

it('tells an alert apart from others by sender and key alone', () => {
  const root = makeRoot();
  root.tell(signal('triggered', 0), signal('triggered', 0, { source: 'opsgenie' }));
  expect(root.rows()).toEqual([['2026-01-14-checkout-is-slow', 'open', 'detected note']]);
  root.tell(signal('resolved', 1));
  expect(root.rows()[0]?.[1]).toBe('open');
});

it('groups what hangs together, where that is asked for', () => {
  const storm = ['checkout', 'search', 'boards', 'accounts'].map((service, index) =>
    signal('triggered', index, { key: service, title: service, labels: { service } }),
  );
  const apart = makeRoot();
  apart.tell(...storm);
  expect(apart.rows()).toHaveLength(4);
  for (const size of [1, 4]) {
    const root = makeRoot({ group_by: 'dependencies' });
    for (let from = 0; from < 4; from += size) root.tell(...storm.slice(from, from + size));
    const { incidents } = root.read().register;
    expect([...incidents.values()].map(({ services }) => services)).toEqual([
      ['boards'],
      size === 1 ? ['checkout'] : ['checkout', 'search', 'accounts'],
    ]);
  }
});

it('groups what names no service by its title', () => {
  const root = makeRoot();
  const one = (key: string, title: string) => signal('triggered', 0, { key, title, labels: {} });
  root.tell(one('a', 'Disk full'), one('b', 'Disk full'), one('c', 'Net down'));
  expect(root.rows().map(([id]) => id)).toEqual(['2026-01-14-disk-full', '2026-01-14-net-down']);
});

it('finds a service by routes first, then by the labels that name one', () => {
  const root = makeRoot({ services: [{ labels: { job: 'pay-*' }, service: 'payments' }] });
  root.tell(
    signal('triggered', 0, { labels: { job: 'pay-7', service: 'checkout' } }),
    signal('triggered', 0, { key: 'b', title: 'B', labels: { app: 'Search' } }),
  );
  const { incidents } = root.read().register;
  expect([...incidents.values()].map(({ services }) => services)).toEqual([
    ['search'],
    ['payments'],
  ]);
});

describe('whatever is sent again', () => {
  const states: Signal['state'][] = ['triggered', 'acknowledged', 'resolved'];
  const histories = fc
    .array(
      fc.record({
        state: fc.constantFrom(...states),
        minutes: fc.nat(90),
        key: fc.constantFrom('a', 'b'),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((history) => history.map(({ state, minutes, key }) => signal(state, minutes, { key })));
  const expectNothingMore = (root: ReturnType<typeof makeRoot>, signals: Signal[]): void => {
    const before = root.rows();
    const again = [...root.tell(...signals), ...signals.flatMap((one) => root.tell(one))];
    expect(again).not.toContain('opened');
    expect(root.rows().length).toBe(before.length);
  };

  it('changes nothing, where it came in the order of time, over 300 histories', () => {
    fc.assert(
      fc.property(histories, fc.nat(11), (signals, cut) => {
        const order = signals.toSorted(
          (a, b) => a.at - b.at || states.indexOf(a.state) - states.indexOf(b.state),
        );
        const root = makeRoot();
        root.tell(...order.slice(0, cut));
        root.tell(...order.slice(cut));
        expectNothingMore(root, signals);
      }),
      { numRuns: 300 },
    );
  });

  // What belonged to nothing when it came is not kept, so the first delivery in order may still add to it.
  it('changes nothing after it was heard whole once, in any order, over 300 histories', () => {
    fc.assert(
      fc.property(histories, fc.nat(11), (signals, cut) => {
        const root = makeRoot();
        root.tell(...signals.slice(0, cut));
        root.tell(...signals.slice(cut));
        root.tell(...signals);
        expectNothingMore(root, signals);
      }),
      { numRuns: 300 },
    );
  });

  it('reopens what ended, for an alert that fired before the end and is heard of after it', () => {
    const root = makeRoot();
    const early = signal('triggered', 5, { key: 'late' });
    root.tell(signal('triggered', 0), signal('resolved', 10));
    expect(root.tell(early)).toEqual(['recorded']);
    expect(root.rows().map(([, status]) => status)).toEqual(['open']);
    // Its end is known later, and was before the reopening: the incident ends all the same.
    root.tell(signal('resolved', 8, { key: 'late' }));
    expect(root.rows().map(([, status]) => status)).toEqual(['resolved']);
    expectNothingMore(root, [early]);
  });

  it('leaves what ended as it is, for an alert that fired and cleared before the end', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0), signal('resolved', 10));
    const late = [signal('triggered', 5), signal('resolved', 8)].map((one) => ({
      ...one,
      key: 'late',
    }));
    expect(root.tell(...late)).toEqual(['recorded', 'recorded']);
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected note note resolved'],
    ]);
  });

  it('ends an incident when the last of its alerts cleared, whichever is heard of last', () => {
    const root = makeRoot();
    root.tell(signal('triggered', 0), signal('triggered', 1, { key: 'b' }));
    root.tell(signal('resolved', 10, { key: 'b' }));
    root.tell(signal('resolved', 5));
    const [incident] = root.read().register.incidents.values();
    expect(incident?.milestones.resolved).toBe(start + 10 * minute);
  });

  it('counts an end that came before its alert, when it is sent again', () => {
    const root = makeRoot();
    const signals = [signal('resolved', 0), signal('triggered', 0), signal('triggered', 31)];
    expect(signals.flatMap((one) => root.tell(one))).toEqual(['unmatched', 'opened', 'repeated']);
    expect(root.tell(...signals)).toEqual(['recorded', 'repeated', 'opened']);
    expectNothingMore(root, signals);
  });
});
