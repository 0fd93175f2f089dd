import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveGitHub } from '../testing/github/serve.ts';
import { hash, makeGitHub } from '../testing/github/state.ts';
import { git, gitdir, gitEach, testdir, writeTree } from '../testing/folder.ts';
import { sitrep, sitrepWith } from '../testing/hosts.ts';

const id = '2026-01-14-slow';
const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test, timezone: Europe/Amsterdam}\nsite: {repository: "https://github.com/northwind-rail/incidents"}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: Ada}, {handle: grace, name: Grace Hopper}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [`incidents/2026/${id}/incident.md`]:
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  [`incidents/2026/${id}/timeline.yaml`]: '- {at: 2026-01-14T08:00:00Z, type: detected}\n',
};
const who = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  SITREP_HANDLE: 'ada',
};
const note = (text: string, ...more: string[]): string[] => [
  ...['note', '--note', text, '--at', '2026-01-14T08:05:00Z'],
  ...more,
];

/** A bare remote and clones of it. */
function share(count: number): { remote: string; clones: string[] } {
  const origin = gitdir(files);
  const remote = join(testdir(), 'remote.git');
  const clones = Array.from({ length: count }, () => join(testdir(), 'clone'));
  gitEach(origin, [
    ['clone', '--quiet', '--bare', origin, remote],
    ...clones.map((clone) => ['clone', '--quiet', remote, clone]),
  ]);
  return { remote, clones };
}

test('--commit commits only its own file, with trailers', async () => {
  const folder = gitdir({ ...files, 'notes.txt': 'old\n', 'incidents/runbooks/readme.md': 'x\n' });
  writeTree(folder, { 'notes.txt': 'mine\n', 'staged.txt': 'staged\n', 'loose.txt': 'loose\n' });
  git(folder, ['add', 'staged.txt']);
  const before = git(folder, ['status', '--porcelain']);
  const ran = await sitrepWith(who, folder, ...note('x', '--by', 'grace', '--commit', '--json'));
  expect(ran.stderr).toBe('');
  const { path, commit } = JSON.parse(ran.stdout) as { path: string; commit: string };
  expect(git(folder, ['rev-parse', 'HEAD']).trim()).toBe(commit);
  expect(git(folder, ['show', '--format=', '--name-only', 'HEAD'])).toBe(`incidents/${path}\n`);
  expect(git(folder, ['log', '-1', '--format=%B'])).toBe(
    `note: Slow payments\n\nIncident: ${id}\nCo-authored-by: Grace Hopper <grace@users.noreply.github.com>\n\n`,
  );
  expect(git(folder, ['status', '--porcelain'])).toBe(before);
});

test('--commit lists the files of the incident that it leaves out', async () => {
  const path = `2026/${id}/incident.md` as const;
  const folder = gitdir({ ...files, [`incidents/${path}`]: '' });
  writeTree(folder, { [`incidents/${path}`]: files[`incidents/${path}`] });
  const { stderr } = await sitrepWith(who, folder, ...note('x', '--commit'));
  expect(stderr).toContain(`not committed, since this command did not write it: ${path}; `);
  expect(git(folder, ['status', '--porcelain'])).toBe(` M incidents/${path}\n`);
});

test('unfinished edits of the user do not go into a commit', async () => {
  const folder = gitdir(files);
  const path = `2026/${id}/incident.md`;
  const text = `${files[`incidents/${path}`]}Half a sent\n`;
  writeTree(folder, { [`incidents/${path}`]: text });
  const add = ['task', 'add', '--title', 'Look'];
  const { status, stderr } = await sitrepWith(who, folder, ...add, '--commit');
  expect([status, stderr]).toEqual([2, expect.stringContaining(`${path} has uncommitted changes`)]);
  expect(readFileSync(join(folder, 'incidents', path), 'utf8')).toBe(text);
  expect((await sitrepWith(who, folder, ...add, '--no-commit')).stderr).toMatch(/^wrote /);
  git(folder, ['checkout', '--quiet', '.']);
  const draft = ['postmortem', id];
  expect((await sitrepWith(who, folder, ...draft, '--commit')).stderr).toContain('committed ');
  const postmortem = join(folder, `incidents/2026/${id}/postmortem.md`);
  writeFileSync(postmortem, `${readFileSync(postmortem, 'utf8')}Written since.\n`);
  const submitted = await sitrepWith(who, folder, ...draft, '--submit', '--commit');
  expect(submitted.stderr).toContain('committed ');
  expect(git(folder, ['show', 'HEAD'])).toContain('+Written since.');
});

