import { expect, test } from 'vitest';
import { makeWebRegister, readInstant, settings } from '../../testing/escalation.ts';
import { fillSettings } from '../register/settings.ts';
import { cutEdition } from './cut.ts';

const now = readInstant('2026-01-14T12:00:00Z');

function makeRegister() {
  const register = makeWebRegister([{ at: '2026-01-14T10:00:00Z', type: 'detected' }]);
  register.files.add('2026/canary.txt');
  register.aliases.set('canary-1', '2026-03-27-x');
  register.links.push({ kind: 'file', id: 'canary.md', path: 'runbooks/x.md' });
  register.settings = fillSettings({
    ...settings,
    escalation: {
      digest: ['action'],
      channels: [{ id: 'canary', kind: 'slack', address_from: 'CANARY' }],
    },
    exceptions: [{ rule: 'canary', path: 'canary', reason: 'canary', until: '2026-12-31' }],
    rules: { canary: 'off' },
    intake: { service_labels: ['canary'] },
    delivery: 'pull-request',
  });
  return register;
}

/** Every text in a value, those in maps and sets included. */
const writeOut = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...part] : part,
  );

test('an edition holds no paths, foreign ids, links, channels, rules or exceptions', () => {
  const register = makeRegister();
  expect(writeOut(register).match(/canary/gi)?.length).toBeGreaterThan(6);
  expect(writeOut(cutEdition(register, 'internal', now))).not.toMatch(/canary|pull-request/i);
});

test('an edition shares no collection with the register that it was cut from', () => {
  const register = makeRegister();
  const edition = cutEdition(register, 'internal', now);
  register.incidents.clear();
  register.teams.clear();
  expect([edition.register.incidents.size, edition.register.teams.size]).toEqual([1, 1]);
});
