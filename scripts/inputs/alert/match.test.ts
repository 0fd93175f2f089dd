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
import { buildEntries } from './entries.ts';
import { findCandidates, type LoggedIncident } from './group.ts';
import { matchSignals } from './match.ts';
import { buildIncidentRecord } from './opening.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const start = Date.parse('2026-01-14T08:00:00Z');
const minute = 60_000;

/** Dependencies of services, with a circle, which must do no harm. */
const dependencies: Readonly<Record<string, string[]>> = {
  checkout: ['payments'],
  payments: ['accounts'],
  accounts: ['payments'],
  search: ['accounts'],
};

/** Makes a data root in memory: signals become records, which are read again with the next signals. */
function makeRoot(intake: SettingsRecord['intake'] = {}) {
  const settings = fillSettings({ organisation: { name: 'Northwind Rail' }, intake });
  const services = ['checkout', 'search', 'payments', 'boards', 'accounts'].map((id): Service => ({
    id,
    name: id,
    tier: 1,
    team: 'web',
    path: '',
    hash: '',
    depends_on: dependencies[id] ?? [],
  }));
  const logs = new Map<string, LogEntry[]>();
  const records = new Map<string, ReturnType<typeof buildIncidentRecord>>();
  const read = (): { register: Register; known: (LoggedIncident & { issues: number })[] } => {
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
  const send = (...signals: Signal[]): string[] => {
    const { register, known } = read();
    const chosen = new Set(findCandidates(register, signals, 60 * minute).map(({ id }) => id));
    const matched = matchSignals(
      {
        register,
        known: known.filter(({ incident }) => chosen.has(incident.id)),
        hash,
      },
      signals,
    );
    for (const group of matched.groups) {
      const id = group.incident?.id ?? nameNew(group.title);
      if (!group.incident) records.set(id, buildIncidentRecord(group, register));
      append(id, buildEntries(group, settings, now));
    }
    return matched.outcomes.map(({ outcome }) => outcome);
  };
  return {
    send,
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
  it('becomes one incident with three entries from trigger to resolution, in one batch or in three', () => {
    const three = [signal('triggered', 0), signal('acknowledged', 3), signal('resolved', 20)];
    const row = ['2026-01-14-checkout-is-slow', 'resolved', 'detected acknowledged resolved'];
    const together = makeRoot();
    expect(together.send(...three)).toEqual(['opened', 'recorded', 'recorded']);
    expect(together.rows()).toEqual([row]);
    const apart = makeRoot();
    expect(three.flatMap((one) => apart.send(one))).toEqual(['opened', 'recorded', 'recorded']);
    expect(apart.rows()).toEqual([row]);
    // Sent again, in any order.
    for (const one of [...three].reverse()) expect(apart.send(one)).toEqual(['repeated']);
    expect(apart.send(...three, ...three)).toEqual(Array(6).fill('repeated'));
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

  it('has each hidden character shown once, in every text', () => {
    const root = makeRoot();
    const crowd = ['b', 'c', 'd', 'e'].map((key) =>
      signal('triggered', 1, { key, title: 'Slow\u001b[0m' }),
    );
    root.send(signal('triggered', 0, { title: 'Down\u001b', summary: 'p95\u001b[31m \\u{1b}' }));
    root.send(...crowd);
    const [known] = root.read().known;
    expect(known?.incident).toMatchObject({
      title: 'Down\\u{1b}',
      summary: 'p95\\u{1b}[31m \\u{5c}u{1b}',
    });
    const notes = known?.log.map(({ entry }) => entry.note);
    expect(notes?.[0]).toContain('Down\\u{1b}\n\np95\\u{1b}[31m \\u{5c}u{1b}');
    expect(notes?.[1]).toBe('4 alerts fired: Slow\\u{1b}[0m (4)');
  });

  it('reopens the incident if it fires again soon, and opens another one later', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0));
    root.send(signal('resolved', 10));
    expect(root.send(signal('triggered', 25))).toEqual(['recorded']);
    root.send(signal('resolved', 30));
    expect(root.send(signal('triggered', 120))).toEqual(['opened']);
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected resolved reopened resolved'],
      ['2026-01-14-checkout-is-slow-2', 'open', 'detected'],
    ]);
    expect(root.issues()).toBe(0);
  });

  it('is acknowledged at its own time, even if that arrives after the resolution', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0));
    root.send(signal('resolved', 20));
    expect(root.send(signal('acknowledged', 3))).toEqual(['recorded']);
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected acknowledged resolved'],
    ]);
    expect(root.issues()).toBe(0);
  });

  it('is not resolved in between if it flaps within one batch', () => {
    const root = makeRoot();
    root.send(
      ...[0, 2, 4].flatMap((at) => [signal('triggered', at), signal('resolved', at + 1)]),
      signal('triggered', 300),
    );
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected note resolved'],
      ['2026-01-14-checkout-is-slow-2', 'open', 'detected'],
    ]);
  });

  it('changes nothing if it is unknown and does not fire', () => {
    const root = makeRoot();
    expect(root.send(signal('resolved', 0), signal('acknowledged', 0), signal('note', 0))).toEqual([
      'unmatched',
      'unmatched',
      'unmatched',
    ]);
    expect(root.rows()).toEqual([]);
  });

  it('keeps two notes with the same time, and neither twice', () => {
    const root = makeRoot();
    const notes = ['one', 'two', 'one'].map((summary) => signal('note', 1, { summary }));
    expect(root.send(signal('triggered', 0), ...notes)).toEqual([
      'opened',
      'recorded',
      'recorded',
      'repeated',
    ]);
    expect(root.send(...notes)).toEqual(['repeated', 'repeated', 'repeated']);
  });
});

