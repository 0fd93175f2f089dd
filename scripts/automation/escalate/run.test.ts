import { beforeEach, describe, expect, test } from 'vitest';
import { minute } from '../../model/time/duration.ts';
import type { Entry } from '../../../schemas/generated/records.ts';
import { makeWebRegister, readInstant, runEscalation, web } from '../../testing/escalation.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { faults, type Fault } from '../../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../../testing/github/state.ts';

// Monday of the second week of the rotation: Linus is on call until the 19th, 9:00.
const detected: Entry[] = [
  { at: '2026-01-14T10:00:00Z', type: 'detected' },
  { at: '2026-01-14T10:01:00Z', type: 'triaged', severity: 'SEV1' },
];
const acknowledged: Entry = { at: '2026-01-14T10:40:00Z', type: 'acknowledged', by: 'linus' };

let state: FakeGitHub;
let wrong: string[];
beforeEach(() => {
  wrong = [];
  state = makeGitHub({ collaborators: new Set(['linus', 'grace']) });
});

const run = (at: string, entries = detected, more = {}) => {
  state.clock = readInstant(at);
  return runEscalation(state, makeWebRegister(entries), { wrong }, more);
};

describe('one SLA clock', () => {
  test('opens an issue when it is at risk, raises it level by level, and closes it once it is done late', async () => {
    expect((await run('2026-01-14T10:11:00Z')).steps).toEqual([]);
    // Four fifths of a quarter of an hour.
    await run('2026-01-14T10:12:00Z');
    expect(state.issues).toMatchObject([
      {
        state: 'open',
        title: 'SEV1 X: nobody has taken it on yet',
        labels: ['sitrep:escalation', 'severity:SEV1', 'clock:acknowledge', 'state:at-risk'],
        assignees: [],
      },
    ]);
    expect([...state.labels]).toContain('severity:SEV1');
    // Five minutes after it was at risk, the person on call; it is breached by now.
    await run('2026-01-14T10:17:00Z');
    expect(state.issues[0]).toMatchObject({
      title: 'SEV1 X: nobody has taken it on in time',
      assignees: ['linus'],
    });
    expect(state.issues[0]?.labels).toContain('state:breached');
    expect(state.comments).toHaveLength(1);
    expect(state.comments[0]?.body).toContain('**Level 1.** **SLA target breached: Acknowledge.**');
    expect(state.comments[0]?.body).toContain('@linus');
    // Half an hour after it was at risk, the manager.
    await run('2026-01-14T10:42:00Z');
    expect(state.issues[0]?.assignees).toEqual(['linus', 'grace']);
    expect(state.comments).toHaveLength(2);
    const { steps } = await run('2026-01-14T10:50:00Z', [...detected, acknowledged]);
    expect(steps).toMatchObject([
      { do: 'change', number: 1, what: 'close: Done, but after the SLA target.' },
    ]);
    expect(state.issues[0]).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(state.issues[0]?.body).toContain('**Done, but after the SLA target.**');
    expect(wrong).toEqual([]);
  });

  test('shows when it was breached, however late that is noticed, and notifies a missed level once', async () => {
    await run('2026-01-14T10:50:00Z');
    const [issue] = state.issues;
    expect(issue?.body).toContain('| Breached at | 2026-01-14 10:15 (UTC) |');
    expect(issue?.body).toContain('| Noticed at | 2026-01-14 10:50 (UTC) |');
    expect(issue?.body).toContain('level 1, functional, on-call: linus');
    expect(issue?.body).toContain('level 2, hierarchical, manager: grace');
    expect(issue?.assignees).toEqual(['linus', 'grace']);
    expect(state.comments).toEqual([]);
    const again = await run('2026-01-14T10:55:00Z');
    expect(again.steps).toEqual([]);
  });

  test('costs a request or two when there is nothing to do', async () => {
    await run('2026-01-14T10:50:00Z');
    expect((await run('2026-01-14T10:52:00Z')).requests).toBe(1);
    const quiet = makeGitHub();
    quiet.clock = readInstant('2026-01-14T10:05:00Z');
    // The first run makes the label; an empty list may also mean that somebody deleted it.
    expect((await runEscalation(quiet, makeWebRegister(detected))).requests).toBe(4);
    expect((await runEscalation(quiet, makeWebRegister(detected))).requests).toBe(2);
  });

  test('mentions people who cannot be assigned', async () => {
    state.collaborators = new Set(['grace']);
    await run('2026-01-14T10:50:00Z');
    expect(state.issues[0]?.assignees).toEqual(['grace']);
    expect(state.issues[0]?.body).toContain('Responsible, but cannot be assigned here: @linus');
    expect((await run('2026-01-14T10:51:00Z')).steps).toEqual([]);
  });

  test('reopens the same issue when the incident is reopened', async () => {
    const resolved: Entry = { at: '2026-01-14T11:00:00Z', type: 'resolved', resolution: 'fixed' };
    await run('2026-01-14T13:30:00Z', [...detected, acknowledged]);
    expect(state.issues).toMatchObject([
      { state: 'open', title: 'SEV1 X: close to the limit for resolving' },
    ]);
    await run('2026-01-14T13:40:00Z', [
      ...detected,
      acknowledged,
      { ...resolved, at: '2026-01-14T13:35:00Z' },
    ]);
    expect(state.issues).toMatchObject([{ state: 'closed' }]);
    expect(state.issues[0]?.body).toContain('**The SLA target was met.**');
    await run('2026-01-14T15:10:00Z', [
      ...detected,
      acknowledged,
      { ...resolved, at: '2026-01-14T13:35:00Z' },
      { at: '2026-01-14T14:00:00Z', type: 'reopened', reason: 'back' },
    ]);
    // 3 h 35 min until it was resolved, 1 h 10 min since: more than four hours.
    expect(state.issues).toMatchObject([{ state: 'open', title: 'SEV1 X: not resolved in time' }]);
    expect(wrong).toEqual([]);
  });

  test('leaves an issue closed that a person closed', async () => {
    await run('2026-01-14T10:50:00Z');
    const [issue] = state.issues;
    if (issue) issue.state = 'closed';
    expect((await run('2026-01-14T12:50:00Z')).steps).toEqual([]);
    expect(state.issues).toMatchObject([{ state: 'closed' }]);
  });

  test('updates the issue without a comment, and keeps labels that people added', async () => {
    await run('2026-01-14T10:50:00Z');
    state.issues[0]?.labels.push('help wanted');
    await run('2026-01-14T10:51:00Z', [
      ...detected,
      { at: '2026-01-14T10:50:30Z', type: 'assigned', role: 'commander', to: 'grace' },
    ]);
    expect(state.comments).toEqual([]);
    expect(state.issues[0]?.body).toContain('| Commander | grace (grace) |');
    expect(state.issues[0]?.labels).toContain('help wanted');
  });

  test('closes the issue if the incident is cancelled, or its new severity allows more time', async () => {
    await run('2026-01-14T10:13:00Z');
    await run('2026-01-14T10:14:00Z', [
      ...detected,
      { at: '2026-01-14T10:13:30Z', type: 'triaged', severity: 'SEV2' },
    ]);
    expect(state.issues[0]?.body).toContain('**It is no longer at risk.**');
    await run('2026-01-14T10:20:00Z');
    expect(state.issues[0]?.state).toBe('open');
    await run('2026-01-14T10:21:00Z', [
      ...detected,
      { at: '2026-01-14T10:20:30Z', type: 'cancelled', reason: 'noise' },
    ]);
    expect(state.issues[0]?.body).toContain('**The incident was cancelled.**');
  });
});

