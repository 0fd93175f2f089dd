import { expect, onTestFinished, test } from 'vitest';
import { openGitHub, type GitHubAccess, type GitHub, type CachedResponse } from './client.ts';
import { GitHubError } from './error.ts';
import {
  faults,
  makeFetch,
  serveGitHub,
  type Fault,
  type Handling,
} from '../../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../../testing/github/state.ts';

const title = 'SEV1 Something is wrong';

function open(
  state: FakeGitHub,
  handling: Handling = {},
  more: Partial<GitHubAccess> = {},
): GitHub {
  const { repository } = state;
  const fetch = makeFetch(state, handling);
  return openGitHub({ repository, token: 'secret', paced: false, fetch, ...more });
}

const list = ({ owner, repo, octokit, read }: GitHub) =>
  read('Listing', () => octokit.rest.issues.listForRepo({ owner, repo, state: 'all' }));

const create = ({ owner, repo, octokit, write }: GitHub) =>
  write('Creating', () => octokit.rest.issues.create({ owner, repo, title }));

const trouble = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => 'done',
    (error: unknown) => (error instanceof GitHubError ? error.trouble : error),
  );

const once = (fault: Fault): Handling => ({ fault: (count) => (count === 1 ? fault : undefined) });

// What a caller learns about a write, and whether the write had its effect.
test.each<[Fault, string, number]>([
  ['error-before', 'unknown-outcome', 0],
  ['error-after', 'unknown-outcome', 1],
  ['limit', 'limited', 0],
  ['too-many', 'limited', 0],
  ['hour-is-over', 'limited', 0],
  ['reset-before', 'unknown-outcome', 0],
  ['reset-after', 'unknown-outcome', 1],
  ['crash-before', 'unknown-outcome', 0],
  ['crash-after', 'unknown-outcome', 1],
])('a write that meets %s is %s, and is not repeated', async (fault, expected, issues) => {
  const state = makeGitHub();
  const github = open(state, once(fault));
  expect(await trouble(create(github))).toBe(expected);
  expect(github.requests()).toBe(1);
  expect(state.issues).toHaveLength(issues);
});

test('the table above names every fault', () => {
  expect(faults).toHaveLength(9);
});

test.each<[Fault, string, number]>([
  ['error-before', 'done', 2],
  ['error-after', 'done', 2],
  ['reset-before', 'done', 2],
  ['reset-after', 'done', 2],
  ['limit', 'limited', 1],
  ['too-many', 'limited', 1],
  ['hour-is-over', 'limited', 1],
])('a read that meets %s is %s, after %i requests', async (fault, expected, requests) => {
  const github = open(makeGitHub(), once(fault));
  expect(await trouble(list(github))).toBe(expected);
  expect(github.requests()).toBe(requests);
});

test('a read is retried even after a write', async () => {
  const github = open(makeGitHub(), { fault: (n) => (n === 2 ? 'error-before' : undefined) });
  await create(github);
  expect(await list(github)).toHaveLength(1);
  expect(github.requests()).toBe(3);
});

test('reads fail after three retries', async () => {
  const github = open(makeGitHub(), { fault: () => 'error-before' });
  expect(await trouble(list(github))).toBe('unavailable');
  expect(github.requests()).toBe(4);
});

test('a request without a response times out', async () => {
  const github = open(makeGitHub(), {}, { timeoutMs: 20, readRetries: 0, fetch: waitForever });
  expect(await trouble(create(github))).toBe('unknown-outcome');
  expect(await trouble(list(github))).toBe('unavailable');
});

const waitForever: typeof fetch = (_input, init) =>
  new Promise((_, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });

test('an error is one sentence without the token', async () => {
  const state = makeGitHub({ issuesDisabled: true });
  const error = await create(open(state)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GitHubError);
  expect((error as GitHubError).trouble).toBe('gone');
  expect((error as GitHubError).message).toMatch(/^Creating: .*Issues are disabled/);
  expect((error as GitHubError).message).not.toMatch(/secret|\n/);
});

test('a write that had its effect and returned 502 has an unknown outcome', async () => {
  await expect(create(open(makeGitHub(), once('error-after')))).rejects.toThrow(
    'Creating: GitHub answered 502; it may have been done.',
  );
});

test('the time is that of GitHub', async () => {
  const state = makeGitHub({ clock: Date.parse('2026-03-29T01:00:00Z') });
  const github = open(state);
  expect(() => github.now()).toThrow('has not answered');
  await list(github);
  expect(new Date(github.now()).toISOString()).toBe('2026-03-29T01:00:00.000Z');
});

test('an unchanged response costs no request', async () => {
  const state = makeGitHub();
  await create(open(state));
  const cache = new Map<string, CachedResponse>();
  const first = await list(open(state, {}, { cache }));
  const { remaining } = state.limit;
  state.clock += 60_000;
  const github = open(state, {}, { cache });
  expect(await list(github)).toEqual(first);
  expect(github.now()).toBe(state.clock);
  expect(state.limit.remaining).toBe(remaining);
  await create(github);
  expect(await list(github)).toHaveLength(2);
});

test('writes are a second apart if paced', async () => {
  const state = makeGitHub();
  const github = open(state, {}, { paced: true });
  const { owner, repo, octokit, write } = github;
  const label = (name: string) =>
    write('Labelling', () => octokit.rest.issues.createLabel({ owner, repo, name }));
  const began = performance.now();
  await Promise.all([label('a'), label('b')]);
  expect(performance.now() - began).toBeGreaterThan(990);
});

test('a long wait that GitHub asks for is left to the next run', async () => {
  const github = open(makeGitHub(), once('limit'), { paced: true });
  const began = performance.now();
  expect(await trouble(list(github))).toBe('limited');
  expect(performance.now() - began).toBeLessThan(30_000);
});

test('works the same over a real connection', async () => {
  const state = makeGitHub({ collaborators: new Set(['linus']) });
  const wrong: string[] = [];
  const server = await serveGitHub(state, {
    wrong,
    fault: (count) => (count === 3 ? 'reset-after' : count === 4 ? 'error-before' : undefined),
  });
  onTestFinished(server.close);
  const { repository } = state;
  const github = openGitHub({ repository, token: 't', baseUrl: server.url, paced: false });
  await create(github);
  await create(github);
  expect(await trouble(create(github))).toBe('unknown-outcome');
  // The first reading fails and is repeated; the third issue is there.
  const found = await list(github);
  expect(found.map(({ number }) => number)).toEqual([3, 2, 1]);
  expect(found[0]?.url).toBe(`${server.url}/repos/${repository}/issues/3`);
  const { owner, repo, octokit } = github;
  const pages = await octokit.paginate(octokit.rest.issues.listForRepo, {
    owner,
    repo,
    per_page: 1,
  });
  expect(pages).toHaveLength(3);
  expect(wrong).toEqual([]);
});
