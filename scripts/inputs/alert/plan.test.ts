import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadRegister } from '../../edges/disk/load.ts';
import type { Signal } from './senders/signal.ts';
import { testdir } from '../../testing/folder.ts';
import { checkChange } from '../../change/check.ts';
import { planIntake } from './plan.ts';
import { writeFiles } from '../../deliver/files.ts';

const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Northwind Rail}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
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
    labels: fc.dictionary(text, text, { maxKeys: 4 }),
    links: fc.constantFrom([], [{ title: 'Source', url: 'https://example.com/' }]),
    severity: text,
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
