import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../model/time/instant.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import type { Team } from '../../model/register/register.ts';
import { evaluateClocks } from '../../model/sla/evaluate.ts';
import { readTargets } from '../../model/sla/targets.ts';
import { makeWebRegister, web } from '../../testing/escalation.ts';
import { planNotices } from './notices.ts';

// The SLA target is 15 minutes, of which the last fifth is three: at risk from 10:12 on.
const detected: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
];
const other: Team = {
  ...web,
  id: 'data',
  name: 'Data',
  members: ['barbara', 'edsger'].map((handle) => ({ handle, name: handle })),
};
const { rotation: _turns, ...idle } = other;

function plan(
  at: string,
  escalation: NonNullable<Team['escalation']>,
  { entries = detected, teams = [] as Team[], key = 'acknowledge' } = {},
) {
  const now = parseInstant(at) ?? Number.NaN;
  const sla = [
    {
      effective: '2020-01-01T00:00:00Z',
      targets: { SEV1: { acknowledge: '15m', resolve: '4h', postmortem: '2d' } },
    },
  ];
  const register = makeWebRegister(entries, { sla }, { ...web, escalation });
  for (const team of teams) register.teams.set(team.id, team);
  const [incident] = register.incidents.values();
  if (!incident) throw new Error('no incident');
  const clock = evaluateClocks(incident, readTargets(register, now), now).find(
    (one) => one.key === key,
  );
  if (!clock) throw new Error('no clock');
  return planNotices(incident, clock, register, now).map((notice) => [
    new Date(notice.at).toISOString().slice(11, 16),
    notice.level,
    notice.repeat,
    notice.contact ?? notice.people.join(' '),
  ]);
}

describe('notices that are due', () => {
  test('none before a clock is at risk, then each level after its delay', () => {
    const policy = web.escalation ?? [];
    expect(plan('2026-01-14T10:11:59Z', policy)).toEqual([]);
    expect(plan('2026-01-14T10:16:59Z', policy)).toEqual([]);
    expect(plan('2026-01-14T10:17:00Z', policy)).toEqual([['10:17', 1, 0, 'linus']]);
    expect(plan('2026-01-14T12:00:00Z', policy)).toEqual([
      ['10:17', 1, 0, 'linus'],
      ['10:42', 2, 0, 'grace'],
      ['11:12', 3, 0, 'mailto:support@paybridge.example'],
    ]);
  });

  test('go to the person on call when the level is due, also after a handover', () => {
    const late: Entry[] = [
      { at: '2026-01-19T08:40:00Z', type: 'detected' },
      { at: '2026-01-19T08:40:00Z', type: 'triaged', severity: 'SEV1' },
    ];
    // At risk at 8:52; Linus hands over to Ada at nine.
    const policy: Team['escalation'] = [
      { after: '5m', notify: 'on-call', kind: 'functional' },
      { after: '10m', notify: 'on-call', kind: 'functional' },
    ];
    expect(plan('2026-01-19T10:00:00Z', policy, { entries: late })).toEqual([
      ['08:57', 1, 0, 'linus'],
      ['09:02', 2, 0, 'ada'],
    ]);
  });

  test('repeat until somebody acknowledges, if the level says so', () => {
    const policy: Team['escalation'] = [
      { after: '1m', notify: 'team', kind: 'functional', repeat: '10m' },
    ];
    const told = plan('2026-01-14T10:40:00Z', policy);
    expect(told.map(([at]) => at)).toEqual(['10:13', '10:23', '10:33']);
    expect(told[0]?.[3]).toBe('ada grace linus');
    // The resolve clock is at risk much later, after the acknowledgement: one notice is enough.
    const entries: Entry[] = [
      ...detected,
      { at: '2026-01-14T10:05:00Z', type: 'acknowledged', by: 'linus' },
    ];
    expect(plan('2026-01-14T14:00:00Z', policy, { entries, key: 'resolve' })).toEqual([
      ['13:13', 1, 0, 'ada grace linus'],
    ]);
    // Even days later, the number of notices is limited.
    expect(plan('2026-01-20T10:00:00Z', policy)).toHaveLength(49);
  });

  test('go to another team by its rotation or its members, or to a person by handle', () => {
    const policy: Team['escalation'] = [
      { after: '1m', notify: 'data', kind: 'functional' },
      { after: '2m', notify: 'barbara', kind: 'hierarchical' },
    ];
    const all = (teams: Team[]) =>
      plan('2026-01-14T12:00:00Z', policy, { teams }).map((row) => row[3]);
    expect(all([other])).toEqual(['linus', 'barbara']);
    expect(all([idle])).toEqual(['barbara edsger', 'barbara']);
  });

  test('do not exist for a clock that stopped in time', () => {
    const entries: Entry[] = [
      ...detected,
      { at: '2026-01-14T10:14:00Z', type: 'acknowledged', by: 'linus' },
    ];
    expect(plan('2026-01-14T12:00:00Z', web.escalation ?? [], { entries })).toEqual([]);
  });

  test('of a postmortem go to the hierarchy only, and only once it is overdue', () => {
    const entries: Entry[] = [
      ...detected,
      { at: '2026-01-14T11:00:00Z', type: 'resolved', resolution: 'fixed' },
    ];
    const policy = web.escalation ?? [];
    const look = (at: string) => plan(at, policy, { entries, key: 'postmortem' });
    // The SLA target is two days: until the 16th at 11:00.
    expect(look('2026-01-16T10:59:00Z')).toEqual([]);
    expect(look('2026-01-16T20:00:00Z')).toEqual([['11:30', 2, 0, 'grace']]);
  });
});