test('the settings set the default, and --no-commit overrides it', async () => {
  const folder = gitdir({
    ...files,
    'incidents/sitrep.yaml': `${files['incidents/sitrep.yaml']}delivery: commit\n`,
  });
  const commits = (): number => Number(git(folder, ['rev-list', '--count', 'HEAD']));
  await sitrepWith(who, folder, ...note('x'));
  expect(commits()).toBe(2);
  await sitrepWith(who, folder, ...note('y', '--no-commit'));
  await sitrepWith(who, folder, ...note('z', '--dry-run'));
  expect(commits()).toBe(2);
  expect(git(folder, ['status', '--porcelain']).split('\n')).toHaveLength(2);
});

test('pushes at the same time all succeed without manual merges', async () => {
  const { remote, clones } = share(6);
  const ran = await Promise.all(
    clones.map((clone, index) =>
      sitrepWith(who, clone, ...note(`Seen by ${index}`, '--push', '--json')),
    ),
  );
  for (const { status, stdout, stderr } of ran) {
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ pushed: true });
  }
  const fresh = join(testdir(), 'fresh');
  git(remote, ['clone', '--quiet', remote, fresh]);
  const { stdout } = await sitrep(fresh, 'show', '--json');
  const { timeline } = JSON.parse(stdout) as { timeline: { note?: string }[] };
  expect(timeline.flatMap(({ note: text }) => text ?? []).sort()).toEqual(
    clones.map((_, index) => `Seen by ${index}`),
  );
  expect(git(fresh, ['fsck', '--strict'])).toBe('');
});

test('commands that commit at the same time in one clone report their own commits', async () => {
  const folder = gitdir(files);
  const ran = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      sitrepWith(who, folder, ...note(`Seen by ${index}`, '--commit', '--json')),
    ),
  );
  for (const { status, stdout } of ran) {
    expect(status).toBe(0);
    const { path, commit } = JSON.parse(stdout) as { path: string; commit: string };
    expect(git(folder, ['show', '--format=', '--name-only', commit])).toBe(`incidents/${path}\n`);
  }
});

test.each(['add', 'commit'])(
  'a commit of somebody else that undoes what is staged during `git %s` loses nothing',
  async (word) => {
    const folder = gitdir(files);
    const [bin, index] = [testdir(), join(folder, '.git/index')];
    const [old, path] = [join(bin, 'index'), process.env['PATH'] ?? ''];
    copyFileSync(index, old);
    // `git commit -- <paths>` reads the index, waits for its lock, and writes what it read.
    writeFileSync(
      join(bin, 'git'),
      `#!/bin/sh\nPATH='${path}'\ngit "$@" || exit\ncase " $* " in *" ${word} "*) [ ! -e ${old} ] || mv ${old} ${index};; esac\n`,
      { mode: 0o755 },
    );
    const shimmed = { ...who, PATH: `${bin}:${path}` };
    const ran = await sitrepWith(shimmed, folder, ...note('x', '--commit', '--json'));
    const { path: entry, commit } = JSON.parse(ran.stdout) as { path: string; commit: string };
    expect(git(folder, ['show', '--format=', '--name-only', commit])).toBe(`incidents/${entry}\n`);
    expect(existsSync(old)).toBe(false);
    expect(git(folder, ['status', '--porcelain'])).toBe('');
  },
);

test('--commit commits removals: closing folds entries into one file', async () => {
  const folder = gitdir(files);
  await sitrepWith(who, folder, ...note('x', '--commit'));
  await sitrepWith(who, folder, 'resolve', '--affects', 'none', '--commit');
  const closed = await sitrepWith(who, folder, 'close', id, '--commit');
  expect(closed.stderr).not.toContain('not committed');
  expect(closed.status).toBe(0);
  expect(git(folder, ['status', '--porcelain'])).toBe('');
  expect(
    git(folder, ['ls-files', `incidents/2026/${id}/timeline`])
      .trim()
      .split('\n'),
  ).toEqual([`incidents/2026/${id}/timeline/.gitkeep`]);
});

test('files that another command writes at the same time are not reported as left out', async () => {
  const folder = gitdir(files);
  const entries = `incidents/2026/${id}/timeline`;
  const entry = `${entries}/20260114T080600Z-note-0123abcd.yaml`;
  const part = `${entries}/.20260114T080700Z-note-0123abcd.yaml.0123456789ab.tmp`;
  mkdirSync(join(folder, '.git/hooks'), { recursive: true });
  writeFileSync(
    join(folder, '.git/hooks/post-commit'),
    `#!/bin/sh\necho '{at: 2026-01-14T08:06:00Z, type: note, note: Theirs}' > ${entry}\ntouch -d 2026-01-14 ${part}\n`,
    { mode: 0o755 },
  );
  expect(await sitrepWith(who, folder, ...note('Mine', '--commit', '--json'))).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(git(folder, ['status', '--porcelain', '-uall'])).toBe(`?? ${part}\n?? ${entry}\n`);
});

