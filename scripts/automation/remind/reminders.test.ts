import { expect, test } from 'vitest';
import { parseInstant } from '../../model/time/instant.ts';
import type { Entry, PostmortemRecord } from '../../../schemas/generated/records.ts';
import type { Register } from '../../model/register/register.ts';
import { settings, web, webService } from '../../testing/escalation.ts';
import { makeRegister } from '../../testing/incident.ts';
import { listReminders, writeReminder } from './reminders.ts';

const entries: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
  { at: '2026-01-14T12:00:00Z', type: 'resolved', resolution: 'fixed' },
];
const draft: PostmortemRecord = {
  authors: ['Ada'],
  state: 'draft',
  root_causes: [],
  actions: [
    { id: 'a', title: 'Add a test', type: 'prevent', owner: 'linus', due: '2026-01-20' },
    { id: 'b', title: 'Nobody’s', type: 'prevent', due: '2026-01-21' },
    { id: 'c', title: 'Later', type: 'prevent', owner: 'linus', due: '2026-02-20' },
  ],
};

function make(): Register {
  const policy = { effective: '2020-01-01T00:00:00Z', targets: { SEV1: { postmortem: '7d' } } };
  const { register } = makeRegister(
    entries,
    { ...settings, sla: [policy] },
    {
      teams: [web],
      services: [webService],
      postmortem: draft,
      maintenance: [
        {
          id: '2026-01-21-x',
          path: 'maintenance/2026-01-21-x.md',
          hash: '',
          title: 'New router @everyone',
          services: ['web'],
          impact: 'none',
          window: { start: '2026-01-21T22:00:00Z', end: '2026-01-21T23:00:00Z' },
        },
      ],
    },
  );
  register.runbooks.set('restart', {
    id: 'restart',
    path: 'runbooks/restart.md',
    hash: '',
    title: 'Restart',
    services: ['web'],
    owner: 'web',
    reviewed: '2025-07-30',
    review_every: '180d',
  });
  return register;
}

const look = (at: string) =>
  listReminders(make(), parseInstant(at) ?? Number.NaN).map(({ key, people, items }) => ({
    key,
    people,
    items: items.map(({ kind, due, overdue }) => `${kind} ${due}${overdue ? ' overdue' : ''}`),
  }));

test('lists for each person and team what is due, not too early', () => {
  // The runbook's review is due on 26 January, 180 days after the last one: listed from the 19th on.
  expect(look('2026-01-17T00:00:00Z')).toEqual([]);
  expect(look('2026-01-20T12:00:00Z')).toEqual([
    { key: 'person/Ada', people: ['Ada'], items: ['postmortem 2026-01-21'] },
    { key: 'person/linus', people: ['linus'], items: ['action 2026-01-20'] },
    {
      key: 'team/web',
      people: ['grace'],
      items: ['action 2026-01-21', 'maintenance 2026-01-21 22:00', 'runbook 2026-01-26'],
    },
  ]);
  expect(look('2026-01-22T12:00:00Z')).toEqual([
    { key: 'person/Ada', people: ['Ada'], items: ['postmortem 2026-01-21 overdue'] },
    { key: 'person/linus', people: ['linus'], items: ['action 2026-01-20 overdue'] },
    {
      key: 'team/web',
      people: ['grace'],
      items: ['action 2026-01-21 overdue', 'runbook 2026-01-26'],
    },
  ]);
});

test('the text states days and mentions nobody by accident', () => {
  const team = listReminders(make(), Date.parse('2026-01-20T12:00:00Z')).find(
    ({ key }) => key === 'team/web',
  );
  if (!team) throw new Error('no reminder');
  const text = writeReminder(team, 'https://example.com/');
  expect(text).toContain(
    '- Review the runbook: [Restart](https://example.com/runbooks/restart.md), due 2026-01-26',
  );
  expect(text).not.toContain('@everyone');
});
