import { expect, test } from 'vitest';
import { openGitHub } from './client.ts';
import { makeFetch, type Fault } from './fake/serve.ts';
import { makeGitHub } from './fake/state.ts';

/** A client that repeats reads, whose first request meets a fault; and the requests that came. */
function open(fault: Fault) {
  const state = makeGitHub();
  const log: string[] = [];
  const github = openGitHub({
    repository: state.repository,
    token: 'token',
    paced: false,
    readRetries: 3,
    fetch: makeFetch(state, { log, fault: (count) => (count === 1 ? fault : undefined) }),
  });
  const { owner, repo, octokit } = github;
  return {
    state,
    log,
    github,
    read: () => github.read('Reading', () => octokit.rest.issues.listForRepo({ owner, repo })),
    write: () =>
      github.write('Writing', () => octokit.rest.issues.create({ owner, repo, title: 'x' })),
  };
}

test('a read that failed is repeated', async () => {
  const { read, log, github } = open('error-before');
  expect(await read()).toEqual([]);
  expect(log).toHaveLength(2);
  expect(github.requests()).toBe(2);
});

test('a write that was done and answered 502 is not repeated, and its outcome is unknown', async () => {
  const { write, log, state } = open('error-after');
  await expect(write()).rejects.toMatchObject({
    trouble: 'unknown-outcome',
    message: 'Writing: GitHub answered 502; it may have been done.',
  });
  expect(log).toHaveLength(1);
  expect(state.issues).toHaveLength(1);
});

test.each<[Fault, string]>([
  ['limit', 'limited'],
  ['too-many', 'limited'],
  ['reset-after', 'unknown-outcome'],
])('a write that met %s ends as %s', async (fault, trouble) => {
  const { write, log } = open(fault);
  await expect(write()).rejects.toMatchObject({ trouble });
  expect(log).toHaveLength(1);
});

test('the clock is that of the server', async () => {
  const { read, github, state } = open('error-before');
  expect(() => github.now()).toThrow('GitHub has not answered yet.');
  state.clock = Date.parse('2026-01-14T10:00:00Z');
  await read();
  expect(github.now()).toBe(state.clock);
});
