import { expect, test } from 'vitest';
import type { Entry, Regulation, SettingsRecord } from '../../../schemas/generated/records.ts';
import { makeRegister } from '../../testing/incident.ts';
import type { Document } from '../register/document.ts';
import { fillSettings } from '../register/settings.ts';
import { checkDocument } from './check.ts';
import { missingMilestone } from './missing-milestone.ts';

const now = Date.parse('2026-10-01T00:00:00Z');
const started: Entry = { at: '2026-09-20T08:00:00Z', type: 'started' };
const triaged: Entry = {
  at: '2026-09-20T08:10:00Z',
  type: 'triaged',
  impact: 'high',
  urgency: 'high',
};
const aware: Entry = { at: '2026-09-20T09:00:00Z', type: 'aware' };
const resolved: Entry = { at: '2026-09-21T09:00:00Z', type: 'resolved', resolution: 'fixed' };

function listMissing(
  regulations: Regulation[],
  entries: Entry[],
  kind: 'incident' | 'exercise' = 'incident',
): string[] {
  const organisation = { name: 'X', timezone: 'UTC' };
  const { register } = makeRegister(
    [started, ...entries],
    { organisation, regulations },
    {
      record: { kind },
    },
  );
  return Array.from(
    missingMilestone.check(register, now),
    ({ message }) =>
      message
        .match(/`(.+)` entry: the deadlines of (.+) are/)
        ?.slice(1)
        .join(': ') ?? message,
  );
}

test('names each milestone once, with every regulation that needs it', () => {
  expect(listMissing([{ profile: 'gdpr' }, { profile: 'dora' }], [])).toEqual([
    'aware: gdpr, dora',
    'classified: dora',
  ]);
  expect(listMissing([{ profile: 'gdpr' }, { profile: 'dora' }], [aware])).toEqual([
    'classified: dora',
  ]);
  const named = { ...aware, regulation: 'gdpr' };
  expect(listMissing([{ profile: 'gdpr' }, { profile: 'uk-gdpr' }], [named])).toEqual([
    'aware: uk-gdpr',
  ]);
});

test('asks for the fix and the end of the handling when the incident is resolved', () => {
  const regulations: Regulation[] = [{ profile: 'nis2' }, { profile: 'cra-vulnerability' }];
  expect(listMissing(regulations, [aware])).toEqual([]);
  expect(listMissing(regulations, [aware, resolved])).toEqual([
    'handled: nis2',
    'fix-available: cra-vulnerability',
  ]);
  expect(listMissing(regulations, [resolved])).toEqual(['aware: nis2, cra-vulnerability']);
});

test('asks for nothing if the incident is exempt', () => {
  const gdpr: Regulation[] = [{ profile: 'gdpr' }];
  const reclassified: Entry = {
    at: '2026-09-20T10:00:00Z',
    type: 'reclassified',
    reason: 'No personal data.',
  };
  expect(listMissing(gdpr, [reclassified])).toEqual([]);
  expect(listMissing(gdpr, [{ ...reclassified, regulation: 'nis2' }])).toEqual(['aware: gdpr']);
  expect(listMissing(gdpr, [], 'exercise')).toEqual([]);
  const cancelled: Entry = { at: '2026-09-20T10:00:00Z', type: 'cancelled', reason: 'A probe.' };
  expect(listMissing(gdpr, [cancelled])).toEqual([]);
  expect(listMissing([{ profile: 'gdpr', severities: ['SEV1'] }], [])).toEqual([]);
  expect(listMissing([{ profile: 'gdpr', severities: ['SEV1'] }], [triaged])).toEqual([
    'aware: gdpr',
  ]);
  expect(listMissing([{ profile: 'gdpr', from: '2026-09-22' }], [resolved])).toEqual([]);
  expect(listMissing([{ profile: 'gdpr', from: '2026-09-21' }], [resolved])).toEqual([
    'aware: gdpr',
  ]);
});

test('settings report profiles that occur twice, and names that nothing defines', () => {
  const value: SettingsRecord = {
    organisation: { name: 'X', timezone: 'UTC' },
    regulations: [
      { profile: 'nis2', calendar: 'nl' },
      { profile: 'nis2' },
      {
        id: 'own',
        requires: 'classified',
        clocks: [
          { id: 'a', after: 'nis2/notifcation', within: '1d' },
          { id: 'b', after: 'own/a', within: '1d' },
          {
            id: 'c',
            earliest_of: [
              { after: 'detected', within: '1d' },
              { after: 'detecte', within: '2d' },
            ],
          },
        ],
      },
    ],
  };
  const document = { path: 'sitrep.yaml', kind: 'settings', id: '', hash: '', bodyLine: 1, value };
  const found = checkDocument(document as Document, fillSettings(value));
  expect(found.map(({ rule, pointer }) => `${rule} ${pointer ?? ''}`).sort()).toEqual([
    'duplicate-item /regulations/1/profile',
    'unknown-setting /regulations/0/calendar',
    'unknown-setting /regulations/2/clocks/0/after',
    'unknown-setting /regulations/2/clocks/2/earliest_of/1/after',
  ]);
});
