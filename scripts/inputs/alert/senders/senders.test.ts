import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { packageRoot } from '../../../edges/disk/package.ts';
import { senders } from './index.ts';
import type { Mapping, PayloadReading } from './signal.ts';

const sample = join(packageRoot, 'scripts/inputs/alert/senders/payloads.sample');
const received = Date.parse('2026-01-14T08:00:00Z');

function read(name: string, payload: unknown, mapping?: Mapping): PayloadReading {
  const sender = senders.find((one) => one.name === name);
  if (!sender) throw new Error(name);
  return sender.read(payload, received, mapping);
}

function readFile(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const format = (reading: PayloadReading): string =>
  'unsupported' in reading
    ? reading.unsupported
    : reading.signals
        .map(({ key, state, at, title }) =>
          [key, state, new Date(at).toISOString(), title].join(' | '),
        )
        .join('\n');

test.each([
  [
    'alertmanager-firing',
    'a1bc48475b20e73d | triggered | 2020-02-06T00:17:58.432Z | High CPU core temperature\nc2ea85182f28cbd9 | triggered | 2020-02-06T00:17:58.432Z | High CPU core temperature',
  ],
  // Its end is in the year 1, which means that it has none.
  [
    'alertmanager-resolved',
    'a1bc48475b20e73d | resolved | 2026-01-14T08:00:00.000Z | High CPU core temperature',
  ],
  [
    'datadog-triggered',
    '8811293517250461213 | triggered | 2026-01-14T07:12:00.000Z | Checkout answers slowly',
  ],
  [
    'grafana-firing',
    'c6eadffa33fcdf37 | triggered | 2021-10-12T07:51:03.157Z | This alert was triggered for zone us-1\nbc97ff14869b13e3 | triggered | 2021-10-12T07:56:03.157Z | This alert was triggered for zone eu-1',
  ],
  [
    'grafana-resolved',
    '57c6d9296de2ad39 | resolved | 2022-08-31T10:30:00.522Z | Notification test',
  ],
  ['grafana-v7-alerting', 'rule-0-0 | triggered | 2026-01-14T08:00:00.000Z | Test rule'],
  ['grafana-v7-ok', 'rule-0-0 | resolved | 2026-01-14T08:00:00.000Z | Test rule'],
  [
    'opsgenie-create',
    'ec03dad6-62c8-4c94-b38b-d88f398e900f | triggered | 2017-08-14T11:25:56.288Z | another alert',
  ],
  [
    'opsgenie-acknowledge',
    '052652ac-5d1c-464a-812a-7dd18bbfba8c | acknowledged | 2015-01-05T10:03:44.764Z | test alert',
  ],
  [
    'opsgenie-addnote',
    '052652ac-5d1c-464a-812a-7dd18bbfba8c | note | 2015-01-05T10:04:35.002Z | test alert',
  ],
  [
    'opsgenie-close',
    '052652ac-5d1c-464a-812a-7dd18bbfba8c | resolved | 2015-01-05T10:06:14.669Z | test alert',
  ],
  ['pagerduty-triggered', 'PFQZPSY | triggered | 2021-06-04T13:35:29.781Z | Test Incident 3'],
  ['pagerduty-acknowledged', 'PQ1K5C8 | acknowledged | 2021-06-04T13:55:30.394Z | Test Incident'],
  ['pagerduty-resolved', 'PCPZE64 | resolved | 2021-06-04T13:16:53.816Z | Test Incident'],
  [
    'pagerduty-v1-resolved',
    'PJKGZF9 | resolved | 2015-02-09T18:31:05.000Z | mp_error_block_down_criticalℙƴ',
  ],
  ['pagerduty-unsupported', 'The event `incident.unsupported` is unknown.'],
  [
    'sentry-created',
    '1635261062 | triggered | 2020-04-28T14:05:04.210Z | A simple message-based issue.',
  ],
  [
    'sentry-event',
    '1635261062 | triggered | 2020-04-28T14:05:04.210Z | A simple message-based issue.',
  ],
])('reads %s', (name, expected) => {
  expect(format(read(name.split('-')[0] ?? '', readFile(join(sample, `${name}.json`))))).toBe(
    expected,
  );
});

it.each([
  ['[P1] [Triggered on {host:web-1}] CPU is high', 'triggered', 'CPU is high,{host:web-1}', 'P1'],
  ['[P1] [Recovered on {host:web-1}] CPU is high', 'resolved', 'CPU is high,{host:web-1}', 'P1'],
  ['[Triggered on {host:web-1}] [P2] CPU is high', 'triggered', 'CPU is high,{host:web-1}', 'P2'],
  ['[p3][Re-Triggered] CPU is high', 'triggered', 'CPU is high,', 'P3'],
  ['[P4] [Warn on {disk:a[0]}] CPU is high', 'triggered', 'CPU is high,{disk:a[0]}', 'P4'],
  ['[P5] [Re-Warn] CPU is high', 'triggered', 'CPU is high,', 'P5'],
  ['[P1] [No data on {host:web-1}] CPU is high', 'triggered', 'CPU is high,{host:web-1}', 'P1'],
  ['[P1] [Re-No Data] CPU is high', 'triggered', 'CPU is high,', 'P1'],
  ['[P1] [Renotify] CPU is high', 'triggered', 'CPU is high,', 'P1'],
  ['[P2] [prod] [Triggered on {host:a}] CPU', 'triggered', '[prod] CPU,{host:a}', 'P2'],
  ['[P2] [Recovered on {host:a}] [prod] CPU', 'resolved', '[prod] CPU,{host:a}', 'P2'],
  ['[Recovered] CPU is high', 'resolved', 'CPU is high,', undefined],
  ['[P1] [Triggered] [P9] CPU', 'triggered', '[P9] CPU,', 'P1'],
  ['[P1] [Triggered]', 'triggered', '[P1] [Triggered],', 'P1'],
])('reads priority and transition from the Datadog title %j', (title, state, key, severity) => {
  const reading = read('datadog', { title, date: '1768374720000' });
  if ('unsupported' in reading) throw new Error(reading.unsupported);
  expect(reading.signals).toMatchObject([{ state, key }]);
  expect(reading.signals[0]?.severity).toBe(severity);
  expect(reading.signals[0]?.title).toBe(key.slice(0, key.lastIndexOf(',')));
});

it('prefers the fields of a Datadog payload to its title for priority and transition', () => {
  const reading = read('datadog', {
    title: '[P1] [Triggered] CPU is high',
    alert_transition: 'Recovered',
    alert_priority: 'P4',
  });
  expect(reading).toMatchObject({
    signals: [{ state: 'resolved', severity: 'P4', title: 'CPU is high' }],
  });
  for (const title of ['[P1] [prod] CPU is high', 'CPU is high', '[P1]', '[P1] [Triggered CPU'])
    expect(read('datadog', { title })).toHaveProperty('unsupported');
});

it('distinguishes the groups of a Datadog monitor by the scope in the default title', () => {
  const readTitle = (title: string) =>
    read('datadog', { body: 'b', title, id: '1', date: '1768374720000' });
  const [first, second, cleared] = [
    '[Triggered on {host:web-1}] CPU is high',
    '[Triggered on {host:web-2,service:checkout}] CPU is high',
    '[Recovered on {host:web-1}] CPU is high',
  ].map(readTitle);
  const at = '2026-01-14T07:12:00.000Z | CPU is high';
  expect(first && format(first)).toBe(`CPU is high,{host:web-1} | triggered | ${at}`);
  expect(second && format(second)).toBe(
    `CPU is high,{host:web-2,service:checkout} | triggered | ${at}`,
  );
  expect(cleared && format(cleared)).toBe(`CPU is high,{host:web-1} | resolved | ${at}`);
  expect(second).toMatchObject({
    signals: [{ labels: { host: 'web-2', service: 'checkout' } }],
  });
});

it.each([
  ['critical', 'triggered', '2026-01-14T07:10:00.000Z'],
  ['warning', 'triggered', '2026-01-14T07:10:00.000Z'],
  ['resolved', 'resolved', '2026-01-14T07:40:00.000Z'],
])('reads a metric alert of Sentry with the action %s', (action, state, at) => {
  const data = {
    description_text: '1000 events in the last 10 minutes',
    description_title: 'Critical: Too many errors',
    metric_alert: {
      alert_rule: { id: '7', name: 'Too many errors', environment: 'production' },
      date_closed: action === 'resolved' ? '2026-01-14T07:40:00Z' : null,
      date_created: '2026-01-14T07:11:00Z',
      date_detected: '2026-01-14T07:10:00Z',
      date_started: '2026-01-14T07:10:00Z',
      id: '4',
      projects: ['pump-station'],
      title: 'Too many errors',
    },
    web_url: 'https://sentry.example/organizations/northwind/alerts/4/',
  };
  const reading = read('sentry', { action, data, installation: { uuid: 'a8e5d37a' } });
  expect(format(reading)).toBe(`metric-4 | ${state} | ${at} | Too many errors`);
  expect(reading).toMatchObject({
    signals: [
      {
        summary: '1000 events in the last 10 minutes',
        labels: { project: 'pump-station', environment: 'production' },
        links: [{ title: 'Sentry', url: data.web_url }],
      },
    ],
  });
});

it('names an unknown action on a metric alert', () => {
  expect(format(read('sentry', { action: 'odd', data: { metric_alert: { id: '4' } } }))).toBe(
    'The action `odd` on a metric alert is unknown.',
  );
});

it('leaves out PagerDuty events that are not about an alert, and distinguishes known and unknown ones', () => {
  const event = (event_type: string, data: unknown = { id: 'P1' }) =>
    read('pagerduty', {
      event: { id: '01B', event_type, occurred_at: '2026-01-14T08:00:00Z', data },
    });
  for (const type of [
    'incident.workflow.started',
    'incident.workflow.completed',
    'incident.custom_field_values.updated',
    'incident.conference_bridge.updated',
    'incident.service_updated',
    'incident.incident_type.changed',
    'service.created',
    'service.custom_field_values.updated',
  ]) {
    expect(event(type)).toEqual({ signals: [], left: [`\`${type}\` is not about an alert`] });
  }
  for (const type of ['incident.thought_of.later', 'team.created']) {
    expect(event(type)).toEqual({
      unsupported: `The event \`${type}\` is unknown.`,
      isGenuine: true,
    });
  }
  for (const [type, data] of [
    ['Incident!', {}],
    ['incident.odd', null],
    ['', {}],
  ] as const) {
    expect(event(type, data)).not.toHaveProperty('isGenuine');
    expect(format(event(type, data))).toContain('is unknown');
  }
});

it('reads any other payload by the pointers in the settings', () => {
  const mapping: Mapping = {
    fields: {
      key: '/monitor_url',
      title: '/monitor_friendly_name',
      state: '/alert_type_friendly_name',
      summary: '/alert_details',
    },
    states: { triggered: ['down'], resolved: ['up'] },
  };
  const file = (name: string) => readFile(join(sample, `uptimerobot-${name}.json`));
  expect(read('generic', file('down'), mapping)).toMatchObject({
    signals: [
      {
        key: 'server1.example.com',
        state: 'triggered',
        summary: 'Host Is Unreachable',
        at: received,
      },
    ],
  });
  expect(read('generic', file('up'), mapping)).toMatchObject({ signals: [{ state: 'resolved' }] });
  expect(format(read('generic', { monitor_url: 'x' }, mapping))).toContain('no title at');
  expect(format(read('generic', file('up')))).toContain('no field mapping');
  const other = { ...mapping, states: { triggered: ['DOWN'] } };
  expect(format(read('generic', file('up'), other))).toBe(
    "The state `Up` is not one of the sender's states.",
  );
});

it('reads escapes and list items in a pointer, but no inherited names', () => {
  const at = (key: string) =>
    format(
      read(
        'generic',
        { 'a/b': [{ '~': 'found' }], t: 'x' },
        { fields: { key, title: '/t' }, states: {} },
      ),
    );
  expect(at('/a~1b/0/~0')).toContain('found | triggered');
  expect(at('/constructor/name')).toContain('no key');
  expect(at('/a~1b/length')).toContain('no key');
});

it('keeps only links that a record may hold', () => {
  const alert = {
    status: 'firing',
    generatorURL: 'javascript:alert(1)',
    labels: { severity: 'page' },
  };
  const reading = read('alertmanager', { version: '4', alerts: [alert] });
  expect(reading).toMatchObject({ signals: [{ links: [], severity: 'page' }] });
});

it('reads the readable parts of a list, and lists the rest', () => {
  const alerts = [{ status: 'firing', fingerprint: 'a' }, { status: 'odd' }, null];
  expect(read('alertmanager', { version: '4', alerts })).toMatchObject({
    signals: [{ key: 'a' }],
    left: ['alert 2 has an unknown status: `odd`', expect.stringContaining('alert 3')],
  });
});

it('distinguishes Alertmanager and Grafana', () => {
  expect(format(read('alertmanager', { version: '3', alerts: [] }))).toContain(
    'only version 4 is supported',
  );
  expect(format(read('alertmanager', { version: '1', orgId: 1, alerts: [] }))).toContain(
    '`grafana`',
  );
});

describe.each(senders)('$name', (sender) => {
  it('rejects any other payload with a sentence, and never throws', () => {
    const mapping: Mapping = { fields: { key: '/a', title: '/b', state: '/c' }, states: {} };
    const refuses = (value: unknown): void => {
      const reading = sender.read(value, received, mapping);
      if ('unsupported' in reading) expect(reading.unsupported).toMatch(/^[A-Z].*\.$|^.*\.$/s);
      else expect(reading.signals.every(({ at }) => Number.isFinite(at))).toBe(true);
    };
    for (const value of [null, 1, 'x', [], {}, { alerts: {} }, { messages: [1] }, { event: {} }]) {
      refuses(value);
    }
    fc.assert(fc.property(fc.jsonValue(), refuses));
  });
});
