import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operations } from './answer.ts';
import { addBlob, addCommit, addTree } from './git.ts';
import { makeFetch, type Handling } from './serve.ts';
import { makeGitHub, type FakeGitHub } from './state.ts';
import { readDescription } from './validate.ts';

const [owner, repo] = ['acme', 'incidents'];
const place = { owner, repo };

let state: FakeGitHub;
let wrong: string[];
let octokit: Octokit;

const open = (handling: Handling = {}, token = 'token'): Octokit =>
  new Octokit({
    auth: token,
    request: { fetch: makeFetch(state, { wrong, ...handling }) },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
const quiet = (): undefined => undefined;

/** The status of a request that is refused, and what is said. */
const refusal = (request: Promise<{ status: number }>): Promise<string> =>
  request.then(
    ({ status }) => `${status}`,
    (error: unknown) =>
      error instanceof Error && 'status' in error
        ? `${String(error.status)} ${error.message.split(' - ')[0] ?? ''}`
        : String(error),
  );

beforeEach(() => {
  wrong = [];
  state = makeGitHub({
    repository: 'acme/incidents',
    collaborators: new Set(['linus', 'grace']),
    clock: Date.parse('2026-01-14T10:00:00Z'),
  });
  octokit = open();
});
// Every request and every answer below is as GitHub describes it, unless a test says otherwise.
afterEach(() => {
  expect(wrong).toEqual([]);
});

const create = (title = 'Broken', more: object = {}) =>
  octokit.rest.issues.create({ ...place, title, ...more });

describe('issues', () => {
  test('make the labels that are missing, in grey, and bear those that exist as they are', async () => {
    await octokit.rest.issues.createLabel({ ...place, name: 'SEV1', color: 'b42318' });
    const { data } = await create('Broken', { labels: ['sev1', 'new'] });
    const colours = data.labels.map((label) =>
      typeof label === 'string' ? label : [label.name, label.color],
    );
    expect(colours).toEqual([
      ['SEV1', 'b42318'],
      ['new', 'ededed'],
    ]);
  });

  test('refuse an assignee who is no collaborator, where the other way drops them silently', async () => {
    expect(await refusal(create('Broken', { assignees: ['linus', 'eve'] }))).toBe(
      '422 Validation Failed: {"resource":"Issue","field":"assignees","code":"invalid","value":"eve"}',
    );
    expect(state.issues).toEqual([]);
    await create();
    const { data } = await octokit.rest.issues.addAssignees({
      ...place,
      issue_number: 1,
      assignees: ['linus', 'eve'],
    });
    expect(data.assignees?.map(({ login }) => login)).toEqual(['linus']);
    await octokit.rest.issues.removeAssignees({ ...place, issue_number: 1, assignees: ['linus'] });
    expect(state.issues[0]?.assignees).toEqual([]);
    const can = (assignee: string) =>
      refusal(octokit.rest.issues.checkUserCanBeAssigned({ ...place, assignee }));
    expect(await can('grace')).toBe('204');
    expect(await can('eve')).toBe('404 Not Found');
  });

  test('of somebody who may not push lose labels and assignees', async () => {
    state.tokens.set('of-eve', 'eve');
    state.isPrivate = false;
    await open({}, 'of-eve').rest.issues.create({
      ...place,
      title: 'Mine',
      labels: ['SEV1'],
      assignees: ['linus'],
    });
    expect(state.issues).toMatchObject([{ author: 'eve', labels: [], assignees: [] }]);
    state.isPrivate = true;
    expect(await refusal(open({}, 'of-eve').rest.repos.get(place))).toBe('404 Not Found');
    expect(await refusal(open({}, 'unknown').rest.repos.get(place))).toBe('401 Bad credentials');
  });

  test('take 65,536 characters and not one more', async () => {
    await create('Long', { body: 'x'.repeat(65_536) });
    const longer = 'x'.repeat(65_537);
    expect(await refusal(create('Longer', { body: longer }))).toMatch(/^422 .*too long/);
    const update = octokit.rest.issues.update({ ...place, issue_number: 1, body: longer });
    expect(await refusal(update)).toMatch(/^422/);
    const comment = octokit.rest.issues.createComment({ ...place, issue_number: 1, body: longer });
    expect(await refusal(comment)).toMatch(/^422/);
    expect(state.comments).toEqual([]);
  });

  test('close with a reason, and open again', async () => {
    await create();
    state.clock += 60_000;
    const one = { ...place, issue_number: 1 };
    await octokit.rest.issues.update({ ...one, state: 'closed', state_reason: 'not_planned' });
    const { data } = await octokit.rest.issues.get(one);
    expect(data).toMatchObject({
      state: 'closed',
      state_reason: 'not_planned',
      closed_at: '2026-01-14T10:01:00Z',
    });
    await octokit.rest.issues.update({ ...one, state: 'open' });
    expect(state.issues[0]).toMatchObject({ state: 'open', reason: 'reopened', closedAt: null });
  });

  test('that are switched off, deleted, moved or locked say so', async () => {
    await create();
    await create();
    const get = (number: number) =>
      refusal(octokit.rest.issues.get({ ...place, issue_number: number }));
    state.issues = state.issues.filter(({ number }) => number !== 1);
    expect(await get(1)).toBe('410 This issue was deleted');
    expect(await get(3)).toBe('404 Not Found');
    // A number is never given twice.
    expect((await create()).data.number).toBe(3);
    const [second, third] = state.issues;
    if (second) second.movedTo = 'https://api.github.com/repositories/99/issues/7';
    expect(await get(2)).toBe('404 Not Found');
    if (third) third.movedTo = 'https://api.github.com/repos/acme/incidents/issues/4';
    await create('Here now');
    const { data } = await octokit.rest.issues.get({ ...place, issue_number: 3 });
    expect(data.title).toBe('Here now');
    const { data: listed } = await octokit.rest.issues.listForRepo(place);
    expect(listed.map(({ number }) => number)).toEqual([4]);
    await octokit.rest.issues.lock({ ...place, issue_number: 4 });
    const comment = octokit.rest.issues.createComment({ ...place, issue_number: 4, body: 'x' });
    expect(await refusal(comment)).toBe('403 Unable to create comment because issue is locked.');
    await octokit.rest.issues.unlock({ ...place, issue_number: 4 });
    state.issuesDisabled = true;
    expect(await refusal(create())).toBe('410 Issues are disabled for this repo');
    expect(await refusal(octokit.rest.issues.listForRepo(place))).toMatch(/^410/);
  });

  test('are listed by page, label, state, time and order', async () => {
    for (let n = 1; n <= 5; n++) {
      await create(`Issue ${n}`, { labels: n % 2 === 0 ? ['even', 'all'] : ['all'] });
      state.clock += 1000;
    }
    await octokit.rest.issues.update({ ...place, issue_number: 2, state: 'closed' });
    const list = async (query: object): Promise<number[]> => {
      const { data } = await octokit.rest.issues.listForRepo({ ...place, ...query });
      return data.map(({ number }) => number);
    };
    expect(await list({})).toEqual([5, 4, 3, 1]);
    expect(await list({ state: 'all', direction: 'asc' })).toEqual([1, 2, 3, 4, 5]);
    expect(await list({ labels: 'EVEN,all', state: 'all' })).toEqual([4, 2]);
    expect(await list({ state: 'all', sort: 'updated' })).toEqual([2, 5, 4, 3, 1]);
    expect(await list({ state: 'all', since: '2026-01-14T10:00:03Z' })).toEqual([5, 4, 2]);
    expect(await list({ state: 'all', per_page: 2, page: 2 })).toEqual([3, 2]);
    const { headers } = await octokit.rest.issues.listForRepo({ ...place, per_page: 2 });
    expect(headers.link).toBe(
      '<https://api.github.com/repos/acme/incidents/issues?per_page=2&page=2>; rel="next", ' +
        '<https://api.github.com/repos/acme/incidents/issues?per_page=2&page=2>; rel="last"',
    );
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
      ...place,
      state: 'all',
      per_page: 2,
    });
    expect(all).toHaveLength(5);
  });

  test('come into a list only after the lag, and are there by number at once', async () => {
    state.lag = 60_000;
    await create();
    const count = async () => (await octokit.rest.issues.listForRepo(place)).data.length;
    expect(await refusal(octokit.rest.issues.get({ ...place, issue_number: 1 }))).toBe('200');
    state.clock += 59_999;
    expect(await count()).toBe(0);
    state.clock += 1;
    expect(await count()).toBe(1);
  });

  test('have comments, reactions and labels', async () => {
    await create();
    const one = { ...place, issue_number: 1 };
    const { data } = await octokit.rest.issues.createComment({ ...one, body: 'Hello' });
    const comment = { ...place, comment_id: data.id };
    await octokit.rest.issues.updateComment({ ...comment, body: 'Hello again' });
    const again = await octokit.rest.issues.getComment(comment);
    expect(again.data.body).toBe('Hello again');
    const react = () => octokit.rest.reactions.createForIssueComment({ ...comment, content: '+1' });
    expect((await react()).status).toBe(201);
    expect((await react()).status).toBe(200);
    expect((await octokit.rest.issues.listComments(one)).data).toHaveLength(1);
    await octokit.rest.issues.deleteComment(comment);
    expect((await octokit.rest.issues.listComments(one)).data).toEqual([]);
    await octokit.rest.issues.addLabels({ ...one, labels: ['a', 'b'] });
    await octokit.rest.issues.removeLabel({ ...one, name: 'a' });
    expect(state.issues[0]?.labels).toEqual(['b']);
    expect(await refusal(octokit.rest.issues.removeLabel({ ...one, name: 'a' }))).toMatch(/^404/);
    const label = (name: string) => octokit.rest.issues.createLabel({ ...place, name });
    expect(await refusal(label('b'))).toMatch(/^422 .*already_exists/);
    expect(await refusal(octokit.rest.issues.getLabel({ ...place, name: 'b' }))).toBe('200');
    expect((await octokit.rest.issues.listLabelsForRepo(place)).data).toHaveLength(2);
  });
});