describe('clocks', () => {
  it('may be ahead: no entry is later than now, and a repeated signal is recognised by its own time', () => {
    const root = makeRoot();
    root.setClock(1);
    const two = [signal('triggered', 2), signal('resolved', 3), signal('note', 3)];
    expect(root.send(...two)).toEqual(['opened', 'recorded', 'recorded']);
    root.setClock(60);
    expect(root.send(...two)).toEqual(['repeated', 'repeated', 'repeated']);
    const [incident] = [...root.read().register.incidents.values()];
    expect(incident).toMatchObject({ status: 'resolved', lastAt: start + minute });
  });

  it('may be missing: a note without a time is the same whenever it arrives', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0));
    const note = (minutes: number) => signal('note', minutes, { isUndated: true });
    expect([1, 2, 300].flatMap((at) => root.send(note(at)))).toEqual([
      'recorded',
      'repeated',
      'repeated',
    ]);
  });
});

describe('incidents that people changed', () => {
  it('are not resolved again, and stay unchanged once they are closed', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0));
    const [id = ''] = root.rows()[0] ?? [];
    const at = '2026-01-14T08:05:00Z';
    root.append(id, [{ at, type: 'resolved', resolution: 'rolled-back' }]);
    expect(root.send(signal('resolved', 9))).toEqual(['recorded']);
    expect(root.rows()).toEqual([[id, 'resolved', 'detected resolved note']]);
    root.append(id, [{ at: '2026-01-14T08:20:00Z', type: 'closed' }]);
    expect(root.send(signal('note', 21))).toEqual(['unmatched']);
    expect(root.send(signal('triggered', 22))).toEqual(['opened']);
    expect(root.issues()).toBe(0);
  });

  it('accept alerts of their service, and are resolved only by people if people declared them', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0, { source: 'x' }));
    const [id = ''] = root.rows()[0] ?? [];
    const own = makeRoot();
    own.send(signal('triggered', 0));
    expect(id).not.toBe('');
    // Without the marks, the record is like one that a person wrote.
    for (const known of own.read().known) for (const { entry } of known.log) delete entry.alerts;
    expect(own.send(signal('triggered', 4, { key: 'other' }))).toEqual(['recorded']);
    expect(own.send(signal('resolved', 6, { key: 'other' }))).toEqual(['recorded']);
    expect(own.rows()).toEqual([[id, 'open', 'detected note note']]);
  });

  it('pass their alerts on to the incident that they were merged into', () => {
    const root = makeRoot({ group_within: '1m' });
    root.send(signal('triggered', 0));
    root.send(signal('triggered', 30, { key: 'other' }));
    const [[first = ''] = [], [second = ''] = []] = root.rows();
    root.append(second, [{ at: '2026-01-14T08:31:00Z', type: 'merged', into: first }]);
    expect(root.send(signal('resolved', 40, { key: 'other' }))).toEqual(['recorded']);
    expect(root.rows()[0]).toEqual([first, 'open', 'detected note']);
    root.send(signal('resolved', 41));
    expect(root.rows()[0]).toEqual([first, 'resolved', 'detected note resolved']);
  });

  it('are resolved only by people if the settings say `resolve: false`', () => {
    const root = makeRoot({ resolve: false });
    root.send(signal('triggered', 0), signal('resolved', 5));
    expect(root.rows()).toEqual([['2026-01-14-checkout-is-slow', 'open', 'detected note']]);
  });
});

