import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import type { LocatedFinding } from '../model/register/finding.ts';
import { forgeCache } from '../testing/forged.ts';
import { commitAll, git, gitdir, testdir, writeTree } from '../testing/folder.ts';
import { sitrep, sitrepWith } from '../testing/hosts.ts';

const root = {
  'incidents/sitrep.yaml': 'organisation: {name: Example}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada Example}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow/incident.md':
    '---\ntitle: Checkout answers slowly\nsummary: Paying by card took up to a minute.\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow/timeline.yaml':
    '- {at: 2026-01-14T08:00:00Z, type: started, affects: none}\n- {at: 2026-01-14T09:00:00Z, type: resolved, resolution: fixed}\n',
};
const incident = 'incidents/2026/2026-01-14-slow/incident.md';
const timeline = 'incidents/2026/2026-01-14-slow/timeline.yaml';
const misspelt = { [incident]: root[incident].replace('[checkout]', '[chekout]') };
const stale = {
  'incidents/runbooks/restart.md':
    '---\ntitle: Restart a worker\nservices: [checkout]\nowner: web\nreviewed: 2020-01-10\nreview_every: 180d\n---\n1. Restart it.\n',
};
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

it('finds nothing in a clean root, and exits with 0', async () => {
  const { status, stdout } = await sitrep(testdir(root), 'validate');
  expect([status, stdout]).toEqual([0, '5 files, no findings.\n']);
});

it('shows path, line, message and suggestion, and exits with 1', async () => {
  const { status, stdout, stderr } = await sitrep(testdir({ ...root, ...misspelt }), 'validate');
  expect(status).toBe(1);
  expect(stderr).toBe('');
  const [place, line, marks, message, help] = stdout.split('\n');
  expect(place).toMatch(`${incident}:4:12 `);
  expect(line).toBe('  4 │ services: [chekout]');
  expect(marks).toBe('    │            ^^^^^^^');
  expect(message).toContain('`chekout`');
  expect(help).toContain('Did you mean `checkout`?');
});

it('points at a key that names a service', async () => {
  const entry = '- at: 2026-01-14T08:00:00Z\n  type: started\n  affects:\n    chekout: degraded\n';
  const { stdout } = await sitrep(testdir({ ...root, [timeline]: entry }), 'validate');
  expect(stdout.split('\n').slice(1, 3)).toEqual([
    '  4 │     chekout: degraded',
    '    │     ^^^^^^^',
  ]);
});

it('points at each broken link of a line, and at those that leave the data root', async () => {
  const text = `${root[incident]}
\`](none.md)\` [a](none.md), [b](<log.md#x>), [a folder](../2026-01-14-slow), [c](../../../README.md)
![d](/etc/passwd) [e](//example.com/x) [f](https://example.com/) [g](#there)
`;
  const { stdout } = await sitrep(testdir({ ...root, [incident]: text }), 'validate', '--json');
  const { findings } = JSON.parse(stdout) as {
    findings: (LocatedFinding & { end_column: number })[];
  };
  expect(
    findings.map(
      ({ rule, line, column, end_column, message }) =>
        `${rule} ${line}:${column}-${end_column} ${message}`,
    ),
  ).toEqual([
    'broken-link 9:18-25 The link leads to 2026/2026-01-14-slow/none.md, which does not exist.',
    'broken-link 9:33-41 The link leads to 2026/2026-01-14-slow/log.md, which does not exist.',
    'broken-link 9:81-99 The link leads to ../../../README.md, which is outside the data root.',
    'broken-link 10:6-17 The link leads to /etc/passwd, which is outside the data root.',
    'broken-link 10:23-38 The link leads to //example.com/x, which is outside the data root.',
  ]);
});

it('points at the entry that merged an incident into itself, in any file', async () => {
  const fragment = timeline.replace('timeline.yaml', 'timeline/20260114T083000Z-merged-3fa9.yaml');
  const into = 'type: merged\ninto: 2026-01-14-slow\n';
  const folder = testdir({ ...root, [fragment]: `at: 2026-01-14T08:30:00Z\n${into}` });
  expect((await sitrep(folder, 'validate')).stdout).toContain(`${fragment}:3:7  error  merge-loop`);
  const log = root[timeline].split('\n')[0] ?? '';
  const entry = '- {at: 2026-01-14T08:30:00Z, type: merged, into: 2026-01-14-slow}';
  const flat = testdir({ ...root, [timeline]: `${log}\n${entry}\n` });
  expect((await sitrep(flat, 'validate')).stdout).toContain(`${timeline}:2:50  error  merge-loop`);
});

