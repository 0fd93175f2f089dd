import { expect, test } from 'vitest';
import { findPullRequest, listPullFiles } from '../edges/github/pull.ts';
import { addBlob, addCommit, addTree } from '../testing/github/git.ts';
import { addIssue } from '../testing/github/issues.ts';
import { makeWebRegister, reachGitHub } from '../testing/escalation.ts';
import type { Handling } from '../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../testing/github/state.ts';
import { readFile } from '../edges/github/branch.ts';
import { deliverToGitHub, type ProposalUse, type RemoteDelivered } from './remote.ts';

const path = 'incidents/words.md';
const branch = 'sitrep/issue-7';
const page = 'https://github.com/northwind-rail/incidents';

/** A repository whose only file has one line. */
function makeState(): FakeGitHub {
  const state = makeGitHub();
  commit(state, 'main', 'one\n');
  return state;
}

function commit(state: FakeGitHub, name: string, text: string): void {
  const ref = `refs/heads/${name}`;
  const parent = state.refs.get(ref);
  const tree = addTree(state, new Map([[path, addBlob(state, Buffer.from(text))]]));
  const date = new Date(state.clock).toISOString();
  const parents = parent === undefined ? [] : [parent];
  state.refs.set(ref, addCommit(state, { message: 'By hand', date, tree, parents }));
}

function read(state: FakeGitHub, name: string): string | undefined {
  const head = state.commits.get(state.refs.get(`refs/heads/${name}`) ?? '');
  const blob = state.trees.get(head?.tree ?? '')?.get(path);
  return blob === undefined ? undefined : state.blobs.get(blob)?.toString();
}

/** Adds a line to the file, once. */
async function addLine(
  state: FakeGitHub,
  uses: ProposalUse,
  {
    handling = {},
    line = 'two',
    dryRun = false,
    title = 'Add a line',
  }: { handling?: Handling; line?: string; dryRun?: boolean; title?: string } = {},
): Promise<RemoteDelivered<number> | undefined> {
  const github = reachGitHub(state, handling);
  let asked = 0;
  return deliverToGitHub(
    { github, register: makeWebRegister([]), prefix: 'incidents/', page, dryRun },
    {
      findProposal: async () => {
        const pull = await findPullRequest(github, branch);
        return { branch, ...(pull && { pull }) };
      },
      uses,
      readTip: async ({ head }) => ({ text: await readFile(github, path, head.commit) }),
      make: ({ text = '' }) => {
        const pull = { title, body: '', reviewers: [], renames: true as const };
        const result = ++asked;
        if (text.includes(line)) return { result, pull };
        const files = [{ path: 'words.md', text: `${text}${line}\n` }];
        return { result, change: { files, message: 'Add a line', incident: 'x' }, pull };
      },
    },
  );
}

test('a change is a commit on the default branch, and nothing if it is there already', async () => {
  const state = makeState();
  expect(await addLine(state, 'if-present')).toEqual({ result: 1 });
  expect(read(state, 'main')).toBe('one\ntwo\n');
  const head = state.refs.get('refs/heads/main') ?? '';
  expect(state.commits.get(head)?.message).toBe('Add a line\n\nIncident: x\n');
  expect(await addLine(state, 'if-present')).toEqual({ result: 1 });
  expect(state.refs.get('refs/heads/main')).toBe(head);
  expect(state.issues).toEqual([]);
});

test('a change is made anew when the branch moves before the commit is put on it', async () => {
  const state = makeState();
  let isMoved = false;
  const fault: Handling['fault'] = (_count, { method }) => {
    if (method === 'PATCH' && !isMoved) {
      isMoved = true;
      commit(state, 'main', 'zero\none\n');
    }
    return undefined;
  };
  expect(await addLine(state, 'if-present', { handling: { fault } })).toEqual({ result: 2 });
  expect(read(state, 'main')).toBe('zero\none\ntwo\n');
});

test('a commit whose response is lost is not made twice', async () => {
  const state = makeState();
  let isLost = false;
  const fault: Handling['fault'] = (_count, { method }) => {
    if (method !== 'PATCH' || isLost) return undefined;
    isLost = true;
    return 'reset-after';
  };
  expect(await addLine(state, 'if-present', { handling: { fault } })).toEqual({ result: 2 });
  expect(read(state, 'main')).toBe('one\ntwo\n');
});

test('what a protected branch refuses is proposed, and further changes join it', async () => {
  const state = makeState();
  state.protected.add('refs/heads/main');
  const pull = { number: 1, url: `${page}/pull/1` };
  expect(await addLine(state, 'if-refused')).toMatchObject({ result: 2, pull });
  expect(await addLine(state, 'if-present', { line: 'three' })).toMatchObject({ result: 1, pull });
  expect([read(state, 'main'), read(state, branch)]).toEqual(['one\n', 'one\ntwo\nthree\n']);
  expect(state.issues).toMatchObject([{ title: 'Add a line' }]);
  // An open one is renamed.
  await addLine(state, 'always', { title: 'Add lines' });
  expect(state.issues).toMatchObject([{ title: 'Add lines' }]);
});

test('a branch that a killed run left without a pull request gets one', async () => {
  const state = makeState();
  commit(state, branch, 'one\ntwo\n');
  expect(await addLine(state, 'always')).toMatchObject({ result: 1, pull: { number: 1 } });
});

test('if the token may not open a pull request, the page that opens it is returned', async () => {
  const state = makeState();
  const fault: Handling['fault'] = (_count, { method, path: asked }) => {
    if (method === 'POST' && asked.endsWith('/pulls')) state.permissions.set(state.login, 'read');
    return undefined;
  };
  expect(await addLine(state, 'always', { handling: { fault } })).toEqual({
    result: 1,
    open_at: `${page}/compare/main...${branch}?expand=1`,
  });
});

test('fails if neither branch takes a commit', async () => {
  const state = makeState();
  state.protected.add('refs/heads/main');
  commit(state, branch, 'one\n');
  state.protected.add(`refs/heads/${branch}`);
  await expect(addLine(state, 'if-refused')).rejects.toThrow(
    `GitHub does not accept commits on ${branch}.`,
  );
});

test('a dry run writes nothing', async () => {
  const state = makeState();
  const handling: Handling = { log: [] };
  expect(await addLine(state, 'always', { handling, dryRun: true })).toEqual({ result: 1 });
  expect(handling.log?.filter((line) => !line.startsWith('GET'))).toEqual([]);
});

test('every file of a large pull request is listed', async () => {
  const state = makeState();
  const sha = addBlob(state, Buffer.from('x'));
  const names = Array.from({ length: 130 }, (_, index) => `file-${index}`);
  const head = state.refs.get('refs/heads/main') ?? '';
  const pull = {
    head: { ref: 'work', sha: head },
    base: { ref: 'main', sha: head },
    draft: false,
    files: names.map((filename) => ({ filename, status: 'added' as const, sha })),
    reviews: [],
  };
  const { number } = addIssue(state, { title: 'Many', body: '', author: 'ada', pull });
  expect(await listPullFiles(reachGitHub(state), number)).toEqual(names);
});