test('left-out files are found by their contents when the folder was read, not by their times', async () => {
  const record = `incidents/2026/${id}/incident.md` as const;
  const report = `incidents/2026/${id}/postmortem.md`;
  const theirs = `incidents/2026/${id}/timeline/20260114T080600Z-note-0123abcd.yaml`;
  const folder = gitdir({ ...files, [report]: 'x\n' });
  writeTree(folder, { [record]: `${files[record]}Edited.\n` });
  utimesSync(join(folder, record), 4e9, 4e9);
  mkdirSync(join(folder, '.git/hooks'), { recursive: true });
  writeFileSync(
    join(folder, '.git/hooks/post-commit'),
    `#!/bin/sh\nfor file in ${theirs} ${report}; do echo x >> $file; touch -d 2026-01-14 $file; done\n`,
    { mode: 0o755 },
  );
  const { stderr } = await sitrepWith(who, folder, ...note('Mine', '--commit'));
  expect(stderr).toContain(`did not write it: 2026/${id}/incident.md; `);
});

test('staged files stay staged if the remote has moved', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  await sitrepWith(who, theirs, ...note('theirs', '--push'));
  writeTree(mine, { 'staged.txt': 'staged\n' });
  git(mine, ['add', 'staged.txt']);
  const { stdout, stderr } = await sitrepWith(who, mine, ...note('mine', '--push', '--json'));
  expect([stderr, JSON.parse(stdout)]).toEqual(['', expect.objectContaining({ pushed: true })]);
  expect(git(mine, ['status', '--porcelain'])).toBe('A  staged.txt\n');
  expect(git(remote, ['log', '--format=%s', 'main']).split('\n').sort()).toEqual(
    ['', 'Merge main of origin', 'Record', 'note: Slow payments', 'note: Slow payments'].sort(),
  );
});

test('offline, commits are kept, and the next push includes them', async () => {
  const { remote, clones } = share(1);
  const [clone = ''] = clones;
  renameSync(remote, `${remote}.away`);
  const away = await sitrepWith(who, clone, ...note('one', '--push'));
  expect(away.status).toBe(0);
  expect(away.stderr).toMatch(/committed [0-9a-f]{12}\nnot pushed \(.*\): the commit is kept/);
  renameSync(`${remote}.away`, remote);
  const back = await sitrepWith(who, clone, ...note('two', '--push', '--json'));
  expect(JSON.parse(back.stdout)).toMatchObject({ pushed: true });
  expect(Number(git(remote, ['rev-list', '--count', 'main']))).toBe(3);
});