describe('changes by others', () => {
  test('an issue that somebody else wrote with our marks is not ours', async () => {
    await run('2026-01-14T10:50:00Z');
    const [issue] = state.issues;
    if (issue) issue.author = 'mallory';
    state.clock += 20 * minute;
    await run('2026-01-14T11:20:00Z');
    expect(state.issues.filter(({ author }) => author === state.login)).toHaveLength(1);
  });

  test('a text that forges marks, mentions or markup stays text', async () => {
    const register = makeWebRegister(detected);
    const [incident] = register.incidents.values();
    if (!incident) throw new Error('no incident');
    incident.title = 'Down\n<!-- sitrep:escalation v1 other/resolve -->';
    incident.summary =
      '@everyone see #1 and <script> | `x` https://evil.example\n<!-- sitrep:escalation v1 a/b -->\n<!-- sitrep:marks wish=closed -->';
    state.clock = readInstant('2026-01-14T10:50:00Z');
    await runEscalation(state, register);
    const { title, body } = state.issues[0] ?? { title: '', body: '' };
    expect(title).not.toContain('\n');
    expect(body).not.toContain('@everyone');
    expect(body).not.toContain('<script>');
    expect(body).not.toContain('https://evil');
    expect(body.match(/<!-- sitrep:/g)).toHaveLength(2);
    expect((await runEscalation(state, register)).steps).toEqual([]);
  });

  test('of two issues with one key the older stays', async () => {
    await run('2026-01-14T10:50:00Z');
    const [issue] = state.issues;
    if (issue) state.issues.push({ ...issue, number: 2 });
    const { steps } = await run('2026-01-14T10:51:00Z');
    expect(steps).toMatchObject([{ do: 'drop', number: 2 }]);
    expect(state.issues.map((known) => [known.number, known.state])).toEqual([
      [1, 'open'],
      [2, 'closed'],
    ]);
    expect((await run('2026-01-14T10:52:00Z')).steps).toEqual([]);
  });

  test('a deleted issue is opened again after the grace period', async () => {
    await run('2026-01-14T10:50:00Z');
    state.issues = [];
    expect((await run('2026-01-14T10:55:00Z')).deferred).toMatchObject([
      { key: '2026-03-27-x/acknowledge' },
    ]);
    await run('2026-01-14T11:10:00Z');
    expect(state.issues).toHaveLength(1);
  });

  test('a locked issue is reported and does not stop the others', async () => {
    await run('2026-01-14T10:13:00Z');
    const [issue] = state.issues;
    if (issue) issue.locked = true;
    const { troubles } = await run('2026-01-14T10:20:00Z');
    expect(troubles[0]?.why).toContain('locked');
    expect(state.issues[0]?.assignees).toEqual(['linus']);
  });

  test('an issue that was closed and then locked is reopened for a new level', async () => {
    await run('2026-01-14T10:17:00Z');
    await run('2026-01-14T10:20:00Z', [
      ...detected,
      { at: '2026-01-14T10:19:00Z', type: 'acknowledged', by: 'linus' },
    ]);
    const [issue] = state.issues;
    expect(issue?.state).toBe('closed');
    if (issue) issue.locked = true;
    // The acknowledgement belonged to another incident and was removed.
    const { troubles } = await run('2026-01-14T10:45:00Z');
    expect(troubles[0]?.why).toContain('locked');
    expect(state.issues[0]).toMatchObject({ state: 'open', assignees: ['linus', 'grace'] });
  });

  test('disabled issues are reported as one error', async () => {
    state.issuesDisabled = true;
    await expect(run('2026-01-14T10:50:00Z')).rejects.toThrow(GitHubError);
  });

  test('reads a list of many pages to its end', async () => {
    await run('2026-01-14T10:50:00Z');
    const [issue] = state.issues;
    if (!issue) throw new Error('no issue');
    const other = issue.body;
    state.issues = [
      ...Array.from({ length: 250 }, (_, index) => ({
        ...issue,
        number: index + 1,
        body: other.replace('2026-03-27-x/acknowledge', `2026-01-01-gone-${index}/resolve`),
      })),
      { ...issue, number: 251 },
    ];
    const { steps, requests } = await run('2026-01-14T10:51:00Z');
    expect(steps).toEqual([]);
    expect(requests).toBe(3);
  });
});

