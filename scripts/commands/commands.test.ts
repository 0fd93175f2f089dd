import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import {
  commitAll,
  git,
  gitdir,
  testdir,
  writeTree,
  sitrep as startSitrep,
} from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const incident = (title: string): string =>
  `---\ntitle: ${title}\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\naliases: [INC-${title.length}]\n---\n`;
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow-payments/incident.md': incident('Slow payments'),
  'incidents/2026/2026-01-14-slow-payments/timeline.yaml':
    '- {at: 2026-01-14T08:00:00+01:00, type: started, affects: {checkout: degraded}}\n' +
    '- {at: 2026-01-14T08:05:00+01:00, type: detected}\n' +
    '- {at: 2026-01-14T08:06:00+01:00, type: triaged, impact: high, urgency: high}\n' +
    '- {at: 2026-01-14T09:00:00+01:00, type: resolved, resolution: fixed}\n',
  'incidents/2026/2026-01-15-search-down/incident.md': incident('Search down'),
  'incidents/2026/2026-01-15-search-down/timeline.yaml':
    '- {at: 2026-01-15T08:00:00+01:00, type: detected, by: ada, note: Nothing is found}\n',
};

function holdsTo(name: string, text: string): unknown {
  const path = join(packageRoot, `schemas/output/${name}.schema.json`);
  const ajv = new Ajv2020({ allErrors: true });
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  const value: unknown = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

// Only Linux has such a file.
it.runIf(existsSync('/dev/full'))('exits with 2 if its output does not fit on the disk', () => {
  const words = [process.execPath, join(packageRoot, 'scripts/sitrep.js'), 'list', '--json'];
  const ran = spawnSync('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...words], {
    cwd: testdir(files),
    encoding: 'utf8',
  });
  expect(ran.stderr).toBe('sitrep: Cannot write the output (ENOSPC).\n');
  expect(ran.status).toBe(2);
});