test('a conflict with others is left to the user, and nothing is lost', async () => {
  const { clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const timeline = `2026/${id}/timeline.yaml`;
  writeFileSync(
    join(theirs, 'incidents', timeline),
    '- {at: 2026-01-14T07:59:00Z, type: detected}\n',
  );
  git(theirs, ['commit', '--quiet', '--all', '--message', 'Earlier']);
  git(theirs, ['push', '--quiet']);
  writeFileSync(
    join(mine, 'incidents', timeline),
    '- {at: 2026-01-14T07:58:00Z, type: detected}\n',
  );
  git(mine, ['commit', '--quiet', '--all', '--message', 'Earliest']);
  const { status, stderr } = await sitrepWith(who, mine, ...note('x', '--push'));
  expect(status).toBe(0);
  expect(stderr).toContain(`others changed ${timeline} too: merge, then push`);
  expect(git(mine, ['status', '--porcelain'])).toBe('');
  expect(git(mine, ['log', '-1', '--format=%s']).trim()).toBe('note: Slow payments');
});

test('a Git version that cannot predict conflicts leaves no merge unfinished', async () => {
  const { clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const timeline = `incidents/2026/${id}/timeline.yaml`;
  for (const [clone, minute] of [
    [theirs, '59'],
    [mine, '58'],
  ] as const) {
    writeFileSync(join(clone, timeline), `- {at: 2026-01-14T07:${minute}:00Z, type: detected}\n`);
    git(clone, ['commit', '--quiet', '--all', '--message', 'Earlier']);
  }
  git(theirs, ['push', '--quiet']);
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const bin = testdir();
  const old = `#!/bin/sh\ncase "$*" in *merge-tree*) exit 129 ;; esac\nexec ${real} "$@"\n`;
  writeFileSync(join(bin, 'git'), old, { mode: 0o755 });
  const environment = { ...who, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const { status, stderr } = await sitrepWith(environment, mine, ...note('x', '--push'));
  expect([status, stderr]).toEqual([0, expect.stringMatching(/not pushed \(.*\)/)]);
  expect(git(mine, ['status', '--porcelain'])).toBe('');
  expect(readdirSync(join(mine, '.git'))).not.toContain('MERGE_HEAD');
});

test('a changed file that blocks a merge is not touched', async () => {
  const { clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const settings = 'incidents/sitrep.yaml';
  writeFileSync(join(theirs, settings), `${files[settings]}# theirs\n`);
  git(theirs, ['commit', '--quiet', '--all', '--message', 'Comment']);
  git(theirs, ['push', '--quiet']);
  writeFileSync(join(mine, settings), `${files[settings]}# mine\n`);
  const { status, stderr } = await sitrepWith(who, mine, ...note('x', '--push'));
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /not pushed \(.*overwritten by merge: incidents\/sitrep.yaml; commit .*\)/,
  );
  expect(readFileSync(join(mine, settings), 'utf8')).toBe(`${files[settings]}# mine\n`);
});

test('pushes over HTTP with a password', async () => {
  const { remote } = share(0);
  git(remote, ['config', 'http.receivepack', 'true']);
  const server = await serveRemote(join(remote, '..'), 'ada:secret');
  const clone = join(testdir(), 'clone');
  await run('git', ['clone', '--quiet', `http://ada:secret@${server}/remote.git`, clone]);
  const done = await sitrepWith(who, clone, ...note('x', '--push', '--json'));
  expect(JSON.parse(done.stdout)).toMatchObject({ pushed: true });
  await run('git', [
    '-C',
    clone,
    'remote',
    'set-url',
    'origin',
    `http://ada:wrong@${server}/remote.git`,
  ]);
  const refused = await sitrepWith(
    { ...who, GIT_TERMINAL_PROMPT: '0' },
    clone,
    ...note('y', '--push'),
  );
  expect(refused.status).toBe(0);
  expect(refused.stderr).toMatch(/not pushed \(.*Authentication failed.*\)/i);
  expect(refused.stderr).not.toContain('wrong@');
});

test('--pr opens one pull request on the branch of the incident, with reviewers of the owning team', async () => {
  const { remote, clones } = share(1);
  const [clone = ''] = clones;
  const without = await sitrepWith(who, clone, ...note('zero', '--pr'));
  expect(without.stderr).toContain(
    `open the pull request at https://github.com/northwind-rail/incidents/compare/main...sitrep/${id}?expand=1`,
  );
  const state = makeGitHub({ collaborators: new Set(['grace']) });
  const head = hash('branch');
  state.commits.set(head, { message: 'x', date: '2026-01-14T08:00:00Z', tree: hash('tree') });
  state.refs.set(`refs/heads/sitrep/${id}`, head);
  const github = await serveGitHub(state);
  onTestFinished(() => github.close());
  const environment = {
    ...who,
    GITHUB_TOKEN: 'x',
    GITHUB_REPOSITORY: state.repository,
    GITHUB_API_URL: github.url,
  };
  const first = await sitrepWith(environment, clone, ...note('one', '--pr', '--json'));
  expect(first.stderr).toBe('');
  const { pull_request: address } = JSON.parse(first.stdout) as { pull_request: string };
  const second = await sitrepWith(environment, clone, ...note('two', '--pr', '--json'));
  expect(JSON.parse(second.stdout)).toMatchObject({ pull_request: address });
  expect(state.issues).toMatchObject([
    {
      title: 'note: Slow payments',
      labels: ['sitrep', 'team:web'],
      pull: { base: { ref: 'main' }, asked: ['grace'] },
    },
  ]);
  expect(Number(git(remote, ['rev-list', '--count', `main..sitrep/${id}`]))).toBe(3);
  expect(Number(git(remote, ['rev-list', '--count', 'main']))).toBe(1);
});

/** Lists the files that a branch of the remote changes, and counts its commits. */
function readProposed(remote: string, branch: string): { files: string[]; commits: number } {
  const files = git(remote, ['diff', '--name-only', `main...${branch}`]).split('\n');
  return {
    files: files.filter((file) => file !== ''),
    commits: Number(git(remote, ['rev-list', '--count', `main..${branch}`])),
  };
}

/** Squashes and merges a branch on the remote as GitHub does, in a clone of its own. */
function squash(remote: string, branch: string): void {
  const place = join(testdir(), 'server');
  git(remote, ['clone', '--quiet', remote, place]);
  git(place, ['merge', '--quiet', '--squash', `origin/${branch}`]);
  git(place, ['commit', '--quiet', '--message', `Squash ${branch}`]);
  git(place, ['push', '--quiet', 'origin', 'HEAD:main']);
}

const other = '2026-01-15-other';
const timelineOf = (name: string): string => `incidents/2026/${name}/timeline/`;

/** Makes a remote with two incidents, and a clone of it with an unpushed commit on main. */
function shareTwo(): { remote: string; clone: string } {
  const { remote, clones } = share(1);
  const [clone = ''] = clones;
  writeTree(clone, {
    [`incidents/2026/${other}/incident.md`]: files[`incidents/2026/${id}/incident.md`],
    [`incidents/2026/${other}/timeline.yaml`]: '- {at: 2026-01-15T08:00:00Z, type: detected}\n',
  });
  git(clone, ['add', '--all']);
  git(clone, ['commit', '--quiet', '--message', 'Another incident']);
  git(clone, ['push', '--quiet']);
  writeTree(clone, { 'mine.txt': 'mine\n' });
  git(clone, ['add', 'mine.txt']);
  git(clone, ['commit', '--quiet', '--message', 'Not pushed']);
  return { remote, clone };
}

const tell = (name: string, text: string, ...more: string[]): string[] => [
  ...['note', name, '--note', text, '--at', '2026-01-15T09:00:00Z', '--pr', ...more],
];

test('--pr proposes each incident separately, and leaves the user’s branch, index and files alone', async () => {
  const { remote, clone } = shareTwo();
  writeTree(clone, { 'staged.txt': 'staged\n', 'loose.txt': 'loose\n' });
  git(clone, ['add', 'staged.txt']);
  const head = git(clone, ['rev-parse', 'HEAD']);
  for (const name of [id, other, id]) {
    const { status, stderr } = await sitrepWith(who, clone, ...tell(name, 'x'));
    expect([status, stderr]).toEqual([0, expect.stringContaining(', pushed')]);
    expect(stderr).not.toContain('not proposed');
  }
  const create = [
    '--services',
    'checkout',
    '--category',
    'software',
    '--channel',
    'monitoring',
    '--impact',
    'low',
    '--urgency',
    'low',
  ];
  const made = await sitrepWith(
    who,
    clone,
    ...['new', '--title', 'Third', '--summary', 'It is slow', ...create, '--pr', '--json'],
    ...['--at', '2026-01-16T08:00:00Z'],
  );
  expect(made.stderr).toBe('');
  for (const [name, count] of [
    [id, 2],
    [other, 1],
  ] as const) {
    const { files: changed, commits } = readProposed(remote, `sitrep/${name}`);
    expect([changed.length, commits]).toEqual([count, count]);
    for (const file of changed) expect(file.startsWith(timelineOf(name))).toBe(true);
  }
  expect(readProposed(remote, 'sitrep/2026-01-16-third')).toEqual({
    files: ['incident.md', 'timeline.yaml'].map(
      (file) => `incidents/2026/2026-01-16-third/${file}`,
    ),
    commits: 1,
  });
  expect(git(clone, ['rev-parse', 'HEAD'])).toBe(head);
  expect(git(clone, ['branch', '--format=%(refname:short)'])).toBe('main\n');
  const status = git(clone, ['status', '--porcelain']).split('\n');
  expect(status).toEqual(expect.arrayContaining(['A  staged.txt', '?? loose.txt']));
  const { stdout } = await sitrep(clone, 'list', '--json');
  expect(stdout).toContain('2026-01-16-third');
});

test('--pr starts the branch anew after a squash merge, and a pull before it has no conflict', async () => {
  const { remote, clones } = share(1);
  const [clone = ''] = clones;
  const run = async (...args: string[]): Promise<void> => {
    const { status, stderr } = await sitrepWith(who, clone, ...args);
    expect([status, stderr]).toEqual([0, expect.stringContaining(', pushed')]);
  };
  await run('task', 'add', '--title', 'Look', '--pr');
  await run(...tell(id, 'one'));
  await run('task', 'add', '--title', 'Look again', '--pr');
  await run('resolve', '--affects', 'none', '--at', '2026-01-15T10:00:00Z', '--pr');
  await run('close', id, '--at', '2026-01-15T11:00:00Z', '--pr');
  const branch = `sitrep/${id}`;
  expect(readProposed(remote, branch)).toEqual({
    files: ['incident.md', 'timeline.yaml', 'timeline/.gitkeep'].map(
      (file) => `incidents/2026/${id}/${file}`,
    ),
    commits: 5,
  });
  squash(remote, branch);
  git(clone, ['pull', '--quiet']);
  expect(git(clone, ['status', '--porcelain'])).toBe('');
  await run(...tell(id, 'two'));
  const { files: changed, commits } = readProposed(remote, branch);
  expect([changed, commits]).toEqual([[expect.stringContaining(timelineOf(id))], 1]);
  squash(remote, branch);
  git(remote, ['update-ref', '-d', `refs/heads/${branch}`]);
  // Not pulled yet, and the branch is deleted on the remote: merged files are not proposed again.
  await run('task', 'done', 'look', id, '--pr');
  expect(readProposed(remote, branch)).toEqual({
    files: [`incidents/2026/${id}/incident.md`],
    commits: 1,
  });
});

test('--pr keeps the commit while offline, and the next one includes it', async () => {
  const { remote, clone } = shareTwo();
  renameSync(remote, `${remote}.away`);
  const away = await sitrepWith(who, clone, ...tell(id, 'one'));
  expect(away.stderr).toMatch(/not pushed \(.*\): the commit is kept/);
  await sitrepWith(who, clone, ...tell(other, 'elsewhere'));
  renameSync(`${remote}.away`, remote);
  await sitrepWith(who, clone, ...tell(id, 'two'));
  const { files: changed, commits } = readProposed(remote, `sitrep/${id}`);
  expect([changed.length, commits]).toEqual([2, 2]);
  expect(git(clone, ['for-each-ref', '--format=%(refname)', 'refs/sitrep'])).toBe(
    `refs/sitrep/${other}\n`,
  );
});

test('--pr at the same time proposes all entries; edits of one file are merged or reported', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const branch = `sitrep/${id}`;
  const ran = await Promise.all([
    ...[0, 1, 2].map((index) => sitrepWith(who, mine, ...tell(id, `mine ${index}`))),
    sitrepWith(who, theirs, ...tell(id, 'theirs')),
  ]);
  for (const { stderr } of ran) expect(stderr).toContain(', pushed');
  expect(readProposed(remote, branch).files).toHaveLength(4);
  const record = `incidents/2026/${id}/incident.md`;
  const edit = (title: string): string[] => ['task', 'add', '--title', title, '--pr'];
  await sitrepWith(who, theirs, ...edit('Look'));
  const told = await sitrepWith(who, mine, ...edit('Another look'));
  expect(told.stderr).not.toContain('not proposed');
  expect(told.stderr).toContain(`others changed ${record.slice(10)} on ${branch} too: `);
  expect(git(remote, ['show', `${branch}:${record}`])).not.toContain('Another look');
  expect(readFileSync(join(mine, record), 'utf8')).toContain('Another look');
  expect(git(mine, ['show', `refs/${branch}:${record}`])).toContain('Another look');
});

test('--pr refuses to propose uncommitted changes in a file that it edits', async () => {
  const { clones } = share(1);
  const [clone = ''] = clones;
  const record = `incidents/2026/${id}/incident.md` as const;
  writeFileSync(join(clone, record), `${files[record]}Half a sent\n`);
  const { status, stderr } = await sitrepWith(who, clone, 'task', 'add', '--title', 'Look', '--pr');
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining(`${record.slice(10)} differs from both sitrep/${id}`),
  ]);
  expect(readFileSync(join(clone, record), 'utf8')).toBe(`${files[record]}Half a sent\n`);
  const draft = ['postmortem', id, '--pr'];
  expect((await sitrepWith(who, clone, ...draft)).stderr).toContain('pushed');
  const postmortem = join(clone, `incidents/2026/${id}/postmortem.md`);
  writeFileSync(postmortem, `${readFileSync(postmortem, 'utf8')}Written since.\n`);
  expect((await sitrepWith(who, clone, ...draft, '--submit')).stderr).toContain('pushed');
  expect(git(clone, ['show', `origin/sitrep/${id}`])).toContain('+Written since.');
});