describe('git', () => {
  test('makes a ref once, on a commit that keeps its date', async () => {
    const { data: head } = await octokit.rest.repos.getCommit({ ...place, ref: 'HEAD' });
    const author = { name: 'Sitrep', email: 's@example.com', date: '2026-01-14T10:00:00.000Z' };
    const { data: commit } = await octokit.rest.git.createCommit({
      ...place,
      message: 'Claim',
      tree: head.commit.tree.sha,
      parents: [],
      author,
    });
    const ref = 'refs/sitrep/escalations/x';
    const claim = () => octokit.rest.git.createRef({ ...place, ref, sha: commit.sha });
    expect((await claim()).status).toBe(201);
    expect(await refusal(claim())).toBe('422 Reference already exists');
    const read = await octokit.rest.git.getRef({ ...place, ref: 'sitrep/escalations/x' });
    const { data } = await octokit.rest.git.getCommit({
      ...place,
      commit_sha: read.data.object.sha,
    });
    expect(data.committer.date).toBe('2026-01-14T10:00:00Z');
    const { data: matching } = await octokit.rest.git.listMatchingRefs({
      ...place,
      ref: 'sitrep/',
    });
    expect(matching.map((found) => found.ref)).toEqual([ref]);
    const update = (sha: string, force: boolean) =>
      octokit.rest.git.updateRef({ ...place, ref: 'sitrep/escalations/x', sha, force });
    expect(await refusal(update(head.sha, false))).toBe('422 Update is not a fast forward');
    expect((await update(head.sha, true)).data.object.sha).toBe(head.sha);
    const remove = () => octokit.rest.git.deleteRef({ ...place, ref: 'sitrep/escalations/x' });
    expect((await remove()).status).toBe(204);
    expect(await refusal(remove())).toBe('422 Reference does not exist');
  });

  test('holds blobs, trees and files', async () => {
    const blob = await octokit.rest.git.createBlob({ ...place, content: 'one\n' });
    // What `git hash-object` says of it.
    expect(blob.data.sha).toBe('5626abf0f72e58d7a153368ba57db4c673c0e171');
    const { data: tree } = await octokit.rest.git.createTree({
      ...place,
      tree: [{ path: 'a/b.md', mode: '100644', type: 'blob', sha: blob.data.sha }],
    });
    const { data: read } = await octokit.rest.git.getTree({ ...place, tree_sha: tree.sha });
    expect(read.tree.map(({ path }) => path)).toEqual(['a/b.md']);
    const text = await octokit.rest.git.getBlob({ ...place, file_sha: blob.data.sha });
    expect(Buffer.from(text.data.content, 'base64').toString()).toBe('one\n');
    const put = (content: string, more: object = {}) =>
      octokit.rest.repos.createOrUpdateFileContents({
        ...place,
        path: 'notes/x.md',
        message: 'Write',
        content: Buffer.from(content).toString('base64'),
        ...more,
      });
    const { data } = await put('first');
    expect(await refusal(put('second'))).toMatch(/^422 .*"sha" wasn't supplied/s);
    expect(await refusal(put('second', { sha: 'a'.repeat(40) }))).toMatch(/^409/);
    await put('second', { sha: data.content?.sha });
    const file = await octokit.rest.repos.getContent({ ...place, path: 'notes/x.md' });
    expect(file.data).toMatchObject({ content: `${Buffer.from('second').toString('base64')}\n` });
    const folder = await octokit.rest.repos.getContent({ ...place, path: 'notes' });
    expect(folder.data).toMatchObject([{ path: 'notes/x.md' }]);
    expect((await octokit.rest.repos.listCommits(place)).data).toHaveLength(3);
  });
});

test('pull requests have files and reviews', async () => {
  const main = state.refs.get('refs/heads/main') ?? '';
  const tree = addTree(state, new Map([['x.md', addBlob(state, Buffer.from('x'))]]));
  const sha = addCommit(state, {
    message: 'Add',
    tree,
    date: '2026-01-14T10:00:00Z',
    parents: [main],
  });
  state.refs.set('refs/heads/topic', sha);
  const { rest } = octokit;
  const ask = () => rest.pulls.create({ ...place, title: 'Add x', head: 'topic', base: 'main' });
  const { data: pull } = await ask();
  expect(await refusal(ask())).toMatch(/^422 .*already exists/);
  const one = { ...place, pull_number: pull.number };
  expect((await rest.pulls.get(one)).data.head.sha).toBe(sha);
  expect((await rest.pulls.list(place)).data).toHaveLength(1);
  expect((await rest.pulls.listFiles(one)).data).toMatchObject([
    { filename: 'x.md', status: 'added' },
  ]);
  state.issues[0]?.pull?.reviews.push({
    id: 5,
    author: 'grace',
    state: 'APPROVED',
    commit: sha,
    submittedAt: state.clock,
  });
  expect((await rest.pulls.listReviews(one)).data).toMatchObject([
    { state: 'APPROVED', user: { login: 'grace' }, commit_id: sha },
  ]);
  // A pull request is an issue as well.
  expect((await rest.issues.listForRepo(place)).data[0]?.pull_request).toBeDefined();
});

test('people, teams, events and the repository', async () => {
  const { rest } = octokit;
  state.permissions.set('grace', 'triage');
  state.teams.set('acme/leads', new Set(['grace']));
  const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...place, username: 'grace' });
  expect([data.permission, data.role_name]).toEqual(['read', 'triage']);
  const member = (username: string) =>
    refusal(rest.teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'leads', username }));
  expect(await member('grace')).toBe('200');
  expect(await member('linus')).toBe('404 Not Found');
  await rest.repos.createDispatchEvent({ ...place, event_type: 'sla' });
  expect(state.dispatches).toEqual([{ type: 'sla', payload: undefined }]);
  expect((await rest.repos.get(place)).data.full_name).toBe('acme/incidents');
  expect(await refusal(rest.users.getAuthenticated())).toBe(
    '403 Resource not accessible by integration',
  );
  state.login = 'linus';
  expect((await rest.users.getAuthenticated()).data.login).toBe('linus');
});