test('a rate limit defers the other steps to the next run', async () => {
  state.clock = readInstant('2026-01-14T10:50:00Z');
  const register = makeWebRegister(detected);
  const limited = await runEscalation(state, register, {
    fault: (_, { method }) => (method === 'POST' ? 'limit' : undefined),
  });
  expect(limited.troubles[0]?.why).toContain('GitHub asks to slow down');
  expect(state.issues).toEqual([]);
  state.clock += 20 * minute;
  await runEscalation(state, register);
  expect(state.issues).toHaveLength(1);
});

test('steps beyond the budget are left to the next run, the most urgent first', async () => {
  state.clock = readInstant('2026-01-14T15:00:00Z');
  const register = makeWebRegister(detected);
  const first = await runEscalation(state, register, {}, { budget: 1 });
  // Both are breached, the target to acknowledge for longer.
  expect(first.steps.map(({ key }) => key)).toEqual(['2026-03-27-x/acknowledge']);
  expect(first.deferred.map(({ key }) => key)).toEqual(['2026-03-27-x/resolve']);
  await runEscalation(state, register, {}, { budget: 1 });
  expect(state.issues).toHaveLength(2);
});

test('the longest record that the schema allows fits into an issue', async () => {
  const register = makeWebRegister(detected);
  const [incident] = register.incidents.values();
  if (!incident) throw new Error('no incident');
  incident.title = '<&@'.repeat(60);
  incident.summary = '😀<&@#'.repeat(2000);
  incident.services = Array.from({ length: 500 }, (_, index) => `service-${index}`.padEnd(90, 'x'));
  incident.services.unshift('web');
  state.clock = readInstant('2026-01-14T10:50:00Z');
  await runEscalation(state, register, { wrong });
  expect(state.issues[0]?.body.length).toBeLessThanOrEqual(65_536);
  expect((await runEscalation(state, register, { wrong })).steps).toEqual([]);
  expect(wrong).toEqual([]);
});