/** Changes a file on a branch as another user, in a separate clone. */
function amend(
  clone: string,
  branch: string,
  path: string,
  change: (text: string) => string,
): void {
  git(clone, ['fetch', '--quiet']);
  git(clone, ['switch', '--quiet', branch]);
  const file = join(clone, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  git(clone, ['commit', '--quiet', '--all', '--message', 'Review']);
  git(clone, ['push', '--quiet', 'origin', `HEAD:${branch}`]);
}

test('--pr keeps commits that a reviewer adds to the branch', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const branch = `sitrep/${id}`;
  const path = `incidents/2026/${id}/postmortem.md`;
  const draft = ['postmortem', id, '--pr'];
  await sitrepWith(who, mine, ...draft);
  amend(theirs, branch, path, (text) => `${text}\nOf the reviewer.\n`);
  const { status, stderr } = await sitrepWith(who, mine, ...draft, '--submit');
  expect([status, stderr]).toEqual([0, expect.stringContaining(', pushed')]);
  const read = (): string => git(remote, ['show', `${branch}:${path}`]);
  expect(read()).toMatch(/state: in-review[^]*Of the reviewer\./);
});

test('--pr continues from an earlier commit of the branch, and explains a refusal', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const branch = `sitrep/${id}`;
  const path = `incidents/2026/${id}/incident.md`;
  const add = (title: string): string[] => ['task', 'add', '--title', title, '--pr'];
  await sitrepWith(who, mine, ...add('Look'));
  amend(theirs, branch, path, (text) => text.replace('Slow payments', 'Slower payments'));
  for (const title of ['Look again', 'Look once more']) {
    const { status, stderr } = await sitrepWith(who, mine, ...add(title));
    expect([status, stderr]).toEqual([0, expect.stringContaining(', pushed')]);
  }
  const read = (): string => git(remote, ['show', `${branch}:${path}`]);
  expect(read()).toMatch(/Slower payments[^]*Look[^]*Look again[^]*Look once more/);
  writeFileSync(join(mine, path), `${readFileSync(join(mine, path), 'utf8')}Half a sent\n`);
  git(mine, ['add', path]);
  const refused = await sitrepWith(who, mine, ...add('Last'));
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining('the difference would be proposed too'),
  ]);
  const [, way = ''] = /`(git restore [^`]+)`/.exec(refused.stderr) ?? [];
  git(mine, way.split(' ').slice(1));
  expect(readFileSync(join(mine, path), 'utf8')).toBe(read());
  expect((await sitrepWith(who, mine, ...add('Last'))).stderr).toContain(', pushed');
});

test('--pr does not mistake the current branch for the default branch, and ignores a configured editor', async () => {
  const { remote } = share(0);
  const clone = gitdir({ 'other.txt': 'x\n' });
  git(clone, ['remote', 'add', 'origin', remote]);
  git(clone, ['fetch', '--quiet']);
  git(clone, ['reset', '--quiet', '--hard', 'origin/main']);
  git(clone, ['switch', '--quiet', '--create', 'feat']);
  writeTree(clone, { 'mine.txt': 'mine\n' });
  git(clone, ['add', '--all']);
  git(clone, ['commit', '--quiet', '--message', 'Not to be proposed']);
  renameSync(remote, `${remote}.away`);
  const environment = { ...who, VISUAL: 'vi', EDITOR: 'vi', PAGER: 'less' };
  const away = await sitrepWith(environment, clone, ...tell(id, 'one'));
  expect(away.stderr).toMatch(/not pushed \(.*\): the commit is kept/);
  git(clone, ['update-ref', 'refs/remotes/origin/next', 'origin/main']);
  git(clone, ['update-ref', 'refs/remotes/origin/trunk', 'origin/main']);
  git(clone, ['update-ref', '-d', 'refs/remotes/origin/main']);
  const unknown = await sitrepWith(environment, clone, ...tell(id, 'two'));
  expect([unknown.status, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('git remote set-head origin -a'),
  ]);
  renameSync(`${remote}.away`, remote);
  await sitrepWith(environment, clone, ...tell(id, 'three'));
  const { files: changed, commits } = readProposed(remote, `sitrep/${id}`);
  expect([changed.length, commits]).toEqual([2, 2]);
  for (const file of changed) expect(file.startsWith(timelineOf(id))).toBe(true);
});

test('--pr finds merged commits without signing, and reports a clone that is too shallow', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  await sitrepWith(who, theirs, ...tell(id, 'one'));
  git(mine, ['config', 'commit.gpgSign', 'true']);
  git(mine, ['config', 'gpg.program', 'false']);
  const unsigned = await sitrepWith(who, mine, ...tell(id, 'two'));
  expect(unsigned.stderr).toContain('The files were written, but not committed: ');
  writeTree(theirs, { 'more.txt': 'x\n' });
  git(theirs, ['add', 'more.txt']);
  git(theirs, ['commit', '--quiet', '--message', 'More']);
  git(theirs, ['push', '--quiet']);
  const shallow = join(testdir(), 'shallow');
  git(remote, ['clone', '--quiet', '--depth', '1', `file://${remote}`, shallow]);
  const refused = await sitrepWith(who, shallow, ...tell(id, 'three'));
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining('the clone is shallow'),
  ]);
  expect(git(shallow, ['status', '--porcelain'])).toBe('');
  git(shallow, ['fetch', '--quiet', '--unshallow']);
  expect((await sitrepWith(who, shallow, ...tell(id, 'four'))).stderr).toContain(', pushed');
});

