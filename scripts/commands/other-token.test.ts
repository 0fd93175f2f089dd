import { expect, onTestFinished, test } from 'vitest';
import { serveGitHub, type Handling } from '../testing/github/serve.ts';
import { addIssue } from '../testing/github/issues.ts';
import { makeGitHub, type FakeGitHub } from '../testing/github/state.ts';
import { testdir } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';

const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test, timezone: UTC}\n' +
    'sla: [{effective: 2020-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m, resolve: 4h, postmortem: 5d}}}]\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow/incident.md':
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow/timeline.yaml':
    '- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n' +
    '- {at: 2026-01-14T08:01:00Z, type: triaged, impact: high, urgency: high}\n' +
    '- {at: 2026-01-14T13:00:00Z, type: resolved, resolution: fixed}\n',
};

const accounts = new Map([
  ['app-token', 'ops-app[bot]'],
  ['machine-token', 'ops-robot'],
  ['workflow-token', 'github-actions[bot]'],
]);

/** A data repository, and a GitHub that knows three tokens. */
async function makeHub(handling: Handling = {}): Promise<{
  state: FakeGitHub;
  run: (token: string, at: string, ...args: string[]) => ReturnType<typeof sitrepWith>;
}> {
  const state = makeGitHub({
    collaborators: new Set(['ada']),
    tokens: accounts,
    permissions: new Map([...accounts.values()].map((login) => [login, 'write'] as const)),
  });
  const { url, close } = await serveGitHub(state, handling);
  onTestFinished(close);
  const folder = testdir(files);
  return {
    state,
    run(token, at, ...args) {
      state.clock = Date.parse(at);
      const environment = {
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: state.repository,
        GITHUB_TOKEN: token,
        GITHUB_ACTIONS: 'true',
      };
      return sitrepWith(environment, folder, ...args, '--at', at);
    },
  };
}

test.each(['app-token', 'machine-token'])(
  'in a workflow with %s each issue is opened once, and each comment is kept',
  async (token) => {
    const wrong: string[] = [];
    const { state, run } = await makeHub({ wrong });
    for (const time of ['12:00', '12:16', '12:32']) {
      expect(await run(token, `2026-01-14T${time}:00Z`, 'escalate')).toMatchObject({ status: 0 });
    }
    expect(state.issues.map(({ author, title }) => [author, title])).toEqual([
      [accounts.get(token), 'SEV1 Slow payments: nobody has taken it on in time'],
      [accounts.get(token), 'SEV1 Slow payments: not resolved in time'],
    ]);
    const known = state.issues.length;
    for (const day of ['2026-01-20', '2026-01-21']) {
      await run(token, `${day}T08:00:00Z`, 'remind');
    }
    expect(state.issues.slice(known).map(({ title }) => title)).toEqual(['Reminders for Web']);
    const { number } = addIssue(state, { title: 'A pull request', body: '', author: 'ada' });
    for (const time of ['12:00', '12:16']) {
      const pull = ['--with', 'incidents', '--pull', String(number)];
      await run(token, `2026-01-14T${time}:00Z`, 'comment', ...pull);
    }
    expect(state.comments.filter(({ issue }) => issue === number)).toHaveLength(1);
    expect(wrong).toEqual([]);
  },
  120_000,
);

test('if GitHub does not name the token’s owner, nothing is written, and one sentence explains it', async () => {
  const { state, run } = await makeHub({
    fault: (_, { path }) => (path === '/graphql' ? 'error-before' : undefined),
  });
  for (const command of [
    ['escalate'],
    ['remind'],
    ['comment', '--with', 'incidents', '--pull', '1'],
  ]) {
    const { status, stderr } = await run('app-token', '2026-01-20T08:00:00Z', ...command);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^sitrep: Reading which account the token belongs to: .*\n.*\n$/),
    ]);
  }
  expect([state.issues, state.comments]).toEqual([[], []]);
}, 60_000);