test('an assignee whom GitHub silently drops is mentioned in the comment', async () => {
  await run('2026-01-14T10:13:00Z');
  await run('2026-01-14T10:20:00Z');
  state.collaborators.delete('grace');
  await run('2026-01-14T10:45:00Z');
  expect(state.issues[0]?.assignees).toEqual(['linus']);
  expect(state.comments.at(-1)?.body).toContain('@grace');
  expect((await run('2026-01-14T10:46:00Z')).steps).toEqual([]);
});

test.each<[string, Fault | undefined]>([
  ['a secondary limit', 'limit'],
  ['a primary limit', 'too-many'],
  ['disabled issues', undefined],
])(
  'a refusal because of %s releases the claim, and the next run opens the issue',
  async (_, fault) => {
    const register = makeWebRegister(detected);
    state.clock = readInstant('2026-01-14T10:20:00Z');
    const isOpening = (method: string, path: string) => method === 'POST' && /\/issues$/.test(path);
    const refused = await runEscalation(state, register, {
      wrong,
      fault: (_count, { method, path }) => {
        if (!isOpening(method, path)) return undefined;
        if (fault === undefined) state.issuesDisabled = true;
        return fault;
      },
    });
    expect(refused.troubles).toHaveLength(1);
    expect([...state.refs.keys()]).toEqual(['refs/heads/main']);
    state.issuesDisabled = false;
    await run('2026-01-14T10:22:00Z');
    expect(state.issues).toMatchObject([{ state: 'open' }]);
    expect(wrong).toEqual([]);
  },
);

