import { describe, expect, it } from 'vitest';
import { settings } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import type { Entry, IncidentRecord } from '../../../schemas/generated/records.ts';
import type { Affected } from './register.ts';

const at = (time: string): string => `2026-01-14T${time}:00Z`;
const entry = (time: string, type: Entry['type'], more: Partial<Entry> = {}): Entry => ({
  at: at(time),
  type,
  ...more,
});
const resolved = (time: string, more: Partial<Entry> = {}): Entry =>
  entry(time, 'resolved', { resolution: 'fixed', ...more });
const reopened = (time: string, more: Partial<Entry> = {}): Entry =>
  entry(time, 'reopened', { reason: 'It came back', ...more });

/** Each span as `service state from–to`. */
function affect(entries: Entry[], record: Partial<IncidentRecord> = {}): string[] {
  const { incident } = makeRegister(entries, settings, {
    record: { services: ['a', 'b'], ...record },
  });
  const time = (instant: number): string => new Date(instant).toISOString().slice(11, 16);
  return incident.affected.map(
    ({ service, state, from, to }: Affected) =>
      `${service} ${state} ${time(from)}–${to === undefined ? '' : time(to)}`,
  );
}

describe('an incident of which no entry says an effect', () => {
  it('affects its services to a degree that is not stated, while it is live', () => {
    expect(affect([entry('08:00', 'started'), entry('08:10', 'acknowledged')])).toEqual([
      'a affected 08:00–',
      'b affected 08:00–',
    ]);
  });

  it('does so from its first entry if none is `started`', () => {
    expect(affect([entry('08:05', 'detected')], { services: ['a'] })).toEqual([
      'a affected 08:05–',
    ]);
  });

  it('does so from `started`, also if an entry is dated before it', () => {
    const entries = [
      entry('07:00', 'change', { ref: { deploy: 'x' } }),
      entry('08:00', 'started'),
      resolved('09:00'),
    ];
    expect(affect(entries, { services: ['a'] })).toEqual(['a affected 08:00–09:00']);
  });

  it('affects nothing if it is an exercise, a near miss, a false alarm or a duplicate', () => {
    const started = entry('08:00', 'started');
    expect(affect([started], { kind: 'exercise' })).toEqual([]);
    expect(affect([started], { kind: 'near-miss' })).toEqual([]);
    expect(affect([started, entry('09:00', 'cancelled', { reason: 'False alarm' })])).toEqual([]);
    expect(affect([started, entry('09:00', 'merged', { into: '2026-01-13-other' })])).toEqual([]);
  });

  it('is not helped by an entry that another supersedes', () => {
    const entries = [
      entry('08:00', 'started', { id: 'x', affects: { a: 'degraded' } }),
      entry('08:00', 'started', { id: 'y', supersedes: 'x' }),
    ];
    expect(affect(entries, { services: ['a'] })).toEqual(['a affected 08:00–']);
  });
});

describe('the first entry that says an effect', () => {
  it('ends the time in which the degree was not stated, for the services that it names', () => {
    const entries = [
      entry('08:00', 'started'),
      entry('08:30', 'acknowledged', { affects: { a: 'degraded' } }),
      resolved('09:00'),
    ];
    expect(affect(entries)).toEqual(['a affected 08:00–08:30', 'a degraded 08:30–09:00']);
  });

  it('may be the last one, and say that all is well again', () => {
    const entries = [
      entry('08:00', 'started'),
      resolved('09:00', { affects: { a: 'operational' } }),
    ];
    expect(affect(entries)).toEqual(['a affected 08:00–09:00']);
  });

  it('leaves nothing to be stated if it is the start', () => {
    const entries = [entry('08:00', 'started', { affects: { a: 'degraded' } }), resolved('09:00')];
    expect(affect(entries)).toEqual(['a degraded 08:00–09:00']);
  });

  it('counts for its own time alone when the incident is reopened', () => {
    const entries = [
      entry('08:00', 'started', { affects: { a: 'degraded' } }),
      resolved('09:00'),
      reopened('10:00'),
      resolved('11:00'),
      reopened('12:00', { affects: { b: 'degraded' } }),
    ];
    expect(affect(entries)).toEqual([
      'a degraded 08:00–09:00',
      'a affected 10:00–11:00',
      'b affected 10:00–11:00',
      'b degraded 12:00–',
    ]);
  });

  it('counts no longer if what was mitigated is reopened, but for an effect that still lasts', () => {
    const mitigated = (state: 'operational' | 'degraded'): Entry[] => [
      entry('08:00', 'started', { affects: { a: 'major-outage' } }),
      entry('09:00', 'mitigated', { affects: { a: state } }),
      reopened('10:00'),
    ];
    expect(affect(mitigated('operational'))).toEqual([
      'a major-outage 08:00–09:00',
      'a affected 10:00–',
    ]);
    expect(affect(mitigated('degraded'))).toEqual([
      'a major-outage 08:00–09:00',
      'a degraded 09:00–',
    ]);
  });
});

describe('`affects: none`', () => {
  it('says that nobody notices, from the start', () => {
    const entries = [entry('08:00', 'started'), entry('08:30', 'detected', { affects: 'none' })];
    expect(affect(entries)).toEqual([]);
  });

  it('ends what was affected before', () => {
    const entries = [
      entry('08:00', 'started', { affects: { a: 'degraded', b: 'major-outage' } }),
      entry('08:30', 'mitigated', { affects: 'none' }),
    ];
    expect(affect(entries)).toEqual(['a degraded 08:00–08:30', 'b major-outage 08:00–08:30']);
  });
});
