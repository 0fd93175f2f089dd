import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRegister } from '../../edges/disk/load.ts';
import type { Signal } from './senders/signal.ts';
import { testdir } from '../../testing/folder.ts';
import { checkChange } from '../../change/check.ts';
import { planIntake } from './plan.ts';
import { writeFiles } from '../../deliver/files.ts';

const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Northwind Rail}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml':
    'name: Checkout\ntier: 1\nteam: web\ndepends_on: [search]\n',
  'incidents/catalog/services/search.yaml': 'name: Search\ntier: 2\nteam: web\n',
};
const now = Date.parse('2026-01-14T12:00:00Z');

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    'TODO',
    '---',
    '...',
    '- a: &x *x',
    '[a](../../x.md)',
    '%YAML',
    ' ',
    '\r',
    '\u2028',
    'x'.repeat(9000),
  ),
);
const signals = fc.array(
  fc.record({
    source: fc.constantFrom('pagerduty', 'x'),
    key: text,
    state: fc.constantFrom('triggered', 'acknowledged', 'resolved', 'note'),
    // A sender's clock may be ahead.
    at: fc.integer({ min: now - 9e6, max: now + 9e6 }),
    title: text,
    summary: text,
    labels: fc.oneof(
      fc.dictionary(text, text, { maxKeys: 4 }),
      fc.constantFrom({ service: 'checkout' }, { service: 'search' }),
    ),
    links: fc.constantFrom([], [{ title: 'Source', url: 'https://example.com/' }]),
    severity: fc.oneof(text, fc.constantFrom('critical', 'Warning', 'info')),
  }),
  { minLength: 1, maxLength: 8 },
) as fc.Arbitrary<Signal[]>;

it('turns any signals into records that validate accepts, and none of them twice', async () => {
  await fc.assert(
    fc.asyncProperty(signals, signals, async (first, second) => {
      const root = join(testdir(files), 'incidents');
      for (const batch of [first, second]) {
        const { register } = await loadRegister(root);
        const plan = planIntake(root, register, batch, now);
        if (!plan.change) continue;
        expect(checkChange(root, register, plan.change, now).findings).toEqual([]);
        const about = [...plan.opened, ...plan.changed];
        expect(plan.change.record).toBe(about.length === 1 ? about[0] : 'alerts');
        await writeFiles(root, plan.change.files);
      }
      const { register, findings } = await loadRegister(root);
      expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
      const again = planIntake(root, register, second, now);
      expect(again.opened).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

describe('effects of the alerts that open an incident', () => {
  const fire = (key: string, severity: string, service = 'checkout'): Signal => ({
    source: 'x',
    key,
    state: 'triggered',
    at: now - 3_600_000 + Number(key) * 1_000,
    title: 'Checkout is down',
    summary: 'Checkout is down',
    labels: { service },
    links: [],
    severity,
  });
  const state = async (signals: Signal[], settings = ''): Promise<unknown> => {
    const root = join(
      testdir({
        ...files,
        'incidents/sitrep.yaml': `${files['incidents/sitrep.yaml']}${settings}`,
      }),
      'incidents',
    );
    const { register } = await loadRegister(root);
    const plan = planIntake(root, register, signals, now);
    const [incident] = plan.register.incidents.values();
    return incident?.affected.map(({ service, state }) => [service, state]);
  };
  const related = 'intake: {group_by: dependencies}\n';

  it.each([
    ['critical', 'major-outage'],
    ['Warning', 'degraded'],
    [' CRITICAL ', 'major-outage'],
  ])('maps %s to %s by default', async (severity, expected) => {
    expect(await state([fire('1', severity)])).toEqual([['checkout', expected]]);
  });

  it.each(['info', '', 'constructor', '__proto__'])('states no effect for %j', async (severity) => {
    expect(await state([fire('1', severity)])).toEqual([['checkout', 'affected']]);
  });

  it('takes the mapping from the settings', async () => {
    const settings = 'intake: {effects: {P1: partial-outage}}\n';
    expect(await state([fire('1', 'p1')], settings)).toEqual([['checkout', 'partial-outage']]);
    expect(await state([fire('1', 'critical')], settings)).toEqual([['checkout', 'affected']]);
  });

  it('takes the first alert about a service, and states nothing unless it can for all', async () => {
    expect(await state([fire('1', 'warning'), fire('2', 'critical')])).toEqual([
      ['checkout', 'degraded'],
    ]);
    const both = (severity: string): Promise<unknown> =>
      state([fire('1', 'critical'), fire('2', severity, 'search')], related);
    expect(await both('warning')).toEqual([
      ['checkout', 'major-outage'],
      ['search', 'degraded'],
    ]);
    expect(await both('info')).toEqual([
      ['checkout', 'affected'],
      ['search', 'affected'],
    ]);
  });
});
