import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../edges/disk/package.ts';
import { git, gitdir, testdir, sitrep as startSitrep } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const folder = 'incidents/2026/2026-01-14-slow';
const postmortem =
  '\ufeff---\r\n' +
  'authors: [ada] # one\r\n' +
  'state: in-review\r\n' +
  'root_causes: ["The pool had no bound."]\r\n' +
  'actions:\r\n' +
  "  - { id: bound, title: 'Bound the pool', type: prevent, owner: ada, due: 2026-02-10 } # soon\r\n" +
  '  - id: watch\r\n' +
  '    title: "Watch the pool"\r\n' +
  '    # how it is done is open\r\n' +
  '    type: detect   \r\n' +
  '    owner: ada\r\n' +
  '    due: 2026-02-15 # a Sunday\r\n' +
  '---\r\n' +
  '\r\nid: bound\r\n';
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [`${folder}/incident.md`]:
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\naliases: [INC-7]\n---\n',
  [`${folder}/timeline.yaml`]:
    '# by hand\n- {at: 2026-01-14T08:00:00Z, type: started, affects: {checkout: degraded}}\n- {at: 2026-01-14T08:05:00Z, type: detected}\n- {at: 2026-01-14T10:00:00Z, type: resolved, resolution: fixed}\n',
  [`${folder}/postmortem.md`]: postmortem,
  'incidents/problems/the-pool.md':
    '---\ntitle: The pool\nstate: open\nservices: [checkout]\nowner: web\nactions: [{id: size, title: Measure it, type: prevent, owner: ada, due: 2026-03-03}]\n---\n',
};

/** Creates a repository with one commit for each message, an hour apart. */
function makeOther(messages: readonly string[], first = '2026-02-01T23:30:00Z'): string {
  const other = testdir();
  git(other, ['init', '--quiet', '--initial-branch=main']);
  git(other, ['remote', 'add', 'origin', 'https://x:secret@github.com/northwind-rail/shop.git']);
  messages.forEach((message, index) => commitTo(other, message, Date.parse(first) + index * 3.6e6));
  return other;
}