test('files that are proposed, committed or merged are not reported as left out', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  const branch = `sitrep/${id}`;
  await sitrepWith(who, mine, ...note('one', '--pr'));
  const committed = await sitrepWith(who, mine, ...note('two', '--commit'));
  expect(committed.stderr).not.toContain('not committed');
  await sitrepWith(who, theirs, ...note('three', '--push'));
  await sitrepWith(who, mine, ...note('four', '--pr'));
  squash(remote, branch);
  git(remote, ['update-ref', '-d', `refs/heads/${branch}`]);
  const loose = `2026/${id}/loose.md`;
  writeTree(mine, { [`incidents/${loose}`]: 'x\n' });
  for (const text of ['five', 'six']) {
    const { stderr } = await sitrepWith(who, mine, ...note(text, '--pr'));
    expect(stderr).toContain(`not proposed, since this command did not write it: ${loose}; `);
  }
  git(theirs, ['pull', '--quiet']);
  expect((await sitrepWith(who, theirs, ...note('x', '--pr'))).stderr).not.toContain(
    'not proposed',
  );
});

test('--pr reports a remote branch whose name blocks its own, and does not retry', async () => {
  const { remote, clones } = share(1);
  const [clone = ''] = clones;
  git(remote, ['branch', 'sitrep', 'main']);
  const { stderr } = await sitrepWith(who, clone, ...tell(id, 'one'));
  expect(stderr).toContain('the remote has a branch sitrep, so it cannot have sitrep/');
});