test('an unknown outcome keeps its claim until the grace period is over', async () => {
  state.clock = readInstant('2026-01-14T10:20:00Z');
  await runEscalation(state, makeWebRegister(detected), {
    fault: (_, { method, path }) =>
      method === 'POST' && path.endsWith('/issues') ? 'error-before' : undefined,
  });
  expect((await run('2026-01-14T10:22:00Z')).deferred).toHaveLength(1);
  expect((await run('2026-01-14T10:36:00Z')).steps).toMatchObject([{ do: 'open' }]);
});

describe('the label of an issue', () => {
  const label = 'sitrep:escalation';
  const unlabel = () => {
    for (const issue of state.issues) issue.labels = issue.labels.filter((name) => name !== label);
  };

  test.each(['deleted', 'renamed'])('that was %s comes back, on the same issue', async (how) => {
    await run('2026-01-14T10:20:00Z');
    state.labels.delete(label);
    unlabel();
    if (how === 'renamed') state.issues[0]?.labels.push('escalations');
    for (const at of ['10:25', '10:36', '10:41', '10:52']) await run(`2026-01-14T${at}:00Z`);
    expect(state.issues).toMatchObject([
      { state: 'open', labels: expect.arrayContaining([label]) as string[] },
    ]);
    await run('2026-01-14T11:00:00Z', [...detected, acknowledged]);
    expect(state.issues).toMatchObject([{ state: 'closed' }]);
    expect(wrong).toEqual([]);
  });

  test('that was deleted does not keep an issue open once the clock has stopped', async () => {
    await run('2026-01-14T10:20:00Z');
    state.labels.delete(label);
    unlabel();
    await run('2026-01-14T10:50:00Z', [...detected, acknowledged]);
    expect(state.issues).toMatchObject([{ state: 'closed' }]);
  });

  test('that was removed from one of several comes back, and the issue is raised', async () => {
    await run('2026-01-14T15:00:00Z');
    expect(state.issues).toHaveLength(2);
    const [issue] = state.issues;
    if (issue) issue.labels = [];
    expect((await run('2026-01-14T15:20:00Z')).steps).toMatchObject([{ do: 'open', number: 1 }]);
    expect(state.issues).toHaveLength(2);
    expect(issue?.labels).toContain(label);
    expect((await run('2026-01-14T15:25:00Z')).steps).toEqual([]);
  });

  test('that was removed from an issue which a person closed leaves it closed', async () => {
    await run('2026-01-14T15:00:00Z');
    const [issue] = state.issues;
    Object.assign(issue ?? {}, { labels: [], state: 'closed' });
    await run('2026-01-14T15:20:00Z');
    expect(state.issues).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
    expect((await run('2026-01-14T15:25:00Z')).steps).toEqual([]);
  });

  test('does not make an issue ours whose text a stranger copied', async () => {
    await run('2026-01-14T10:20:00Z');
    const [issue] = state.issues;
    if (issue) Object.assign(issue, { author: 'mallory', labels: [] });
    await run('2026-01-14T10:50:00Z');
    expect(state.issues.map(({ author }) => author)).toEqual(['mallory', state.login]);
  });
});

test('another token continues with the issue of the earlier one', async () => {
  await run('2026-01-14T10:20:00Z');
  state.tokens.set('token', 'ops-app[bot]');
  state.permissions.set('ops-app[bot]', 'write');
  const login = { login: 'ops-app[bot]' };
  await run('2026-01-14T10:50:00Z', detected, login);
  expect(state.issues).toMatchObject([
    { state: 'open', author: 'github-actions[bot]', assignees: ['linus', 'grace'] },
  ]);
  expect((await run('2026-01-14T10:55:00Z', detected, login)).steps).toEqual([]);
  await run('2026-01-14T11:00:00Z', [...detected, acknowledged], login);
  expect(state.issues).toMatchObject([{ state: 'closed' }]);
  // The acknowledgement is removed: the closed issue is found by its claim.
  await run('2026-01-14T11:20:00Z', detected, login);
  expect(state.issues).toMatchObject([{ state: 'open', number: 1 }]);
  expect(wrong).toEqual([]);
});