function commitTo(other: string, message: string, at: number): string {
  const args = ['commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '-m', message];
  git(other, args, new Date(at).toISOString());
  return git(other, ['rev-parse', 'HEAD']).trim();
}

const args = ['--since', '2026-01-01', '--at', '2026-03-01T00:00:00Z'];

interface Output {
  entries: { commit: string; incident: string; path: string; at: string }[];
  actions: { action: string; day: string }[];
  known: number;
  troubles: { trailer: string; message: string; help: string }[];
}

async function run(root: string, ...more: string[]): Promise<Output & { status: number | null }> {
  const { status, stdout, stderr } = await sitrep(root, 'trailers', '--json', ...args, ...more);
  expect(stderr).not.toMatch(/\n\s+at /);
  const output = JSON.parse(stdout || '{}') as Output;
  const schema = readFileSync(join(packageRoot, 'schemas/output/trailers.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(output), stderr + JSON.stringify(validate.errors)).toBe(true);
  return { ...output, status };
}

test('adds an entry for each commit that names an incident and marks actions as done, once', async () => {
  const root = gitdir(files);
  const other = makeOther([
    'Unrelated\n\nIncident: is spoken of here.\n\nAnd here is the end.',
    'Bound the *pool* <b>\n\nIncident: INC-7\nincident: 2026-01-14-slow\nFixes-Action: INC-7/bound',
    'Watch it\n\nFixes-Action: 2026-01-14-slow/watch\nFixes-Action: the-pool/size',
  ]);
  const hash = git(other, ['rev-parse', 'HEAD^']).trim();
  const dry = await run(root, other, '--dry-run');
  expect(git(root, ['status', '--porcelain'])).toBe('');
  const done = await run(root, other);
  expect(done).toEqual({ ...dry, dry_run: false });
  expect(done.troubles).toEqual([]);
  expect(done.status).toBe(0);
  const name = `20260202T003000Z-change-${hash.slice(0, 12)}.yaml`;
  expect(done.entries).toEqual([
    {
      commit: hash,
      incident: '2026-01-14-slow',
      at: '2026-02-02T00:30:00Z',
      path: `2026/2026-01-14-slow/timeline/${name}`,
    },
  ]);
  expect(parse(readFileSync(join(root, folder, 'timeline', name), 'utf8'))).toEqual({
    at: '2026-02-02T00:30:00Z',
    type: 'change',
    ref: { commit: `northwind-rail/shop@${hash}` },
    note: String.raw`Bound the \*pool\* \<b>`,
  });
  // In Amsterdam, it is half past midnight on the next day.
  expect(readFileSync(join(root, folder, 'postmortem.md'), 'utf8')).toBe(
    postmortem
      .replace('2026-02-10 }', '2026-02-10, done: 2026-02-02 }')
      .replace('# a Sunday\r\n', '# a Sunday\r\n    done: 2026-02-02\r\n'),
  );
  expect(readFileSync(join(root, 'incidents/problems/the-pool.md'), 'utf8')).toContain(
    'due: 2026-03-03, done: 2026-02-02}]\n',
  );
  const validated = await sitrep(root, 'validate', '--at', '2026-03-01T00:00:00Z');
  expect(validated.stdout).toContain('no findings');
  const again = await run(root, other);
  expect(again).toMatchObject({ entries: [], actions: [], known: 5, troubles: [], status: 0 });
});

test('recognises commits in timeline.yaml and in entries that a person wrote', async () => {
  const root = gitdir(files);
  const other = makeOther(['One\n\nIncident: INC-7', 'Two\n\nIncident: INC-7']);
  await run(root, other);
  const names = readdirSync(join(root, folder, 'timeline')).sort();
  expect(names).toHaveLength(2);
  // Closing moves the first into timeline.yaml; somebody rewrites the second without its id.
  const [first = ''] = names;
  const two = git(other, ['rev-parse', 'HEAD']).trim();
  const log = readFileSync(join(root, folder, 'timeline.yaml'), 'utf8');
  rmSync(join(root, folder, 'timeline'), { recursive: true });
  writeFileSync(
    join(root, folder, 'timeline.yaml'),
    `${log}- {at: 2026-02-01T23:30:00Z, type: change, id: ${first.replace('.yaml', '')}, ref: {flag: pool=on}}\n` +
      `- {at: 2026-02-02T00:00:00Z, type: change, ref: {commit: "shop@${two.slice(0, 7)}"}}\n` +
      '- {at: 2026-02-03T00:00:00Z, type: closed}\n',
  );
  expect(await run(root, other)).toMatchObject({ entries: [], known: 2, status: 0 });
  commitTo(other, 'Three\n\nIncident: INC-7', Date.parse('2026-02-04T00:00:00Z'));
  expect((await run(root, other)).entries).toHaveLength(1);
});

test('uses the time at which a commit reached the branch', async () => {
  const other = makeOther(['Old\n\nIncident: INC-7'], '2026-01-15T00:00:00Z');
  git(other, ['switch', '--quiet', '--create', 'side']);
  const side = commitTo(
    other,
    'Written before\n\nIncident: INC-7',
    Date.parse('2026-01-16T00:00:00Z'),
  );
  git(other, ['switch', '--quiet', 'main']);
  git(other, ['merge', '--quiet', '--no-ff', '-m', 'Merge', 'side'], '2026-01-20T00:00:00Z');
  const { entries } = await run(gitdir(files), other, '--since', '2026-01-18');
  expect(entries.map(({ commit }) => commit)).toEqual([side]);
});

test('reports a commit that would be the first event of its incident', async () => {
  const other = makeOther(['Early\n\nIncident: INC-7'], '2026-01-10T00:00:00Z');
  const fix = commitTo(other, 'Fix\n\nIncident: INC-7', Date.parse('2026-01-16T00:00:00Z'));
  const { entries, troubles, status } = await run(gitdir(files), other);
  expect([entries.map(({ commit }) => commit), status]).toEqual([[fix], 1]);
  expect(troubles.map(({ message }) => message)).toEqual([
    'The folder name says 2026-01-14, but the first event was on 2026-01-10 (UTC).',
  ]);
});

test('reports trailers without a match and applies the others', async () => {
  const root = gitdir(files);
  const messages = [
    'a\n\nIncident: 2026-01-14-slwo',
    'b\n\nIncident: 2026-01',
    'c\n\nFixes-Action: INC-7',
    'd\n\nFixes-Action: INC-7/bund',
    'e\n\nFixes-Action: nothing/bound',
    'f\n\nIncident: INC-7',
  ];
  const other = makeOther(messages, '2026-02-28T19:20:00Z');
  const { entries, troubles, status } = await run(root, other);
  expect(entries).toEqual([]);
  expect(status).toBe(1);
  expect(troubles.map(({ message, help }) => `${message} ${help}`)).toEqual([
    'There is no such incident. Did you mean 2026-01-14-slow?',
    'There is no such incident. `sitrep list` lists all ids.',
    'The trailer does not name an action. Write `Fixes-Action: <incident or problem>/<action>`.',
    '2026/2026-01-14-slow/postmortem.md has no such action. Did you mean bound?',
    'There is no such incident. `sitrep list` lists all ids.',
    'The commit is dated in the future: 2026-03-01T00:20:00Z. Run this again after that time, or write the record by hand.',
  ]);
});

test('treats commit messages as untrusted text', async () => {
  const root = gitdir(files);
  const subjects = [
    '---',
    '- {at: x}',
    '&a *b !c',
    '[link](javascript:alert(1)) ![](x) <script>`',
    'a\u202eb\u200bc\u001b[31md\u0007\u2028e',
    'é🙂 \u{e0041}'.repeat(200),
    '# title: x',
    '\u3164',
    '__proto__: 1',
    'it\'s "quoted": yes',
    'a\u001ff\u001eg',
  ];
  const other = makeOther(
    subjects.map(
      (subject) => `${subject}\n\nIncident: INC-7\nIncident: ../..\nIncident: \u001b[2J`,
    ),
  );
  const { entries, troubles } = await run(root, other);
  expect(entries).toHaveLength(subjects.length);
  expect(troubles).toHaveLength(subjects.length * 2);
  expect(JSON.stringify(troubles)).not.toContain('\u001b');
  for (const { path } of entries) {
    const entry = parse(readFileSync(join(root, 'incidents', path), 'utf8')) as object;
    expect(Object.keys(entry).filter((key) => key !== 'note')).toEqual(['at', 'type', 'ref']);
  }
  const { stdout } = await sitrep(root, 'validate', '--at', '2026-03-01T00:00:00Z');
  expect(stdout).toContain('no errors');
});

test('two simultaneous runs write the same bytes', async () => {
  const other = makeOther([
    'One\n\nIncident: INC-7\nFixes-Action: INC-7/bound',
    'Two\n\nIncident: INC-7',
  ]);
  const trees = await Promise.all(
    ['2026-03-01T00:00:00Z', '2026-03-05T12:00:00Z'].map(async (at) => {
      const root = gitdir(files);
      const { status } = await sitrep(root, 'trailers', other, '--since', '2026-01-01', '--at', at);
      expect(status).toBe(0);
      git(root, ['add', '--all']);
      return git(root, ['write-tree']);
    }),
  );
  expect(trees[0]).toBe(trees[1]);
});

test('runs no program that the other repository configures', async () => {
  const other = makeOther(['First']);
  const ran = join(testdir(), 'ran');
  const program = join(testdir({ program: `#!/bin/sh\ntouch ${ran}\n` }), 'program');
  chmodSync(program, 0o755);
  // A commit with a signature, in a repository configured to show signatures.
  const head = git(other, ['cat-file', 'commit', 'HEAD']).split('\n\n')[0] ?? '';
  const commit = `${head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----\n\nSigned\n\nIncident: INC-7\n`;
  writeFileSync(join(other, 'commit'), commit);
  const hash = git(other, ['hash-object', '-t', 'commit', '-w', 'commit']).trim();
  git(other, ['update-ref', 'refs/heads/main', hash]);
  for (const key of ['gpg.program', 'core.fsmonitor', 'core.pager', 'core.sshCommand'])
    git(other, ['config', key, program]);
  git(other, ['config', 'log.showSignature', 'true']);
  git(other, ['log', '-1']);
  expect(existsSync(ran)).toBe(true);
  rmSync(ran);
  expect((await run(gitdir(files), other)).entries).toHaveLength(1);
  expect(existsSync(ran)).toBe(false);
});

test.each([
  ['core.sshCommand', 'ssh://host/shop'],
  ['remote.origin.uploadpack', '/'],
  ['protocol.ext.allow', 'ext::%s'],
])(
  'runs no program to fetch objects that the other repository lacks (%s)',
  async (key, address) => {
    const other = makeOther(['First', 'Second\n\nIncident: INC-7']);
    const ran = join(testdir(), 'ran');
    const program = join(testdir({ program: `#!/bin/sh\ntouch ${ran}\n` }), 'program');
    chmodSync(program, 0o755);
    const first = git(other, ['rev-parse', 'HEAD~1']).trim();
    rmSync(join(other, '.git/objects', first.slice(0, 2), first.slice(2)));
    const config = {
      'core.repositoryformatversion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': address.replace('%s', program),
      [key]: key === 'protocol.ext.allow' ? 'always' : program,
    };
    for (const [name, value] of Object.entries(config)) git(other, ['config', name, value]);
    expect(() => git(other, ['log', '-2'])).toThrow();
    expect(existsSync(ran)).toBe(true);
    rmSync(ran);
    const { status } = await sitrep(gitdir(files), 'trailers', other, '--since', '2026-01-01');
    expect(status).toBe(2);
    expect(existsSync(ran)).toBe(false);
  },
);

test('commits only the files that it wrote', async () => {
  const root = gitdir(files);
  git(root, ['config', 'user.name', 'Test']);
  git(root, ['config', 'user.email', 'test@example.com']);
  writeFileSync(join(root, 'mine.txt'), 'x');
  const other = makeOther(['One\n\nIncident: INC-7\nFixes-Action: INC-7/watch']);
  const { commit } = (await run(root, other, '--commit')) as unknown as { commit: string };
  expect(git(root, ['log', '-1', '--format=%H %s%n%b']).trim()).toBe(
    `${commit} Record 1 commit of northwind-rail/shop\nIncident: 2026-01-14-slow`,
  );
  expect(git(root, ['status', '--porcelain'])).toBe('?? mine.txt\n');
});

describe('explains in one sentence what it cannot read:', () => {
  test.each([
    ['no folder', () => '/nowhere', /is not a folder/],
    ['no repository', () => testdir(), /it is not in a Git repository/],
    ['its own', (root: string) => root, /the repository of the records/],
  ])('%s', async (_, choose, message) => {
    const root = gitdir(files);
    const { status, stdout, stderr } = await startSitrep(root, 'trailers', choose(root), ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each([
    [[], /--since is missing/],
    [['--since', 'lately'], /Cannot read `--since lately` as a time/],
  ])('%j', async (since, message) => {
    const { status, stderr } = await sitrep(gitdir(files), 'trailers', makeOther([]), ...since);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('accepts an empty repository and a bare one', async () => {
    const root = gitdir(files);
    expect(await run(root, makeOther([]))).toMatchObject({ entries: [], status: 0 });
    const bare = join(testdir(), 'shop.git');
    git(root, ['clone', '--quiet', '--bare', makeOther(['One\n\nIncident: INC-7']), bare]);
    const { entries } = await run(root, bare, '--name', 'northwind-rail/shop');
    expect(entries).toHaveLength(1);
  });
});
