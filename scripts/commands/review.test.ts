import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { addBlob, addCommit, addTree } from '../testing/github/git.ts';
import { addIssue } from '../testing/github/issues.ts';
import { serveGitHub } from '../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub, type FakePull } from '../testing/github/state.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { gitdir, sitrepWith as startSitrepWith, writeTree, type Ran } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';

const folder = 'incidents/2026/2026-01-14-slow';
const path = `${folder}/postmortem.md`;
const postmortem = (cause: string, more = ''): string =>
  `---\n# Written on the train.\nauthors: [ada]\nstate: in-review\nroot_causes: [${cause}]\nactions: []\n${more}---\n\nIt was slow.\n`;
const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test}\nreviews: {SEV1: {approvals: 2, from: [web]}, default: {approvals: 1}}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: A}, {handle: bob, name: B}, {handle: eve, name: E}, {handle: cleo, name: C}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [`${folder}/incident.md`]:
    '---\ntitle: Slow\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  [`${folder}/timeline.yaml`]:
    '- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n' +
    '- {at: 2026-01-14T08:01:00Z, type: triaged, impact: high, urgency: high}\n' +
    '- {at: 2026-01-14T08:02:00Z, type: assigned, role: commander, to: cleo}\n' +
    '- {at: 2026-01-14T09:00:00Z, type: resolved, resolution: fixed}\n',
};

interface ReviewRepository {
  state: FakeGitHub;
  clone: string;
  wrong: string[];
  run: (...args: string[]) => Promise<Ran>;
  /** Runs the same in a process of its own. */
  start: (...args: string[]) => Promise<Ran>;
  /** Commits files to a branch, and returns its new head. */
  commit: (branch: string, files: Record<string, string | undefined>) => string;
  /** Opens a pull request with these files. */
  open: (
    files: Record<string, string | undefined>,
    author?: string,
  ) => FakePull & { number: number };
  approve: (pull: FakePull, author: string, state?: 'APPROVED' | 'CHANGES_REQUESTED') => void;
  merge: (number: number) => void;
  read: (branch: string, file: string) => string;
}

/** Creates a clone, the same repository on a simulated GitHub, and functions that act as its users. */
async function makeRepository(): Promise<ReviewRepository> {
  const state = makeGitHub({ clock: Date.parse('2026-01-20T10:00:00Z') });
  const wrong: string[] = [];
  const { url, close } = await serveGitHub(state, { wrong });
  onTestFinished(close);
  const clone = gitdir(files);
  const tree = (branch: string): Map<string, string> => {
    const commit = state.commits.get(state.refs.get(`refs/heads/${branch}`) ?? '');
    return new Map(state.trees.get(commit?.tree ?? '') ?? []);
  };
  const commit: ReviewRepository['commit'] = (branch, changes) => {
    const present = tree(state.refs.has(`refs/heads/${branch}`) ? branch : 'main');
    for (const [name, text] of Object.entries(changes)) {
      if (text === undefined) present.delete(name);
      else present.set(name, addBlob(state, Buffer.from(text)));
    }
    state.clock += 60_000;
    const date = new Date(state.clock).toISOString();
    const sha = addCommit(state, { message: 'Change', date, tree: addTree(state, present) });
    state.refs.set(`refs/heads/${branch}`, sha);
    return sha;
  };
  commit('main', files);
  const list = (changes: Record<string, string | undefined>): FakePull['files'] =>
    Object.entries(changes).map(([filename, text]) => ({
      filename,
      status: text === undefined ? 'removed' : 'modified',
      sha: addBlob(state, Buffer.from(text ?? '')),
    }));
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_TOKEN: 'token',
    GITHUB_ACTIONS: 'true',
  };
  return {
    state,
    clone,
    wrong,
    commit,
    run: (...args) => sitrepWith(environment, clone, 'review', ...args),
    start: (...args) => startSitrepWith(environment, clone, 'review', ...args),
    open: (changes, author = 'ada') => {
      const ref = `work-${state.issues.length}`;
      const pull: FakePull = {
        head: { ref, sha: commit(ref, changes) },
        base: { ref: 'main', sha: state.refs.get('refs/heads/main') ?? '' },
        draft: false,
        files: list(changes),
        reviews: [],
      };
      const { number } = addIssue(state, { title: 'Postmortem', body: '', author, pull });
      return Object.assign(pull, { number });
    },
    approve: (pull, author, verdict = 'APPROVED') => {
      state.clock += 60_000;
      pull.reviews.push({
        id: ++state.counter,
        author,
        state: verdict,
        commit: pull.head.sha,
        submittedAt: state.clock,
      });
    },
    merge: (number) => {
      const issue = state.issues.find((known) => known.number === number);
      if (!issue?.pull) throw new Error('no pull request');
      state.clock += 60_000;
      Object.assign(issue, { state: 'closed', reason: 'completed', closedAt: state.clock });
      const blobs = issue.pull.files.map(({ filename, sha }): [string, string] => [
        filename,
        state.blobs.get(sha)?.toString() ?? '',
      ]);
      commit('main', Object.fromEntries(blobs));
      writeTree(clone, Object.fromEntries(blobs));
    },
    read: (branch, file) => state.blobs.get(tree(branch).get(file) ?? '')?.toString() ?? '',
  };
}

