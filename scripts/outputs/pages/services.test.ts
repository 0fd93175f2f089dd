import { expect, test } from 'vitest';
import { cutEdition } from '../../model/edition/cut.ts';
import { readInstant, settings, web, webService } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { buildServicePages } from './services.ts';

const now = readInstant('2026-01-20T12:00:00Z');

test('a service shows its availability, its target, and who is on call', () => {
  // Of thirty days it was gone for 7.2 hours, a hundredth.
  const { register } = makeRegister(
    [
      { at: '2026-01-14T10:00:00Z', type: 'started', affects: { web: 'major-outage' } },
      { at: '2026-01-14T10:00:00Z', type: 'detected' },
      { at: '2026-01-14T17:12:00Z', type: 'resolved', resolution: 'fixed' },
    ],
    settings,
    {
      teams: [web],
      services: [{ ...webService, slo: { availability: 99.9, window: '30d' } }],
    },
  );
  const [data] = buildServicePages(cutEdition(register, 'internal', now));
  expect(data?.target?.share).toBeCloseTo(0.999);
  expect(data?.target?.reached.share).toBeCloseTo(0.99);
  expect(data?.target?.state).toBe('breached');
  expect(data?.availability.share).toBeCloseTo(1 - 7.2 / 8760);
  expect(data?.onCall).toEqual(['ada']);
});