test('--pr of an edit whose predecessor was merged explains how to pull', async () => {
  const { remote, clones } = share(1);
  const [clone = ''] = clones;
  const branch = `sitrep/${id}`;
  const add = (title: string): string[] => ['task', 'add', '--title', title, '--pr'];
  const first = await sitrepWith(who, clone, ...add('Look'));
  expect(first.stderr).not.toContain('git pull');
  squash(remote, branch);
  const { stderr } = await sitrepWith(who, clone, ...add('Look again'));
  expect(() => git(clone, ['pull', '--quiet'])).toThrow(/would be overwritten/);
  const [, ways = ''] = /to pull before: (.+)/.exec(stderr) ?? [];
  const file = join(clone, `incidents/2026/${id}/incident.md`);
  const written = readFileSync(file, 'utf8');
  for (const [, way = ''] of ways.matchAll(/`git ([^`]+)`/g)) git(clone, way.split(' '));
  expect(git(clone, ['rev-parse', 'HEAD'])).toBe(git(remote, ['rev-parse', 'main']));
  expect(readFileSync(file, 'utf8')).toBe(written);
  squash(remote, branch);
  git(clone, ['pull', '--quiet']);
  expect(git(clone, ['status', '--porcelain'])).toBe('');
});

test('--pr folds entries that are partly proposed and partly from elsewhere', async () => {
  const { remote, clones } = share(2);
  const [mine = '', theirs = ''] = clones;
  await sitrepWith(who, mine, ...tell(id, 'proposed'));
  await sitrepWith(who, theirs, ...note('on main', '--push'));
  git(mine, ['pull', '--quiet']);
  for (const args of [
    ['resolve', '--affects', 'none', '--at', '2026-01-15T10:00:00Z', '--pr'],
    ['close', id, '--at', '2026-01-15T11:00:00Z', '--pr'],
  ]) {
    const { status, stderr } = await sitrepWith(who, mine, ...args);
    expect([status, stderr]).toEqual([0, expect.stringContaining(', pushed')]);
  }
  squash(remote, `sitrep/${id}`);
  const kept = git(remote, ['ls-tree', '--name-only', 'main', timelineOf(id)]);
  expect(kept).toBe(`${timelineOf(id)}.gitkeep\n`);
  const log = git(remote, ['show', `main:incidents/2026/${id}/timeline.yaml`]);
  for (const text of ['proposed', 'on main']) expect(log.split(text)).toHaveLength(2);
});

test.each([
  [
    'no repository',
    (folder: string) => {
      rmSync(join(folder, '.git'), { recursive: true });
    },
    /Nothing can be committed: the data root is not in a Git repository/,
  ],
  [
    'no known user',
    (folder: string) => {
      git(folder, ['config', 'user.useConfigOnly', 'true']);
    },
    /Git does not know who you are/,
  ],
  [
    'a hook that fails',
    (folder: string) => {
      mkdirSync(join(folder, '.git/hooks'), { recursive: true });
      writeFileSync(
        join(folder, '.git/hooks/pre-commit'),
        '#!/bin/sh\necho not today >&2\nexit 1\n',
        { mode: 0o755 },
      );
    },
    /The files were written, but not committed: .*not today/,
  ],
])('fails with a clear message: %s', async (what, prepare, message) => {
  const folder = gitdir(files);
  prepare(folder);
  const environment =
    what === 'no known user' ? { HOME: testdir(), GIT_CONFIG_GLOBAL: '/dev/null', EMAIL: '' } : who;
  const { status, stderr, stdout } = await sitrepWith(
    environment,
    folder,
    ...note('x', '--commit'),
  );
  expect(stderr).toMatch(message);
  expect([status, stdout]).toEqual([2, '']);
  const written = readdirSync(join(folder, `incidents/2026/${id}`)).includes('timeline');
  expect(written).toBe(what !== 'no repository');
});

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(status)}`);
}

/** Serves the repositories of a folder with `git http-backend`, protected by a password. */
async function serveRemote(folder: string, password: string): Promise<string> {
  const server = createServer((request, response) => {
    const expected = `Basic ${Buffer.from(password).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REMOTE_USER: 'ada',
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method ?? '',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        ...(request.headers['content-encoding'] && {
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        }),
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.on('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const headers = answer
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': '));
      const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
      response.writeHead(
        Number(status.slice(0, 3)),
        Object.fromEntries(headers.filter(([name]) => name !== 'Status')) as Record<string, string>,
      );
      response.end(answer.subarray(end + 4));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