it('exits with 0 if there are only warnings', async () => {
  const { status, stdout } = await sitrep(testdir({ ...root, ...stale }), 'validate');
  expect(status).toBe(0);
  expect(stdout).toContain('stale-runbook');
});

it('exits with 2 and one sentence if there is no root', async () => {
  const { status, stdout, stderr } = await sitrep(testdir(), 'validate', '--root', 'nowhere');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^sitrep: There is no folder \S+nowhere\.\n/);
});

it('rejects an unknown format', async () => {
  expect((await sitrep(testdir(root), 'validate', '--format', 'xml')).status).toBe(2);
});

it('reports every broken file in order, and continues after each', async () => {
  const deep = '['.repeat(100_000);
  const folder = testdir({
    ...root,
    ...misspelt,
    'incidents/2026/2026-01-15-a/incident.md': '',
    'incidents/2026/2026-01-16-b/incident.md': new Uint8Array([0xff, 0xfe, 0, 1]),
    'incidents/2026/2026-01-17-c/incident.md': '---js\nprocess.exit(7)\n---\n',
    'incidents/catalog/services/deep.yaml': deep,
    'incidents/catalog/services/bomb.yaml': 'a: &a [x]\nb: [*a, *a]\n',
    'incidents/catalog/services/half.yaml': 'name: Half\ntier: ',
    'incidents/catalog/services/huge.yaml': 'x'.repeat(50 * 1024 * 1024),
  });
  const { status, stdout, stderr } = await sitrep(folder, 'validate', '--json');
  expect([status, stderr]).toEqual([1, '']);
  const { findings } = JSON.parse(stdout) as { findings: { path: string }[] };
  const paths = findings.map(({ path }) => path);
  expect(paths).toEqual([...paths].sort());
  for (const path of ['a/incident', 'b/incident', 'c/incident', 'deep', 'bomb', 'half', 'huge']) {
    expect(paths.some((found) => found.includes(path))).toBe(true);
  }
  expect(paths).toContain(incident);
});

it('prints one JSON document with --json, also in a root without findings', async () => {
  const { stdout } = await sitrep(testdir(root), 'validate', '--json');
  expect(JSON.parse(stdout)).toEqual({ files: 5, errors: 0, warnings: 0, findings: [] });
});

it('reports only findings in the named paths', async () => {
  const folder = testdir({ ...root, ...misspelt, ...stale });
  expect((await sitrep(folder, 'validate', 'incidents/runbooks')).stdout).not.toContain('chekout');
  expect((await sitrep(folder, 'validate', incident)).stdout).not.toContain('stale-runbook');
  const missing = await sitrep(folder, 'validate', 'incidents/no-such-file.md');
  expect(missing.status).toBe(2);
});

it('reports only changed files with --changed, while rules see all of them', async () => {
  const folder = gitdir({ ...root, ...stale });
  git(folder, ['checkout', '--quiet', '-b', 'work']);
  writeTree(folder, misspelt);
  commitAll(folder);
  const branch = await sitrep(folder, 'validate', '--changed', 'main', '--json');
  expect(branch.status).toBe(1);
  const { findings } = JSON.parse(branch.stdout) as { findings: { path: string }[] };
  expect(findings.map(({ path }) => path)).toEqual([incident]);
  // Nothing is changed since the commit that is checked out.
  expect((await sitrep(folder, 'validate', '--changed')).status).toBe(0);
  // What others did on the base in the meantime is theirs.
  git(folder, ['checkout', '--quiet', 'main']);
  writeTree(folder, {
    'incidents/runbooks/restart.md': `${stale['incidents/runbooks/restart.md']}2. Look.\n`,
  });
  commitAll(folder);
  git(folder, ['checkout', '--quiet', 'work']);
  const later = await sitrep(folder, 'validate', '--changed', 'main');
  expect(later.stdout).not.toContain('stale-runbook');
  const unknown = await sitrep(folder, 'validate', '--changed', '--format=x');
  expect(unknown.status).toBe(2);
  expect((await sitrep(folder, 'validate', '--changed', 'no-such-branch')).status).toBe(2);
});

it('finds a reference to a deleted record, despite the cache', async () => {
  const folder = gitdir(root);
  expect((await sitrep(folder, 'validate')).status).toBe(0);
  rmSync(join(folder, 'incidents/catalog/services/checkout.yaml'));
  expect((await sitrep(folder, 'validate')).stdout).toContain('checkout');
});

const author = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};
const schema = new URL('../../schemas/output/findings.schema.json', import.meta.url);
const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')) as object);

