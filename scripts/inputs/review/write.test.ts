import { expect, it } from 'vitest';
import { addBlob, addCommit, addTree } from '../../testing/github/git.ts';
import { GitHubError } from '../../edges/github/error.ts';
import { faults, type Handling } from '../../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../../testing/github/state.ts';
import { addIssue } from '../../testing/github/issues.ts';
import { upsertCheck, readPull, type Pull } from '../../edges/github/review.ts';
import type { Judgement } from './approvals.ts';
import { makeWebRegister, reachGitHub } from '../../testing/escalation.ts';
import type { GitHub } from '../../edges/github/client.ts';

import { writeApprovals, type WrittenApprovals } from './write.ts';

const file = '2026/2026-01-14-slow/postmortem.md';
const path = `incidents/${file}`;
const text = '---\nauthors: [ada] # alone\nstate: in-review\n---\n\nSlow.\n';
const judgement: Judgement = {
  incident: '2026-01-14-slow',
  digest: 'ab'.repeat(32),
  needs: 'approval',
  counting: [{ by: 'bob', at: Date.parse('2026-01-20T10:00:00Z') }],
  wanted: 1,
  passed: [],
  missing: [],
};

function makeState(isProtected: boolean): { state: FakeGitHub; head: string } {
  const state = makeGitHub();
  const tree = addTree(state, new Map([[path, addBlob(state, Buffer.from(text))]]));
  const head = addCommit(state, { message: 'Records', date: '2026-01-20T09:00:00Z', tree });
  state.refs.set('refs/heads/main', head);
  if (isProtected) state.protected.add('refs/heads/main');
  return { state, head };
}

function makePull(head: string): Pull {
  return {
    number: 7,
    url: 'https://github.com/northwind-rail/incidents/pull/7',
    author: 'ada',
    head,
    branch: 'work',
    base: 'main',
    isForDefault: true,
    open: false,
    merged: true,
    isCut: false,
    files: [],
    reviews: [],
  };
}

/** Writes a failed check, then a successful one, then the approvals. */
async function runOnce(state: FakeGitHub, head: string, handling: Handling): Promise<void> {
  const github = reachGitHub(state, handling);
  await upsertCheck(github, head, { ok: false, title: 'Missing', text: 'One.' });
  await upsertCheck(github, head, { ok: true, title: 'Approved', text: 'All.' });
  await approve(github, head);
}

function approve(github: GitHub, head: string): Promise<WrittenApprovals> {
  const session = {
    github,
    register: makeWebRegister([]),
    prefix: 'incidents/',
    page: 'https://github.com/northwind-rail/incidents',
    dryRun: false,
  };
  return writeApprovals(session, file, judgement, makePull(head));
}

const readMain = (state: FakeGitHub, branch: string): string => {
  const commit = state.commits.get(state.refs.get(`refs/heads/${branch}`) ?? '');
  return state.blobs.get(state.trees.get(commit?.tree ?? '')?.get(path) ?? '')?.toString() ?? '';
};

it.each([false, true])(
  'after any failed request, the next run has the same result as a single one (protected: %s)',
  async (isProtected) => {
    const wrong: string[] = [];
    let count = 0;
    const { state: plain, head: first } = makeState(isProtected);
    const fault = (at: number): undefined => {
      count = at;
    };
    await runOnce(plain, first, { wrong, fault });
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(5);
    const branch = isProtected ? 'sitrep/approval-7' : 'main';
    const written = readMain(plain, branch);
    expect(written).toContain('  - by: bob\n');
    for (const fault of faults) {
      for (let nth = 1; nth <= count; nth++) {
        const { state, head } = makeState(isProtected);
        await runOnce(state, head, { fault: (at) => (at === nth ? fault : undefined) }).catch(
          (error: unknown) => {
            if (!(error instanceof GitHubError)) throw error;
          },
        );
        state.clock += 3_700_000;
        await runOnce(state, head, {});
        expect(state.checks, `${fault} at ${nth}`).toMatchObject([
          { conclusion: 'success', title: 'Approved' },
        ]);
        expect(readMain(state, branch), `${fault} at ${nth}`).toBe(written);
        expect(state.issues.length).toBe(isProtected ? 1 : 0);
      }
    }
  },
);

it('keeps the edits that somebody else makes in the meantime', async () => {
  const { state, head } = makeState(false);
  const other = text.replace('Slow.', 'Very slow.');
  const fault = (at: number): undefined => {
    if (at !== 2) return;
    const tree = addTree(state, new Map([[path, addBlob(state, Buffer.from(other))]]));
    const commit = addCommit(state, { message: 'Edit', date: '2026-01-20T09:30:00Z', tree });
    state.refs.set('refs/heads/main', commit);
  };
  const done = await approve(reachGitHub(state, { fault }), head);
  expect(done.state).toBe('written');
  expect(readMain(state, 'main')).toMatch(/by: bob[^]*Very slow\./);
});

it('reads a pull request at one commit even if somebody pushes in the meantime', async () => {
  const { state, head } = makeState(false);
  const file = (name: string, words: string) => [
    { filename: name, status: 'modified' as const, sha: addBlob(state, Buffer.from(words)) },
  ];
  const pull = {
    head: { ref: 'work', sha: head },
    base: { ref: 'main', sha: head },
    draft: false,
    files: file(path, text),
    reviews: [],
  };
  addIssue(state, { title: 'Postmortem', body: '', author: 'ada', pull });
  const later = addCommit(state, { message: 'Push', date: '2026-01-20T09:30:00Z', tree: head });
  const fault = (at: number): undefined => {
    if (at === 2) Object.assign(pull, { head: { ref: 'work', sha: later }, files: file('x', 'x') });
  };
  const read = await readPull(reachGitHub(state, { fault }), 1);
  expect(read).toMatchObject({ head: later, files: [{ path: 'x' }] });
});