/** Makes 5,000 alerts on five services within eight minutes. */
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
    'becomes five incidents in batches of %i, which are resolved with the last alert',
    (size) => {
      const root = makeRoot();
      const storm = makeStorm();
      const sendAll = (signals: readonly Signal[]): void => {
        for (let from = 0; from < signals.length; from += size) {
          root.send(...signals.slice(from, from + size));
        }
      };
      sendAll(storm);
      expect(root.rows().map(([, status]) => status)).toEqual(Array(5).fill('open'));
      const cleared = storm.map(
        (one) => ({ ...one, state: 'resolved', at: one.at + 30 * minute }) as const,
      );
      sendAll(cleared.slice(0, -1));
      expect(root.rows().filter(([, status]) => status === 'open')).toHaveLength(1);
      sendAll(cleared.slice(-1));
      expect(root.rows().map(([, status]) => status)).toEqual(Array(5).fill('resolved'));
      const entries = root.rows().map(([, , types = '']) => types.split(' ').length);
      expect(Math.max(...entries)).toBeLessThan(size === 5000 ? 12 : 250);
      expect(root.send(...storm, ...cleared).every((one) => one === 'repeated')).toBe(true);
      expect(root.issues()).toBe(0);
    },
  );
});

it('distinguishes alerts by sender and key only', () => {
  const root = makeRoot();
  root.send(signal('triggered', 0), signal('triggered', 0, { source: 'opsgenie' }));
  expect(root.rows()).toEqual([['2026-01-14-checkout-is-slow', 'open', 'detected note']]);
  root.send(signal('resolved', 1));
  expect(root.rows()[0]?.[1]).toBe('open');
});

it('groups services that depend on each other if the settings say so', () => {
  const storm = ['checkout', 'search', 'boards', 'accounts'].map((service, index) =>
    signal('triggered', index, { key: service, title: service, labels: { service } }),
  );
  const apart = makeRoot();
  apart.send(...storm);
  expect(apart.rows()).toHaveLength(4);
  for (const size of [1, 4]) {
    const root = makeRoot({ group_by: 'dependencies' });
    for (let from = 0; from < 4; from += size) root.send(...storm.slice(from, from + size));
    const { incidents } = root.read().register;
    expect([...incidents.values()].map(({ services }) => services)).toEqual([
      ['boards'],
      size === 1 ? ['checkout'] : ['checkout', 'search', 'accounts'],
    ]);
  }
});