/** Parses findings, which have the published shape. */
function checkFindings(text: string): object {
  const value = JSON.parse(text) as object;
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

const untidy = [
  '# yaml-language-server: $schema=x',
  "- {at: '2026-01-14 09:00+0100', type: resolved, resolution: fixed, affects: none} # the end",
  '# how it began',
  '- at: "2026-01-14t07:00:00z"',
  '  type:   started',
  '',
].join('\r\n');
const tidy = [
  '# yaml-language-server: $schema=x',
  '# how it began',
  '- at: "2026-01-14T07:00:00Z"',
  '  type:   started',
  "- {at: '2026-01-14T09:00:00+01:00', type: resolved, resolution: fixed, affects: none} # the end",
  '',
].join('\r\n');

it('--fix changes only what it fixes, and nothing the second time', async () => {
  const folder = testdir({ ...root, [timeline]: untidy });
  expect((await sitrep(folder, 'validate')).status).toBe(1);
  const shown = await sitrep(folder, 'validate', '--fix', '--dry-run');
  expect(shown.stderr).toContain('+- at: "2026-01-14T07:00:00Z"');
  expect(shown.stderr).toContain('\n1 file would be fixed.\n');
  expect(read(folder, timeline)).toBe(untidy);
  expect((await sitrep(folder, 'validate', '--fix')).status).toBe(0);
  expect(read(folder, timeline)).toBe(tidy);
  expect((await sitrep(folder, 'validate', '--fix')).stderr).toBe('');
  for (const [path, text] of Object.entries(root)) {
    if (path !== timeline) expect(read(folder, path)).toBe(text);
  }
});

it('delivers what --fix changed as a commit, and refuses to commit the user’s edits', async () => {
  const tracked = { ...root, [timeline]: untidy };
  const folder = gitdir(tracked);
  writeTree(folder, { 'loose.txt': 'x' });
  const early = await sitrepWith(author, folder, 'validate', '--commit');
  expect([early.status, early.stderr]).toEqual([2, expect.stringContaining('need --fix')]);
  const tried = await sitrepWith(
    author,
    folder,
    ...['validate', '--fix', '--commit', '--json', '--dry-run'],
  );
  const path = timeline.replace('incidents/', '');
  expect(JSON.parse(tried.stdout)).toMatchObject({ fixed: { paths: [path], dry_run: true } });
  const ran = await sitrepWith(author, folder, 'validate', '--fix', '--commit', '--json');
  const { fixed } = checkFindings(ran.stdout) as { fixed: { paths: string[]; commit: string } };
  expect(fixed).toMatchObject({ paths: [path], dry_run: false });
  expect(git(folder, ['rev-parse', 'HEAD']).trim()).toBe(fixed.commit);
  expect(git(folder, ['log', '-1', '--format=%s']).trim()).toBe('Fix the format of 1 file');
  expect(git(folder, ['show', '--format=', '--name-only', 'HEAD'])).toBe(`${timeline}\n`);
  expect(git(folder, ['status', '--porcelain'])).toBe('?? loose.txt\n');
  writeTree(folder, { [timeline]: `${untidy}# mine` });
  const refused = await sitrepWith(author, folder, 'validate', '--fix', '--commit');
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining('has uncommitted changes'),
  ]);
  expect(read(folder, timeline)).toBe(`${untidy}# mine`);
});

it('--fix keeps a byte order mark', async () => {
  const work = 'incidents/maintenance/2026-01-20-work.md';
  const window = (start: string): string =>
    `---\ntitle: New disks\nservices: [checkout]\nwindow: {start: ${start}, end: 2026-01-20T09:00:00Z}\nimpact: none\n---\n`;
  const folder = testdir({
    ...root,
    [timeline]: `\ufeff${untidy}`,
    [work]: `\ufeff${window('2026-01-20 08:00:00Z')}`,
  });
  expect((await sitrep(folder, 'validate', '--fix')).status).toBe(0);
  expect(read(folder, timeline)).toBe(`\ufeff${tidy}`);
  expect(read(folder, work)).toBe(`\ufeff${window('2026-01-20T08:00:00Z')}`);
});

it('--changed reports that a removed file breaks others', async () => {
  const folder = gitdir(root);
  rmSync(join(folder, 'incidents/catalog/services/checkout.yaml'));
  const { status, stdout, stderr } = await sitrep(folder, 'validate', '--changed');
  expect([status, stdout]).toEqual([0, '4 files, no findings.\n']);
  expect(stderr).toBe('1 error is in other files. Run this without --changed to see them.\n');
  const named = await sitrep(folder, 'validate', 'incidents/catalog');
  expect(named.stderr).toBe('');
});

