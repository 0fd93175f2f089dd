import { expect, test } from 'vitest';
import { openGitHub, type GitHub } from './client.ts';
import { makeFetch, type Fault, type Handling } from '../../testing/github/serve.ts';
import { makeGitHub } from '../../testing/github/state.ts';
import { findLogin } from './viewer.ts';

const wrong: string[] = [];

function open(login: string, handling: Handling = {}, fetch?: typeof globalThis.fetch): GitHub {
  const state = makeGitHub({ tokens: new Map([['secret', login]]) });
  return openGitHub({
    repository: state.repository,
    token: 'secret',
    paced: false,
    fetch: fetch ?? makeFetch(state, { wrong, ...handling }),
  });
}

test.each(['github-actions[bot]', 'ops-app[bot]', 'sitrep-robot'])(
  'the token of %s is known as such, in one request',
  async (login) => {
    const github = open(login);
    expect(await findLogin(github)).toBe(login);
    expect(github.requests()).toBe(1);
    expect(wrong).toEqual([]);
  },
);

test('the query is a read and is retried after a lost response', async () => {
  const fault = (count: number): Fault | undefined => (count === 1 ? 'error-after' : undefined);
  expect(await findLogin(open('ops-app[bot]', { fault }))).toBe('ops-app[bot]');
});

test('an Enterprise server is queried at its own GraphQL address', async () => {
  const asked: string[] = [];
  const github = openGitHub({
    repository: 'a/b',
    token: 'secret',
    paced: false,
    baseUrl: 'https://github.example/api/v3',
    fetch: (input) => {
      asked.push(input instanceof Request ? input.url : input.toString());
      return Promise.resolve(Response.json({ data: { viewer: { login: 'ops-app[bot]' } } }));
    },
  });
  expect(await findLogin(github)).toBe('ops-app[bot]');
  expect(asked).toEqual(['https://github.example/api/graphql']);
});

test.each<[string, object]>([
  ['errors', { errors: [{ type: 'FORBIDDEN', message: 'Not for this token' }] }],
  ['nobody', { data: { viewer: null } }],
  ['an empty name', { data: { viewer: { login: '' } } }],
  ['something else', { hello: 'world' }],
])('%s in place of a name is one sentence, and no guess', async (_, body) => {
  const github = open('x', {}, () => Promise.resolve(Response.json(body)));
  await expect(findLogin(github)).rejects.toThrow(
    /^Cannot find out which account the token belongs to/,
  );
});
