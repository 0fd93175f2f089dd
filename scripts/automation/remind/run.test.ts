import { beforeEach, expect, test } from 'vitest';
import { minute } from '../../model/time/duration.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import { makeWebRegister, reachGitHub, readInstant } from '../../testing/escalation.ts';
import type { Handling } from '../../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../../testing/github/state.ts';
import { remind } from './run.ts';

const sla = [{ effective: '2020-01-01T00:00:00Z', targets: { SEV1: { postmortem: '7d' } } }];
const entries: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
  { at: '2026-01-14T10:02:00Z', type: 'assigned', role: 'commander', to: 'ada' },
  { at: '2026-01-14T12:00:00Z', type: 'resolved', resolution: 'fixed' },
];
const reopened: Entry = { at: '2026-01-22T10:00:00Z', type: 'reopened', reason: 'back' };

let state: FakeGitHub;
let wrong: string[];
beforeEach(() => {
  wrong = [];
  state = makeGitHub({ collaborators: new Set(['ada']) });
});

async function run(at: string, more: Entry[] = [], handling: Handling = {}, dryRun = false) {
  state.clock = readInstant(at);
  const github = reachGitHub(state, { wrong, ...handling });
  const register = makeWebRegister([...entries, ...more], { sla });
  const { login, clock: now } = state;
  const reminded = await remind({ github, register, now, login, files: undefined, dryRun });
  return { ...reminded, requests: github.requests() };
}

test('opens, leaves, changes, closes and reopens an issue', async () => {
  // The first run makes the label.
  expect(await run('2026-01-17T00:00:00Z')).toMatchObject({ steps: [], requests: 4 });
  expect(await run('2026-01-17T00:00:00Z')).toMatchObject({ steps: [], requests: 2 });
  expect((await run('2026-01-20T00:00:00Z', [], {}, true)).steps).toEqual([
    { do: 'open', key: 'person/ada', items: 1 },
  ]);
  expect(state.issues).toEqual([]);
  await run('2026-01-20T00:00:00Z');
  expect(state.issues).toMatchObject([
    { title: 'Reminders for ada', assignees: ['ada'], labels: ['sitrep:reminder'] },
  ]);
  expect(await run('2026-01-20T12:00:00Z')).toMatchObject({ steps: [], requests: 1 });
  await run('2026-01-22T00:00:00Z');
  expect(state.issues[0]?.body).toContain('**(overdue)**');
  await run('2026-01-22T12:00:00Z', [reopened]);
  expect(state.issues).toMatchObject([{ state: 'closed' }]);
  await run('2026-01-31T00:00:00Z', [
    reopened,
    { at: '2026-01-23T10:00:00Z', type: 'resolved', resolution: 'fixed' },
  ]);
  expect(state.issues).toMatchObject([{ state: 'open', number: 1 }]);
  expect(wrong).toEqual([]);
});

test('an issue that a person closed stays closed until its text changes', async () => {
  await run('2026-01-20T00:00:00Z');
  const [issue] = state.issues;
  if (issue) issue.state = 'closed';
  expect((await run('2026-01-20T12:00:00Z')).steps).toEqual([]);
  await run('2026-01-22T00:00:00Z');
  expect(state.issues).toMatchObject([{ state: 'open' }]);
});

test('two runs at once, or a lost answer, open only one issue', async () => {
  await Promise.all([run('2026-01-20T00:00:00Z'), run('2026-01-20T00:00:00Z')]);
  expect(state.issues).toHaveLength(1);
  state = makeGitHub({ lag: 5 * minute });
  const lost = await run('2026-01-20T00:00:00Z', [], {
    fault: (_, { method, path }) =>
      method === 'POST' && path.endsWith('/issues') ? 'reset-after' : undefined,
  });
  expect(lost.troubles).toHaveLength(1);
  expect((await run('2026-01-20T00:02:00Z')).deferred).toHaveLength(1);
  await run('2026-01-20T00:30:00Z');
  expect(state.issues).toHaveLength(1);
});

test('an issue whose label was deleted gets it back, and no second one is opened', async () => {
  await run('2026-01-20T00:00:00Z');
  state.labels.delete('sitrep:reminder');
  for (const issue of state.issues) issue.labels = [];
  await run('2026-01-22T00:00:00Z');
  expect(state.issues).toMatchObject([{ state: 'open', labels: ['sitrep:reminder'] }]);
  const [issue] = state.issues;
  if (issue) Object.assign(issue, { labels: [], state: 'closed' });
  await run('2026-01-22T12:00:00Z');
  expect(state.issues).toMatchObject([{ state: 'closed', labels: ['sitrep:reminder'] }]);
  expect(wrong).toEqual([]);
});