it('--fix is limited to the given paths or to changed files', async () => {
  const other = 'incidents/2026/2026-01-14-late/timeline.yaml';
  const both = {
    ...root,
    [timeline]: untidy,
    [other.replace('timeline.yaml', 'incident.md')]: root[incident],
    [other]: untidy,
  };
  const named = testdir(both);
  await sitrep(named, 'validate', 'incidents/2026/2026-01-14-slow', '--fix');
  expect([read(named, timeline), read(named, other)]).toEqual([tidy, untidy]);
  const changed = gitdir(both);
  writeTree(changed, { [timeline]: `${untidy}\r\n` });
  await sitrep(changed, 'validate', '--changed', '--fix');
  expect([read(changed, timeline), read(changed, other)]).toEqual([`${tidy}\r\n`, untidy]);
});

it('rejects --json with another format before fixing anything', async () => {
  const folder = testdir({ ...root, [timeline]: untidy });
  for (const format of ['text', 'sarif']) {
    const refused = await sitrep(folder, 'validate', '--fix', '--json', '--format', format);
    expect(refused.status).toBe(2);
    expect(Object.keys(JSON.parse(refused.stdout) as object)).toEqual(['error']);
    expect(refused.stderr).toBe(
      `sitrep: --json and --format ${format} contradict each other.\n  Use only one.\n`,
    );
  }
  expect(read(folder, timeline)).toBe(untidy);
  const { stdout } = await sitrep(folder, 'lint-prose', '--json', '--format', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ files: 5 });
});

it('never guesses a time zone', async () => {
  const bare = '- {at: 2026-01-14T08:00:00, type: started}\n';
  const folder = testdir({ ...root, [timeline]: bare });
  const { status, stdout } = await sitrep(folder, 'validate', '--fix');
  expect(status).toBe(1);
  expect(stdout).toContain('bare-local-time');
  expect(read(folder, timeline)).toBe(bare);
});

it('ignores a cache in the repository', async () => {
  const folder = testdir({ ...root, [timeline]: '- at: 2026-01-14T08:00:00Z\n  type: strated\n' });
  await forgeCache(join(folder, 'incidents'), (kept) =>
    JSON.stringify({ ...(JSON.parse(kept) as object), leftOut: [], findings: [] }),
  );
  const { status, stdout } = await sitrep(folder, 'validate');
  expect([status, stdout]).toEqual([1, expect.stringContaining('strated')]);
});

it('finds secrets in a comment and an attached log, and prints neither', async () => {
  const token = ['ghp_', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5'].join('');
  const folder = testdir({
    'incidents/sitrep.yaml': `organisation: {name: Test}\n# ${token}\n`,
    'incidents/2026/2026-01-14-slow/run.log': `one\ncurl -H "token ${token}"\n`,
  });
  for (const format of ['text', 'json', 'github', 'sarif', 'junit']) {
    const { status, stdout } = await sitrep(folder, 'validate', '--format', format);
    expect(status).toBe(1);
    expect(stdout).not.toContain(token.slice(4, 20));
    expect(stdout).toContain('This seems to be a GitHub token.');
    if (format === 'text') expect(stdout).toMatch(/sitrep\.yaml:2:3 [^]*|run\.log:2:16 /);
  }
});

it('checks only wording, and exits with 1 if there is a finding', async () => {
  const folder = testdir({
    'incidents/sitrep.yaml': 'organisation: {name: Test}\n',
    'incidents/problems/pool.md':
      '---\ntitle: The pool\nstate: open\nservices: [nowhere]\nowner: ada\nroot_cause: Human error\n---\nTBD\n',
  });
  const { status, stdout } = await sitrep(folder, 'lint-prose');
  expect(status).toBe(1);
  expect(stdout).toMatch(/problems\/pool\.md:6:13 {2}warning {2}blame/);
  expect(stdout).not.toMatch(/unknown-reference|placeholder/);
});

it('reports a text that it cannot read', async () => {
  const text =
    '---\ntitle: The pool\nstate: opened\nservices: [nowhere]\nowner: ada\n---\nHuman error\n';
  const folder = testdir({
    'incidents/sitrep.yaml': 'organisation: {name: Test}\n',
    'incidents/problems/pool.md': text,
    'incidents/problems/queue.md': text.replace('opened', 'open').replace('Human error', 'Fine.'),
  });
  const { status, stdout, stderr } = await sitrep(folder, 'lint-prose');
  expect(status).toBe(1);
  expect(stdout).toMatch(/problems\/pool\.md:3:8 {2}error {2}schema/);
  expect(stdout).not.toContain('no findings');
  expect(stderr).toBe(
    '1 file cannot be read, so its text was not checked. Run `sitrep validate`.\n',
  );
  const elsewhere = await sitrep(folder, 'lint-prose', 'incidents/problems/queue.md');
  expect([elsewhere.status, elsewhere.stderr]).toEqual([0, '']);
});