test('two runs at once open one issue', async () => {
  state.clock = readInstant('2026-01-14T10:50:00Z');
  const register = makeWebRegister(detected);
  const outcomes = await Promise.all([1, 2, 3].map(() => runEscalation(state, register)));
  expect(state.issues).toHaveLength(1);
  expect(outcomes.flatMap(({ deferred }) => deferred)).toHaveLength(2);
});

describe('recovers if one call fails, for every call and kind of fault', () => {
  test.each(faults)('%s', async (kind) => {
    for (let failing = 1; failing < 40; failing++) {
      const broken = makeGitHub({ collaborators: new Set(['linus', 'grace']), lag: 5 * minute });
      const register = makeWebRegister(detected);
      const seen = { fault: false };
      const fault = (count: number) => {
        if (count !== failing) return undefined;
        seen.fault = true;
        return kind;
      };
      let count = 0;
      const at = (text: string, failed: boolean) => {
        broken.clock = readInstant(text);
        const handling = failed ? { fault: () => fault(++count) } : {};
        return runEscalation(broken, register, handling).catch((error: unknown) => {
          expect(error).toBeInstanceOf(GitHubError);
        });
      };
      await at('2026-01-14T10:13:00Z', true);
      await at('2026-01-14T10:20:00Z', true);
      for (const calm of ['10:36', '10:52', '11:08', '11:25'])
        await at(`2026-01-14T${calm}:00Z`, false);
      const open = broken.issues.filter((issue) => issue.state === 'open');
      expect(open, `${kind} at call ${failing}`).toHaveLength(1);
      expect(open[0]?.assignees.toSorted()).toEqual(['grace', 'linus']);
      const levels = broken.comments.map(({ body }) => /<!-- sitrep:step v1 (\S+)/.exec(body)?.[1]);
      expect(new Set(levels).size, 'no level twice').toBe(levels.length);
      if (!seen.fault) break;
    }
  });
});

test('one issue lists the quiet clocks and follows them', async () => {
  const quiet = makeWebRegister(detected, {
    escalation: { digest: ['acknowledge', 'resolve'] },
  });
  const look = (at: string, register = quiet) => {
    state.clock = readInstant(at);
    return runEscalation(state, register, { wrong });
  };
  await look('2026-01-14T10:50:00Z');
  expect(state.issues).toMatchObject([{ title: 'SLA targets at risk or breached', state: 'open' }]);
  expect(state.issues[0]?.body).toContain('1 SLA target is at risk or breached.');
  expect((await look('2026-01-14T11:50:00Z')).requests).toBe(1);
  await look('2026-01-14T13:30:00Z');
  expect(state.issues[0]?.body).toContain('2 SLA targets are at risk or breached.');
  const done: Entry[] = [
    ...detected,
    { at: '2026-01-14T13:31:00Z', type: 'resolved', resolution: 'fixed' },
  ];
  await look(
    '2026-01-14T13:32:00Z',
    makeWebRegister(done, { escalation: { digest: ['acknowledge', 'resolve'] } }),
  );
  expect(state.issues).toMatchObject([{ state: 'closed' }]);
  expect(state.issues).toHaveLength(1);
  // An issue of its own is closed when the clock becomes quiet.
  const loud = makeGitHub();
  loud.clock = readInstant('2026-01-14T10:50:00Z');
  await runEscalation(loud, makeWebRegister(detected));
  await runEscalation(loud, quiet);
  expect(loud.issues.map(({ state: how }) => how)).toEqual(['closed', 'open']);
  expect(wrong).toEqual([]);
});

test('a team without a policy still gets its issue', async () => {
  state.clock = readInstant('2026-01-14T10:50:00Z');
  const { escalation: _none, ...team } = web;
  await runEscalation(state, makeWebRegister(detected, {}, team), { wrong });
  expect(state.issues).toMatchObject([{ state: 'open', assignees: [] }]);
  expect(wrong).toEqual([]);
});