it('groups alerts without a service by their title', () => {
  const root = makeRoot();
  const one = (key: string, title: string) => signal('triggered', 0, { key, title, labels: {} });
  root.send(one('a', 'Disk full'), one('b', 'Disk full'), one('c', 'Net down'));
  expect(root.rows().map(([id]) => id)).toEqual(['2026-01-14-disk-full', '2026-01-14-net-down']);
});

it('finds a service by routes first, then by labels that name one', () => {
  const root = makeRoot({ services: [{ labels: { job: 'pay-*' }, service: 'payments' }] });
  root.send(
    signal('triggered', 0, { labels: { job: 'pay-7', service: 'checkout' } }),
    signal('triggered', 0, { key: 'b', title: 'B', labels: { app: 'Search' } }),
  );
  const { incidents } = root.read().register;
  expect([...incidents.values()].map(({ services }) => services)).toEqual([
    ['search'],
    ['payments'],
  ]);
});

describe('signals that are sent again', () => {
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
    const again = [...root.send(...signals), ...signals.flatMap((one) => root.send(one))];
    expect(again).not.toContain('opened');
    expect(root.rows().length).toBe(before.length);
  };

  it('change nothing if they arrived in order of time, over 300 histories', () => {
    fc.assert(
      fc.property(histories, fc.nat(11), (signals, cut) => {
        const order = signals.toSorted(
          (a, b) => a.at - b.at || states.indexOf(a.state) - states.indexOf(b.state),
        );
        const root = makeRoot();
        root.send(...order.slice(0, cut));
        root.send(...order.slice(cut));
        expectNothingMore(root, signals);
      }),
      { numRuns: 300 },
    );
  });

  // A signal that matched nothing is not kept, so the first complete delivery may still add entries.
  it('change nothing after one complete delivery, in any order, over 300 histories', () => {
    fc.assert(
      fc.property(histories, fc.nat(11), (signals, cut) => {
        const root = makeRoot();
        root.send(...signals.slice(0, cut));
        root.send(...signals.slice(cut));
        root.send(...signals);
        expectNothingMore(root, signals);
      }),
      { numRuns: 300 },
    );
  });

  it('reopen a resolved incident for an alert that fired before the resolution and arrives after it', () => {
    const root = makeRoot();
    const early = signal('triggered', 5, { key: 'late' });
    root.send(signal('triggered', 0), signal('resolved', 10));
    expect(root.send(early)).toEqual(['recorded']);
    expect(root.rows().map(([, status]) => status)).toEqual(['open']);
    // The alert clears later and before the reopening: the incident is resolved all the same.
    root.send(signal('resolved', 8, { key: 'late' }));
    expect(root.rows().map(([, status]) => status)).toEqual(['resolved']);
    expectNothingMore(root, [early]);
  });

  it('leave an incident resolved if the alert fired and cleared before the resolution', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0), signal('resolved', 10));
    const late = [signal('triggered', 5), signal('resolved', 8)].map((one) => ({
      ...one,
      key: 'late',
    }));
    expect(root.send(...late)).toEqual(['recorded', 'recorded']);
    expect(root.rows()).toEqual([
      ['2026-01-14-checkout-is-slow', 'resolved', 'detected note note resolved'],
    ]);
  });

  it('resolve an incident when its last alert cleared, whichever arrives last', () => {
    const root = makeRoot();
    root.send(signal('triggered', 0), signal('triggered', 1, { key: 'b' }));
    root.send(signal('resolved', 10, { key: 'b' }));
    root.send(signal('resolved', 5));
    const [incident] = root.read().register.incidents.values();
    expect(incident?.milestones.resolved).toBe(start + 10 * minute);
  });

  it('count if a resolution arrived before its trigger and is sent again', () => {
    const root = makeRoot();
    const signals = [signal('resolved', 0), signal('triggered', 0), signal('triggered', 31)];
    expect(signals.flatMap((one) => root.send(one))).toEqual(['unmatched', 'opened', 'repeated']);
    expect(root.send(...signals)).toEqual(['recorded', 'repeated', 'opened']);
    expectNothingMore(root, signals);
  });
});