test('a check says what is missing, and a merge records the approvals', async () => {
  const { state, clone, wrong, run, start, open, approve, merge, read } = await makeRepository();
  const pull = open({ [path]: postmortem('The pool had no bound.') });
  const dry = await start('--pull', '1', '--dry-run');
  expect(dry.status).toBe(1);
  expect(dry.stdout).toContain(
    '2 more approvals of this exact text (SEV1 requires 2 from web). It can come from bob, eve.',
  );
  expect(state.checks).toEqual([]);
  expect((await run('--pull', '1')).status).toBe(0);
  expect(state.checks).toMatchObject([
    { name: 'Postmortem review', conclusion: 'failure', commit: pull.head.sha },
  ]);
  expect((await run()).stdout).toContain('(check unchanged)');
  approve(pull, 'bob');
  approve(pull, 'cleo');
  approve(pull, 'ada');
  expect((await run()).stdout).toContain('(check changed)');
  expect(state.checks[0]?.summary).toContain('the approval of cleo does not count');
  approve(pull, 'eve');
  await run();
  expect(state.checks).toMatchObject([{ conclusion: 'success' }]);

  merge(1);
  const json = await run('--pull', '1', '--json');
  const schema = readFileSync(join(packageRoot, 'schemas/output/review.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(JSON.parse(json.stdout)), JSON.stringify(validate.errors)).toBe(true);
  const text = read('main', path);
  expect(text).toMatch(
    /^---\n# Written on the train\.\nauthors: \[ada\]\n[^]*actions: \[\]\napprovals:\n {2}- by: bob\n {4}at: 2026-01-20T10:0\d:00Z\n {4}pull_request: https:\/\/github\.com\/northwind-rail\/incidents\/pull\/1\n {4}digest: [0-9a-f]{64}\n {2}- by: eve\n[^]*---\n\nIt was slow\.\n$/,
  );
  expect(text.replace(/approvals:\n(?: {2}.*\n)+/, '')).toBe(postmortem('The pool had no bound.'));
  const head = state.commits.get(state.refs.get('refs/heads/main') ?? '');
  expect(head?.message).toBe(
    'Record the approval of 2026-01-14-slow\n\nApproved in #1 by bob, eve.\n\nIncident: 2026-01-14-slow\n',
  );
  writeTree(clone, { [path]: text });
  expect((await run('--pull', '1')).status).toBe(0);
  expect(read('main', path)).toBe(text);
  expect(wrong).toEqual([]);

  // A later edit is a different text: the difference is shown, and it needs new approvals.
  const amended = open({ [path]: text.replace('It was slow.', 'It was very slow.') }, 'bob');
  const { stdout } = await run('--pull', '2', '--dry-run');
  expect(stdout).toContain('**Amended since approval**');
  expect(stdout).toContain('+It was very slow.');
  expect(stdout).toContain('2 more approvals');
  approve(amended, 'eve');
  const second = await run('--pull', '2', '--dry-run');
  expect(second.stdout).toContain('Nobody else in the catalog can give it.');
  // A pull request without a postmortem has a check that succeeds.
  open({ 'incidents/runbooks/x.md': 'x' });
  expect((await run('--pull', '3')).stdout).toContain(
    'No postmortem in this pull request needs approval',
  );
  expect(state.checks.at(-1)).toMatchObject({ conclusion: 'success' });
});

test('a push requires a new approval, and the timeline of the pull request counts', async () => {
  const { run, open, approve, commit, wrong } = await makeRepository();
  const more = {
    [`${folder}/timeline/20260114T080300Z-assigned-ab12.yaml`]:
      'at: 2026-01-14T08:03:00Z\ntype: assigned\nrole: commander\nto: eve\n',
  };
  const pull = open({ [path]: postmortem('The first cause.'), ...more }, 'stranger');
  approve(pull, 'bob');
  approve(pull, 'eve');
  const led = await run('--pull', '1', '--dry-run');
  expect(led.stdout).toContain('the approval of eve does not count: eve led the incident');
  pull.head.sha = commit(pull.head.ref, { [path]: postmortem('The second cause.') });
  const { stdout } = await run('--pull', '1', '--dry-run');
  expect(stdout).toMatch(
    /the approval of bob does not count: bob approved an earlier state \([0-9a-f]{8}\)/,
  );
  expect(wrong).toEqual([]);
});

test('approvals are proposed if the branch does not accept commits', async () => {
  const { state, run, open, approve, merge, read, wrong } = await makeRepository();
  state.protected.add('refs/heads/main');
  const pull = open({ [path]: postmortem('The first cause.', 'approvals: []\n') });
  approve(pull, 'bob');
  approve(pull, 'eve');
  merge(1);
  const { stdout } = await run('--pull', '1');
  expect(stdout).toContain('https://github.com/northwind-rail/incidents/pull/2');
  expect(read('main', path)).not.toContain('by: bob');
  expect(read('sitrep/approval-1', path)).toContain('by: bob');
  expect((await run('--pull', '1')).stdout).toContain('/pull/2');
  // Our own approvals do not count as written by hand.
  expect((await run('--pull', '2', '--dry-run')).stdout).toContain('Needs no approval');
  expect(state.issues).toHaveLength(2);
  expect(wrong).toEqual([]);
});

test('files of a pull request are only data: a broken file, another folder, its own settings', async () => {
  const { state, run, start, open, wrong } = await makeRepository();
  open({
    [path]: '---js\nprocess.exit(7)\n---\n',
    'incidents/sitrep.yaml': 'organisation: {name: Test}\nreviews: {default: {approvals: 0}}\n',
    'incidents/2026/../../evil/postmortem.md': 'x',
    '.github/workflows/review.yml': 'x',
  });
  const { status, stdout } = await run();
  expect(status).toBe(0);
  expect(stdout).toContain('`2026/2026-01-14-slow/postmortem.md` cannot be read');
  expect(state.checks).toMatchObject([{ conclusion: 'failure' }]);
  open({
    [path]: postmortem(
      'The first cause.',
      'approvals: [{by: bob, at: 2026-01-20T10:00:00Z, digest: "' + '0'.repeat(64) + '"}]\n',
    ),
  });
  expect((await run('--pull', '2', '--dry-run')).stdout).toContain('names bob by hand');
  expect(wrong).toEqual([]);
  expect((await run('--pull', 'x')).stderr).toContain('Cannot read `x` as a whole number above 0');
  expect((await start('--pull', '99')).status).toBe(2);
});

test('approvals on our branch are compared with the reviews on GitHub', async () => {
  const { state, run, open, approve, merge, read, commit, wrong } = await makeRepository();
  state.protected.add('refs/heads/main');
  const pull = open({ [path]: postmortem('The first cause.') });
  approve(pull, 'bob');
  merge(1);
  await run('--pull', '1');
  const written = read('sitrep/approval-1', path);
  const ours = state.issues[1]?.pull;
  if (!ours) throw new Error('no pull request');
  const digest = /digest: ([0-9a-f]{64})/.exec(written)?.[1] ?? '';
  // Anybody who can push could add an approver who never reviewed it.
  const forged = written.replace(
    '\n---\n\n',
    `\n  - by: eve\n    at: 2026-01-20T10:09:00Z\n    pull_request: https://github.com/northwind-rail/incidents/pull/1\n    digest: ${digest}\n---\n\n`,
  );
  expect(forged).not.toBe(written);
  ours.head.sha = commit('sitrep/approval-1', { [path]: forged });
  ours.files = [{ filename: path, status: 'modified', sha: addBlob(state, Buffer.from(forged)) }];
  const { stdout, status } = await run('--pull', '2', '--dry-run');
  expect(stdout).toContain('names eve by hand');
  expect(status).toBe(1);
  expect(wrong).toEqual([]);
});

test('a check covers only the default branch, and every file that goes there', async () => {
  const { state, run, open, wrong } = await makeRepository();
  const pull = open({ [path]: postmortem('The first cause.') });
  await run('--pull', '1');
  expect(state.checks).toMatchObject([{ conclusion: 'failure', commit: pull.head.sha }]);
  // The same commit, proposed for a branch that already has the text.
  const other = open({ 'notes.md': 'x' });
  Object.assign(other, { head: { ...other.head, sha: pull.head.sha } });
  other.base.ref = 'elsewhere';
  expect((await run()).status).toBe(0);
  expect(state.checks).toMatchObject([{ conclusion: 'failure' }]);
  // GitHub lists at most 3,000 files of a pull request.
  const many = open({ 'notes.md': 'y' });
  many.unlisted = 1;
  expect((await run('--pull', '3')).stdout).toContain('more files than GitHub lists');
  expect(state.checks.at(-1)).toMatchObject({ conclusion: 'failure', commit: many.head.sha });
  const fragments = Array.from({ length: 201 }, (_, at): [string, string] => [
    `${folder}/timeline/20260114T0900${at}Z-note-ab12.yaml`,
    'at: 2026-01-14T08:03:00Z\ntype: note\nnote: x\n',
  ]);
  open({ [path]: postmortem('The first cause.'), ...Object.fromEntries(fragments) });
  expect((await run('--pull', '4')).stdout).toContain('more than 200 files');
  expect(wrong).toEqual([]);
});

test('a check of the same name by somebody else is ignored', async () => {
  const { state, run, open, wrong } = await makeRepository();
  const pull = open({ [path]: postmortem('The first cause.') });
  const [title, summary] = ['Approved', 'Nothing.'];
  const known = { name: 'Postmortem review', conclusion: 'success', title, summary, at: 0 };
  state.checks.push({ id: 900, commit: pull.head.sha, ...known });
  await run('--pull', '1');
  await run('--pull', '1');
  expect(state.checks).toMatchObject([{ id: 900 }, { conclusion: 'failure' }]);
  expect(wrong).toEqual([]);
});