test('an hour has so many requests; what has not changed does not count', async () => {
  state.limit = { limit: 3, remaining: 3, resetAt: state.clock + 3_600_000 };
  const { headers } = await octokit.rest.issues.listForRepo(place);
  expect(headers['x-ratelimit-remaining']).toBe('2');
  const again = () =>
    octokit.rest.issues.listForRepo({ ...place, headers: { 'if-none-match': headers.etag } });
  expect(await refusal(again())).toMatch(/^304/);
  expect(state.limit.remaining).toBe(2);
  await create();
  expect((await again()).status).toBe(200);
  expect(await refusal(again())).toMatch(/^403 API rate limit exceeded/);
  expect((await octokit.rest.rateLimit.get().catch(quiet))?.status).toBeUndefined();
  state.clock += 3_600_000;
  expect((await octokit.rest.rateLimit.get()).data.rate.limit).toBe(3);
});

test('the date is that of the server', async () => {
  const { headers } = await octokit.rest.repos.get(place);
  expect(headers.date).toBe('Wed, 14 Jan 2026 10:00:00 GMT');
});

describe("what is not as GitHub's description has it", () => {
  const bad: [string, () => Promise<unknown>, RegExp][] = [
    [
      'an unknown field',
      () => octokit.request('POST /repos/acme/incidents/issues', { title: 'x', lables: ['y'] }),
      /request: the body .*lables/,
    ],
    [
      'a missing field',
      () => octokit.request('POST /repos/acme/incidents/issues', { body: 'x' }),
      /request: the body .*title/,
    ],
    [
      'an unknown parameter',
      () => octokit.request('GET /repos/acme/incidents/issues?label=x'),
      /the query knows no label/,
    ],
    [
      'a value that is not allowed',
      () => octokit.request('GET /repos/acme/incidents/issues?state=shut'),
      /state of the query/,
    ],
    [
      'a number that is none',
      () => octokit.request('GET /repos/acme/incidents/issues/one'),
      /issue_number of the path/,
    ],
    [
      'an operation that the server does not have',
      () => octokit.request('GET /repos/acme/incidents/milestones'),
      /no such operation/,
    ],
    [
      'an answer',
      async () => {
        await create();
        Object.assign(state.issues[0] ?? {}, { locked: 'no' });
        await octokit.rest.issues.get({ ...place, issue_number: 1 });
      },
      /200: the answer at \/locked must be boolean/,
    ],
  ];
  test.each(bad)('is told of: %s', async (_what, send, told) => {
    await send().catch(quiet);
    expect(wrong.join('\n')).toMatch(told);
    wrong = [];
    expect(wrong).toEqual([]);
  });
});

test('the cut has the operations of the server, and says where it is from', () => {
  const { operations: described, source, license } = readDescription();
  expect(Object.keys(described).sort()).toEqual(Object.keys(operations).sort());
  expect([source, license]).toEqual(['@octokit/openapi 23.0.2', 'MIT']);
});