describe('sitrep list', () => {
  it('lists the newest first, in the organisation’s zone', async () => {
    const { status, stdout } = await startSitrep(
      testdir(files),
      'list',
      '--at',
      '2026-01-15T08:30:00Z',
    );
    expect(status).toBe(0);
    const [heading, newest, older, ...rest] = stdout.trimEnd().split('\n');
    expect(heading).toContain('Europe/Amsterdam');
    expect(newest).toMatch(
      /^–\s+open\s+2026-01-15 08:00\s+1 h 30 min {2}affected, degree not stated {2}2026-01-15-search-down/,
    );
    expect(older).toMatch(
      /^SEV1\s+resolved\s+2026-01-14 08:00\s+1 h {2}– {28}2026-01-14-slow-payments/,
    );
    expect(rest).toEqual([]);
  });

  it('filters, and prints JSON that holds to its schema', async () => {
    const folder = testdir(files);
    const { stdout } = await sitrep(folder, '--json', 'list', '--severity', 'SEV1');
    expect(holdsTo('list', stdout)).toMatchObject({
      incidents: [{ id: '2026-01-14-slow-payments', seconds: 3600 }],
      left_out: 0,
    });
    const live = await sitrep(folder, 'list', '--status', 'live', '--json');
    expect(holdsTo('list', live.stdout)).toMatchObject({ incidents: [{ status: 'open' }] });
  });

  it.each([
    [['list', '--status', 'broken'], /Allowed choices are live, open/],
    [['list', '--limit', '0'], /Cannot read `0` as a whole number above 0/],
    [['list', '--at', 'yesterday'], /Cannot read `yesterday` as a time/],
    [['list', '--root', 'nowhere'], /There is no folder .*nowhere/],
    [['lsit'], /There is no command "lsit"[^]*Did you mean `list`/],
    [['list', '--jsno'], /Unknown option '--jsno'[^]*Did you mean `--json`/],
  ])('exits %j with 2 and one clear sentence', async (args, message) => {
    const { status, stdout, stderr } = await sitrep(testdir(files), ...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

it.each([
  [['list', '--root', 'nowhere', '--json'], /^There is no folder .*nowhere/, /--root/],
  [['show', 'nothing', '--json'], /^No incident is called nothing/, /sitrep list/],
  [['kpi', '--json', '--period', 'last week'], /--period last week/, /2026-Q1/],
  [['list', '--json', '--status', 'broken'], /Allowed choices are live, open/, undefined],
  [['list', '--jsno', '--json'], /^Unknown option '--jsno'/, /^Did you mean `--json`\?$/],
  [['lsit', '--json'], /^There is no command "lsit"/, /^Did you mean `list`\?$/],
])('prints the failure of %j as JSON that holds to its schema', async (args, message, help) => {
  const { status, stdout, stderr } = await sitrep(testdir(files), ...args);
  const { error } = holdsTo('error', stdout) as { error: { message: string; help?: string } };
  expect(error.message).toMatch(message);
  if (help) expect(error.help).toMatch(help);
  // People who read the log of a workflow see it as before.
  expect(stderr).toContain(error.message);
  expect(status).toBe(2);
});

describe('sitrep show', () => {
  it('takes the newest live incident when none is named', async () => {
    const { status, stdout, stderr } = await startSitrep(testdir(files), 'show');
    expect(status).toBe(0);
    expect(stdout).toContain('2026-01-15-search-down: Search down');
    expect(stdout).toMatch(/2026-01-15 08:00 {2}detected {2}ada {2}Nothing is found/);
    expect(stderr).toContain('the data root is not in a Git repository');
  });

  it('accepts an alias and part of an id, lists several matches, and suggests similar ids', async () => {
    const folder = testdir(files);
    for (const name of ['INC-13', 'slow', '2026-01-14']) {
      expect((await sitrep(folder, 'show', name)).stdout, name).toContain('Slow payments');
    }
    const ambiguous = await sitrep(folder, 'show', '2026-01');
    expect(ambiguous.status).toBe(2);
    expect(ambiguous.stderr).toMatch(/2 incidents match[^]*search-down[^]*slow-payments/);
    const near = await sitrep(folder, 'show', '2026-01-14-slow-paymnets');
    expect(near.stderr).toContain('Did you mean 2026-01-14-slow-payments?');
  });

  it('accepts an alias as the other tool writes it, and suggests no alias of another record', async () => {
    const folder = testdir({
      ...files,
      'incidents/2026/2026-01-15-search-down/incident.md': incident('Search down').replace(
        'INC-11',
        'statuspage:z3lct0r596n4',
      ),
      'incidents/catalog/services/checkout.yaml':
        'name: Checkout\ntier: 1\nteam: web\naliases: [statuspage:k2vfyrsr4n8x]\n',
    });
    const own = await sitrep(folder, 'show', 'z3lct0r596n4');
    expect(own.stdout).toContain('Search down');
    for (const name of ['k2vfyrsr4n8x', 'statuspage:k2vfyrsr4n8x', 'z3lct0r']) {
      const { status, stderr } = await sitrep(folder, 'show', name);
      expect([status, stderr], name).toEqual([
        2,
        `sitrep: No incident is called ${name}.\n  \`sitrep list\` lists all ids.\n`,
      ]);
    }
  });

  it('shows when an entry was recorded, and prints JSON that holds to its schema', async () => {
    const folder = gitdir(files, '2026-01-15T08:00:00Z');
    const text = await sitrep(folder, 'show', 'slow');
    expect(text.stdout).toMatch(/2026-01-14 08:05 {2}detected .*recorded 1 d 1 h later/);
    const { stdout } = await sitrep(folder, 'show', 'slow', '--json');
    expect(holdsTo('show', stdout)).toMatchObject({
      incident: { status: 'resolved', milestones: { detected: '2026-01-14T07:05:00Z' } },
      lasted_seconds: 3600,
      timeline: [
        { at: '2026-01-14T08:00:00+01:00', recorded: '2026-01-15T08:00:00Z' },
        { type: 'detected' },
        { type: 'triaged' },
        { type: 'resolved' },
      ],
    });
  });
});

describe('sitrep doctor', () => {
  it('explains what is degraded', async () => {
    const folder = testdir({ ...files, 'incidents/runbooks/broken.md': '' });
    const { status, stdout } = await sitrep(folder, 'doctor', '--json');
    expect(status).toBe(0);
    const { checks } = holdsTo('doctor', stdout) as { checks: { name: string; state: string }[] };
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({
      node: 'good',
      git: 'degraded',
      'data root': 'degraded',
      settings: 'good',
    });
  });

  it('accepts a complete repository, and reports a shallow one as degraded', async () => {
    const folder = gitdir(files);
    const good = await sitrep(folder, 'doctor');
    expect(good.stdout).not.toMatch(/degraded|broken/);
    writeTree(folder, { 'incidents/runbooks/.keep': '' });
    commitAll(folder);
    const clone = testdir();
    git(clone, ['clone', '--quiet', '--depth=1', `file://${folder}`, '.']);
    expect((await sitrep(clone, 'doctor')).stdout).toMatch(
      /history\s+degraded\s+the clone is shallow/,
    );
  });

  it('ends with 1 where there is no data root', async () => {
    const { status, stdout } = await startSitrep(testdir(), 'doctor');
    expect(stdout).toMatch(/data root\s+broken/);
    expect(status).toBe(1);
  });
});

describe('sitrep kpi', () => {
  it('measures a period, with missing data, by a dimension', async () => {
    const folder = testdir(files);
    const text = await sitrep(folder, 'kpi', '--period', '2026-01');
    expect(text.status).toBe(0);
    // 08:05 to 09:00; the other incident is not resolved.
    expect(text.stdout).toMatch(
      /Mean time to resolve \(MTTR\)\s+55 min\s+median\s+–\s+too few\s+1\s+1\s+0/,
    );
    const { stdout } = await sitrep(
      folder,
      'kpi',
      '--by',
      'severity',
      '--json',
      '--period',
      '2026-Q1',
    );
    const { kpis } = holdsTo('kpi', stdout) as { kpis: { name: string; groups: unknown }[] };
    expect(kpis.find(({ name }) => name === 'resolution-rate')?.groups).toMatchObject([
      { group: 'SEV1', n: 1, mean: 1 },
      { group: 'not triaged', n: 1, mean: 0 },
    ]);
  });

  it('explains a figure by its rows, its definition and its commit', async () => {
    const folder = gitdir(files);
    const head = git(folder, ['rev-parse', 'HEAD']).trim();
    const { stdout } = await sitrep(
      folder,
      'kpi',
      'explain',
      'mttr',
      '--period',
      '2026-01',
      '--json',
    );
    expect(holdsTo('kpi-explain', stdout)).toMatchObject({
      commit: head,
      rows: [
        { id: '2026-01-14-slow-payments', value: 3300 },
        { id: '2026-01-15-search-down', missing: 'not `resolved` yet' },
      ],
    });
    const none = await sitrep(folder, 'kpi', 'explain', 'mttr', '--period', '2025');
    expect(none.stdout).toContain('from 0 rows');
    writeTree(folder, {
      'incidents/catalog/services/search.yaml': 'name: Search\ntier: 2\nteam: web\n',
    });
    expect((await sitrep(folder, 'kpi', 'explain', 'mttr')).stdout).toContain('uncommitted');
  });

  it.each([
    [['kpi', '--period', 'last week'], /Cannot read --period last week as a period/],
    [['kpi', 'explain', 'mtr'], /There is no KPI mtr[^]*Did you mean/],
    [['kpi', '--by', 'colour'], /Allowed choices are severity/],
  ])('ends %j with 2', async (args, message) => {
    const { status, stderr } = await startSitrep(testdir(files), ...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

it.each(['list', 'show', 'kpi', 'doctor'])('explains %s with an example', async (name) => {
  const { status, stdout } = await startSitrep(testdir(), name, '--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/Examples:\n {2}\$ sitrep /);
  expect(stdout).toContain('--root');
});
