import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadRegister } from '../edges/disk/load.ts';
import { checkDocument, checkRecord, checkRegister } from '../model/rules/check.ts';
import {
  git,
  gitdir,
  gitEach,
  sitrep as startSitrep,
  testdir,
  writeTree,
  type Ran,
} from '../testing/folder.ts';
import { sitrep, sitrepWith } from '../testing/hosts.ts';
import { readSource } from '../session/source.ts';

const sample = new URL('../inputs/import/statuspage.sample/', import.meta.url);
const sampleFile = (name: string): string => new URL(name, sample).pathname;
const sources = ['incidents.json', 'scheduled-maintenances.json', 'summary.json'].map(sampleFile);
const schema = new URL('../../schemas/output/import.schema.json', import.meta.url);
const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')) as object);

interface Printed {
  records: Record<string, number>;
  outcomes: Record<string, number>;
  files: { path: string; outcome: string }[];
  findings: { level: string; pointer: string }[];
}

/** Time after the sample's last incident in August 2026, since no incident may be in the future. */
const command = ['import', 'statuspage', '--root', '.', '--at', '2026-09-01T00:00:00Z'];

/** Imports into a data root and returns the output of `--json`, checked against its schema. */
async function importJson(
  root: string,
  ...args: string[]
): Promise<Printed & { status: number | null }> {
  const ran = await sitrep(root, ...command, '--json', ...args);
  const printed = JSON.parse(ran.stdout) as Printed;
  expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  return { ...printed, status: ran.status };
}

function importText(root: string, ...args: string[]): Promise<Ran> {
  return sitrep(root, ...command, ...args);
}

const imported = mkdtempSync(join(tmpdir(), 'sitrep-imported-'));
afterAll(() => {
  rmSync(imported, { recursive: true, force: true });
});

/** Makes a data root into which the sample was imported: a copy of one, which the first test to ask makes. */
async function copyImported(): Promise<string> {
  if (readdirSync(imported).length === 0)
    expect(await importText(imported, ...sources)).toMatchObject({ status: 0 });
  const root = testdir();
  cpSync(imported, root, { recursive: true });
  return root;
}

/** Hashes every file of a data root. */
function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [
        path.slice(root.length + 1),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ];
    }),
  );
}

interface SourceUpdate {
  id: string;
  status: string;
  body: string;
  display_at: string;
}
interface SourceIncident {
  id: string;
  name: string;
  status: string;
  impact: string;
  started_at: string;
  resolved_at: string | null;
  updated_at: string;
  incident_updates: SourceUpdate[];
}
interface SourceFile {
  page: unknown;
  incidents: SourceIncident[];
}

/** Writes a changed copy of the sample. */
function changeSample(root: string, change: (file: SourceFile) => void): string {
  const file = JSON.parse(readFileSync(sampleFile('incidents.json'), 'utf8')) as SourceFile;
  change(file);
  const path = join(root, '..', `changed-${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(path, JSON.stringify(file));
  onTestFinished(() => rmSync(path));
  return path;
}

const timeline = '2026/2026-08-18-incident-with-actions/timeline.yaml';

describe('the sample', () => {
  it('is imported completely, and every record is valid', async () => {
    const root = testdir();
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({
      status: 0,
      records: { incident: 30, maintenance: 3, service: 11, team: 1, settings: 1 },
      findings: [],
    });
    const inspect = { document: checkDocument, record: checkRecord };
    const { register, findings } = await loadRegister(root, { inspect });
    const all = [...findings, ...checkRegister(register, Date.UTC(2026, 8, 1))];
    // The source's wording is not checked.
    expect(all.filter(({ rule }) => rule !== 'public-jargon')).toEqual([]);
    expect(register.leftOut).toEqual([]);
    const incidents = [...register.incidents.values()];
    // Computed from the JSON by a separate program.
    const severities = Object.groupBy(incidents, ({ severity }) => severity ?? '');
    expect(
      Object.entries(severities)
        .map(([id, list]) => [id, list?.length])
        .sort(),
    ).toEqual([
      ['SEV1', 4],
      ['SEV2', 8],
      ['SEV3', 12],
      ['SEV4', 6],
    ]);
    expect(incidents.reduce((sum, { updates }) => sum + updates.length, 0)).toBe(158);
    const minutes = incidents
      .map(({ milestones: { started = NaN, resolved = NaN } }) => (resolved - started) / 60_000)
      .sort((a, b) => a - b);
    expect(minutes.reduce((sum, one) => sum + one, 0)).toBe(3120);
    expect(((minutes[14] ?? NaN) + (minutes[15] ?? NaN)) / 2).toBe(64);
    expect(register.maintenance.size).toBe(3);
  });

  it('changes nothing when imported again, in any order of files', async () => {
    const root = await copyImported();
    const before = snapshot(root);
    const again = await importJson(root, ...sources.toReversed());
    expect(again).toMatchObject({ status: 0, files: [] });
    expect(snapshot(root)).toEqual(before);
    await importText(root, ...sources.slice(0, 1));
    expect(snapshot(root)).toEqual(before);
  });

  it('is completed by another run after an interruption', async () => {
    const root = await copyImported();
    const before = snapshot(root);
    // Files are complete or missing, and the state is written last.
    const lost = Object.keys(before).filter(
      (path, index) => path.startsWith('.') || index % 2 === 0,
    );
    for (const path of lost) rmSync(join(root, path));
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({
      status: 0,
      outcomes: { conflict: 0, created: lost.length - 1 },
    });
    expect(snapshot(root)).toEqual(before);
  });

  it('is not written in a dry run', async () => {
    const root = testdir();
    const { status, stdout, stderr } = await startSitrep(root, ...command, '--dry-run', ...sources);
    expect(status).toBe(0);
    expect(stdout).toContain('would create: sitrep.yaml');
    expect(stdout).toContain('30 incidents, 3 maintenance windows, 11 services.');
    expect(stderr).toBe('');
    expect(snapshot(root)).toEqual({});
  });
});

/** Creates a repository with a data root, and its bare remote. */
function makeClone(): { folder: string; remote: string } {
  const origin = gitdir({ 'readme.md': 'x' });
  const remote = join(testdir(), 'remote.git');
  const folder = join(testdir(), 'clone');
  gitEach(origin, [
    ['clone', '--quiet', '--bare', origin, remote],
    ['clone', '--quiet', remote, folder],
  ]);
  mkdirSync(join(folder, 'incidents'));
  return { folder, remote };
}

const author = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};

/** Imports into a clone and returns the output of `--json`, checked against its schema. */
async function importInto(
  folder: string,
  ...args: string[]
): Promise<Printed & { commit?: string; pushed?: boolean }> {
  const rest = ['--json', '--root', 'incidents', '--at', '2026-09-01T00:00:00Z', ...args];
  const ran = await sitrepWith(author, folder, 'import', 'statuspage', ...rest);
  const printed = JSON.parse(ran.stdout) as Printed & { commit?: string; pushed?: boolean };
  expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  return printed;
}

describe('an import with --commit', () => {
  it('makes one commit of all written files, or none if nothing was written', async () => {
    const { folder } = makeClone();
    writeTree(folder, { 'incidents/notes.txt': 'mine' });
    const { commit } = await importInto(folder, '--commit', ...sources);
    expect(git(folder, ['rev-parse', 'HEAD']).trim()).toBe(commit);
    expect(Number(git(folder, ['rev-list', '--count', 'HEAD']))).toBe(2);
    // 30 incidents, 3 maintenance windows, 11 services, a team and the settings.
    const subject = 'Import 46 records from statuspage';
    expect(git(folder, ['log', '-1', '--format=%B']).trim()).toBe(subject);
    expect(git(folder, ['status', '--porcelain', '-uall'])).toBe('?? incidents/notes.txt\n');
    expect(git(folder, ['ls-files', 'incidents'])).toContain('.sitrep-import.json');
    const again = await importInto(folder, '--commit', ...sources);
    expect([again.files, again.commit]).toEqual([[], undefined]);
    expect(Number(git(folder, ['rev-list', '--count', 'HEAD']))).toBe(2);
  });

  it('includes the files of an interrupted import', async () => {
    const { folder } = makeClone();
    await importInto(folder, ...sources);
    const root = join(folder, 'incidents');
    const before = snapshot(root);
    rmSync(join(root, '.sitrep-import.json'));
    rmSync(join(root, timeline));
    const printed = await importInto(folder, '--commit', ...sources);
    expect(printed).toMatchObject({ outcomes: { created: 1, conflict: 0 } });
    expect(git(folder, ['status', '--porcelain', '-uall'])).toBe('');
    expect(snapshot(root)).toEqual(before);
  });

  it('writes nothing if an uncommitted edit would be in the commit', async () => {
    const { folder } = makeClone();
    await importInto(folder, '--commit', ...sources);
    const path = join(folder, 'incidents', timeline);
    writeFileSync(path, `${readFileSync(path, 'utf8')}# mine\n`);
    const before = snapshot(join(folder, 'incidents'));
    const changed = changeSample(folder, ({ incidents }) => {
      for (const { incident_updates: updates } of incidents)
        if (updates[0]) updates[0].body += '\nMore is known now.';
    });
    const args = ['import', 'statuspage', '--root', 'incidents', '--overwrite', '--commit'];
    const ran = await sitrepWith(author, folder, ...args, changed);
    expect([ran.status, ran.stderr]).toEqual([
      2,
      expect.stringContaining('has uncommitted changes'),
    ]);
    expect(snapshot(join(folder, 'incidents'))).toEqual(before);
  });
});

it('proposes an import with --pr on one branch', async () => {
  const { folder, remote } = makeClone();
  const head = git(folder, ['rev-parse', 'HEAD']);
  const { commit, pushed } = await importInto(folder, '--pr', ...sources);
  expect(pushed).toBe(true);
  expect(git(folder, ['rev-parse', 'HEAD'])).toBe(head);
  expect(git(remote, ['rev-parse', 'sitrep/import-statuspage']).trim()).toBe(commit);
  expect(git(remote, ['ls-tree', '-r', '--name-only', commit ?? ''])).toContain(timeline);
});

it('stores what it wrote before a failure, so that a newer source updates it', async () => {
  const root = testdir();
  symlinkSync(testdir(), join(root, '2026'));
  expect((await importText(root, ...sources)).stderr).toMatch(/outside the data root/);
  rmSync(join(root, '2026'));
  const state = readFileSync(join(root, '.sitrep-import.json'), 'utf8');
  expect(state).toContain('"id":"2022-');
  expect(state).not.toContain('"id":"2026-08-18-incident-with-actions"');
  expect(await importJson(root, ...sources)).toMatchObject({ status: 0 });
  expect(snapshot(root)).toEqual(snapshot(await copyImported()));
});

describe('a changed source', () => {
  it('changes only the affected files', async () => {
    const root = await copyImported();
    const before = snapshot(root);
    const changed = changeSample(root, ({ incidents }) => {
      const incident = incidents.find(({ id }) => id === '31200202');
      if (incident?.incident_updates[0])
        incident.incident_updates[0].body += '\nMore is known now.';
    });
    const printed = await importJson(root, changed);
    expect(printed.files).toEqual([{ path: timeline, outcome: 'updated' }]);
    const after = snapshot(root);
    const differ = Object.keys(after)
      .filter((path) => after[path] !== before[path])
      .sort();
    expect(differ).toEqual(['.sitrep-import.json', timeline].sort());
    expect(readFileSync(join(root, timeline), 'utf8')).toContain('More is known now.');
  });

  it('keeps the folder of an incident that the source renames', async () => {
    const root = await copyImported();
    const changed = changeSample(root, ({ incidents }) => {
      const incident = incidents.find(({ id }) => id === '31200202');
      if (incident) incident.name = 'Actions does not run';
    });
    const printed = await importJson(root, changed);
    expect(printed.files).toEqual([
      { path: '2026/2026-08-18-incident-with-actions/incident.md', outcome: 'updated' },
    ]);
  });
});

describe('a source that contradicts the user’s own entries', () => {
  const folder = '2026/2026-08-18-incident-with-actions';
  const ours = `${folder}/timeline/20260818T102200Z-resolved-3fa98c21.yaml`;

  it('is a conflict until somebody decides', async () => {
    const root = testdir();
    const open = changeSample(root, ({ incidents }) => {
      const incident = incidents.find(({ id }) => id === '31200202');
      if (!incident) return;
      incident.incident_updates.shift();
      Object.assign(incident, { status: 'investigating', resolved_at: null });
    });
    await importText(root, open);
    // A minute before the time on the page.
    const entry = 'at: 2026-08-18T10:22:00Z\ntype: resolved\nresolution: fixed\n';
    writeTree(root, { [ours]: entry });
    const before = snapshot(root);
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({ status: 1, outcomes: { conflict: 1, updated: 0 } });
    expect(printed.files.find(({ outcome }) => outcome === 'conflict')).toMatchObject({
      path: timeline,
      why: expect.stringMatching(
        /contradicts entries that you added.*`resolved` is not valid/,
      ) as string,
    });
    expect(snapshot(root)[timeline]).toBe(before[timeline]);
    rmSync(join(root, ours));
    const again = await importJson(root, ...sources);
    expect(again).toMatchObject({ status: 0, files: [{ path: timeline, outcome: 'updated' }] });
  });
});

describe('an older source', () => {
  const folder = '2026/2026-08-18-incident-with-actions';

  it('replaces newer files only with --overwrite, and is reported as older', async () => {
    const root = testdir();
    const old = changeSample(root, ({ incidents }) => {
      const incident = incidents.find(({ id }) => id === '31200202');
      if (!incident) return;
      incident.updated_at = '2026-08-18T00:00:00Z';
      incident.incident_updates.shift();
    });
    await importText(root, ...sources);
    const before = snapshot(root);
    const path = `${folder}/timeline.yaml`;
    for (const flags of [[], ['--keep-edits']]) {
      const printed = await importJson(root, ...flags, old);
      expect(printed).toMatchObject({ status: 0, outcomes: { older: 1, updated: 0 } });
      expect(printed.files).toMatchObject([{ path, outcome: 'older' }]);
      expect(snapshot(root)).toEqual(before);
    }
    expect((await importText(root, old)).stdout).toContain(
      `newer than the source: ${path} (the source is of 2026-08-18T00:00:00Z, the imported version is of `,
    );
    const forced = await importJson(root, '--overwrite', old);
    expect(forced.files).toEqual([{ path, outcome: 'overwritten' }]);
    expect(await importJson(root, old)).toMatchObject({ status: 0, files: [] });
    await importText(root, ...sources);
    expect(snapshot(root)).toEqual(before);
  });

  it('is recognised after an import whose state had no time', async () => {
    const root = await copyImported();
    const path = join(root, '.sitrep-import.json');
    const state = readFileSync(path, 'utf8');
    writeFileSync(path, state.replaceAll(/"changed":"[^"]+",/g, ''));
    expect(readFileSync(path, 'utf8')).not.toBe(state);
    expect(await importJson(root, ...sources)).toMatchObject({ status: 0, files: [] });
    expect(readFileSync(path, 'utf8')).toBe(state);
  });
});

describe('an incident that the source moves to another day', () => {
  it('is unchanged until its folder is renamed, so that every record stays valid', async () => {
    const root = await copyImported();
    const moved = changeSample(root, ({ incidents }) => {
      const incident = incidents.find(({ id }) => id === '31200202');
      if (incident) incident.started_at = '2026-08-17T23:50:00Z';
    });
    const before = snapshot(root);
    const [from, to] = ['2026-08-18-incident-with-actions', '2026-08-17-incident-with-actions'];
    for (const flags of [[], ['--overwrite']]) {
      const printed = await importJson(root, ...flags, moved);
      expect(printed).toMatchObject({ status: 1, outcomes: { misnamed: 1, updated: 0 } });
      expect(printed.files).toEqual([
        {
          path: `2026/${from}/timeline.yaml`,
          outcome: 'misnamed',
          why: `the source now says that it started on 2026-08-17 (UTC): rename its folder with \`git mv 2026/${from} 2026/${to}\` (choose another name after the day if that one is taken), then import again`,
        },
      ]);
      expect(snapshot(root)).toEqual(before);
    }
    renameSync(join(root, '2026', from), join(root, '2026', to));
    const printed = await importJson(root, moved);
    expect(printed).toMatchObject({
      status: 0,
      files: [{ path: `2026/${to}/timeline.yaml`, outcome: 'updated' }],
    });
    await expectSound(root);
  });

  it('is written if entries by hand are of the day in its folder’s name', async () => {
    const root = await copyImported();
    const [from, to] = ['2026-08-18-incident-with-actions', '2026-08-17-incident-with-actions'];
    renameSync(join(root, '2026', from), join(root, '2026', to));
    writeTree(join(root, '2026', to), {
      'timeline/20260817T235000Z-finding-0a1b2c3d.yaml':
        'at: 2026-08-17T23:50:00Z\ntype: finding\nnote: Rolled out.\n',
    });
    expect(await importJson(root, ...sources)).toMatchObject({ status: 0, files: [] });
    const renamed = changeSample(root, ({ incidents }) => {
      for (const { incident_updates: updates } of incidents.filter(({ id }) => id === '31200202'))
        for (const one of updates) one.body += ' More.';
    });
    expect((await importJson(root, renamed)).files).toContainEqual({
      path: `2026/${to}/timeline.yaml`,
      outcome: 'updated',
    });
    await expectSound(root);
  });
});

/** Fails if `validate` reports anything except wording. */
async function expectSound(root: string): Promise<void> {
  const inspect = { document: checkDocument, record: checkRecord };
  const { findings } = await loadRegister(root, { inspect });
  expect(findings.filter(({ rule }) => rule !== 'public-jargon')).toEqual([]);
}

describe('an edit', () => {
  const edit = (root: string): string => {
    const path = join(root, timeline);
    const text = `${readFileSync(path, 'utf8')}# ours\n`;
    writeFileSync(path, text);
    return text;
  };
  const change = ({ incidents }: SourceFile): void => {
    for (const { incident_updates: updates } of incidents)
      for (const one of updates) one.body += ' More.';
  };

  it('is kept while the source does not change', async () => {
    const root = await copyImported();
    const text = edit(root);
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({ status: 0, files: [{ path: timeline, outcome: 'kept' }] });
    expect(readFileSync(join(root, timeline), 'utf8')).toBe(text);
  });

  it('is reported and kept until somebody decides if the source has changed', async () => {
    const root = await copyImported();
    const text = edit(root);
    const changed = changeSample(root, change);
    for (const turn of [1, 2]) {
      const printed = await importJson(root, changed);
      expect(printed.status, `turn ${turn}`).toBe(1);
      expect(printed.files.filter(({ outcome }) => outcome === 'conflict')).toEqual([
        {
          path: timeline,
          outcome: 'conflict',
          why: 'it was edited, and the source has changed since',
        },
      ]);
      expect(readFileSync(join(root, timeline), 'utf8')).toBe(text);
    }
    const told = await importText(root, changed);
    expect(told.stdout).toContain(`conflict: ${timeline} (it was edited`);
    expect(told.stdout).toContain('--overwrite');
    expect((await importJson(root, '--keep-edits', changed)).outcomes['settled']).toBe(1);
    expect(readFileSync(join(root, timeline), 'utf8')).toBe(text);
    expect(await importJson(root, changed)).toMatchObject({ status: 0, outcomes: { kept: 1 } });
    const back = await importJson(root, '--overwrite', ...sources);
    expect(back).toMatchObject({ status: 0, outcomes: { overwritten: 1, conflict: 0 } });
    expect(readFileSync(join(root, timeline), 'utf8')).not.toContain('# ours');
  });

  it('is unchanged if both ways to decide are given', async () => {
    const root = await copyImported();
    edit(root);
    const before = snapshot(root);
    const changed = changeSample(root, change);
    const { status, stderr } = await importText(root, '--overwrite', '--keep-edits', changed);
    expect(status).toBe(2);
    expect(stderr).toContain('--overwrite and --keep-edits contradict each other.');
    expect(snapshot(root)).toEqual(before);
  });

  it('of a service, the team or the settings is kept', async () => {
    const root = await copyImported();
    const service = join(root, 'catalog/services/actions.yaml');
    writeFileSync(service, readFileSync(service, 'utf8').replace('tier: 3', 'tier: 1'));
    writeFileSync(join(root, 'sitrep.yaml'), 'organisation:\n  name: Ours\n');
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({
      status: 0,
      files: [{ path: 'catalog/services/actions.yaml', outcome: 'kept' }],
    });
    expect(readFileSync(join(root, 'sitrep.yaml'), 'utf8')).toContain('Ours');
  });

  it('that removes an incident is not undone', async () => {
    const root = await copyImported();
    rmSync(join(root, '2026/2026-08-18-incident-with-actions'), { recursive: true });
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({ status: 0, outcomes: { created: 0, kept: 2 } });
  });

  it.each<[string, (incident: SourceIncident) => void]>([
    ['its timeline', ({ incident_updates }) => incident_updates.shift()],
    ['its name', (incident) => (incident.name = 'Actions fail')],
  ])(
    'that removes an incident is completely undone by --overwrite if %s changed',
    async (_, mend) => {
      const root = testdir();
      await importText(root, ...sources);
      const before = Object.keys(snapshot(root));
      const folder = '2026/2026-08-18-incident-with-actions';
      rmSync(join(root, folder), { recursive: true });
      const changed = changeSample(root, ({ incidents }) => {
        const incident = incidents.find(({ started_at }) => started_at.startsWith('2026-08-18'));
        if (incident) mend(incident);
      });
      expect(await importJson(root, changed)).toMatchObject({
        status: 1,
        outcomes: { kept: 1, conflict: 1 },
      });
      expect(readdirSync(join(root, '2026'))).not.toContain('2026-08-18-incident-with-actions');
      const back = await importJson(root, '--overwrite', changed);
      expect(back).toMatchObject({ status: 0, outcomes: { overwritten: 2, kept: 0 } });
      expect(Object.keys(snapshot(root)).sort()).toEqual(before.sort());
      expect(await importJson(root, changed)).toMatchObject({ status: 0, files: [] });
    },
  );

  it('does not include checking out files with the line endings of Windows', async () => {
    const root = await copyImported();
    for (const path of Object.keys(snapshot(root))) {
      const file = join(root, path);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    }
    const before = snapshot(root);
    expect(await importJson(root, ...sources)).toMatchObject({ status: 0, files: [] });
    expect(snapshot(root)).toEqual(before);
    const printed = await importJson(root, changeSample(root, change));
    expect(printed).toMatchObject({ status: 0, outcomes: { kept: 0, conflict: 0 } });
    expect(printed.outcomes['updated']).toBeGreaterThan(0);
  });

  it('that renames an incident is recognised', async () => {
    const root = await copyImported();
    const [from, to] = ['2026-08-18-incident-with-actions', '2026-08-18-expired-certificate'];
    renameSync(join(root, '2026', from), join(root, '2026', to));
    const changed = changeSample(root, change);
    const printed = await importJson(root, changed);
    expect(printed.status).toBe(0);
    expect(printed.files).toContainEqual({ path: `2026/${to}/timeline.yaml`, outcome: 'updated' });
    expect(printed.files.some(({ path }) => path.includes(from))).toBe(false);
  });

  it('is a conflict if the state of the last import is missing', async () => {
    const root = await copyImported();
    edit(root);
    rmSync(join(root, '.sitrep-import.json'));
    const printed = await importJson(root, ...sources);
    expect(printed).toMatchObject({ status: 1, outcomes: { conflict: 1, unchanged: 75 } });
  });
});

describe('the substitute team', () => {
  const team = 'catalog/teams/github.yaml';

  it('is a single one, whatever the name of the page', async () => {
    const root = await copyImported();
    const before = snapshot(root);
    expect(Object.keys(before)).toContain(team);
    const nameless = changeSample(root, (file) => (file.page = undefined));
    await importText(root, nameless);
    expect(snapshot(root)).toEqual(before);
    const renamed = changeSample(
      root,
      (file) => (file.page = { id: 'x', name: 'Octo\u202e Cloud' }),
    );
    const { files } = await importJson(root, renamed);
    // The page determines the title of its link.
    expect(files).toHaveLength(30);
    expect(files.filter(({ path }) => !path.endsWith('/incident.md'))).toEqual([]);
    const after = snapshot(root);
    const catalog = (root: Record<string, string>): unknown =>
      Object.entries(root).filter(([path]) => !/^\d|^\./.test(path));
    expect(catalog(after)).toEqual(catalog(before));
    await importText(root, nameless);
    expect(snapshot(root)).toEqual(after);
    expect(readFileSync(join(root, '.sitrep-import.json'), 'utf8')).toMatch(/^[\n -~]*$/);
  });

  it('stays replaced, and services have the team that replaced it', async () => {
    const root = await copyImported();
    renameSync(join(root, team), join(root, 'catalog/teams/platform.yaml'));
    const services = join(root, 'catalog/services');
    const rewrite = (name: string, from: string, to: string): void =>
      writeFileSync(
        join(services, name),
        readFileSync(join(services, name), 'utf8').replace(from, to),
      );
    for (const name of readdirSync(services)) rewrite(name, 'team: github', 'team: platform');
    rewrite('actions.yaml', 'tier: 3', 'tier: 1');
    const kept = [
      { path: team, outcome: 'kept' },
      { path: 'catalog/services/actions.yaml', outcome: 'kept' },
    ];
    for (const _turn of [1, 2]) {
      expect(await importJson(root, ...sources)).toMatchObject({ status: 0, files: kept });
    }
    const summary = JSON.parse(readFileSync(sampleFile('summary.json'), 'utf8')) as {
      components: { id: string; name: string; description?: string }[];
    };
    const webhooks = summary.components.find(({ name }) => name === 'Webhooks');
    if (webhooks) webhooks.description = 'Calls out.';
    summary.components.push({ id: 'new1', name: 'Sandboxes' });
    const changed = join(testdir({ 'summary.json': JSON.stringify(summary) }), 'summary.json');
    const printed = await importJson(root, changed);
    expect(printed.status).toBe(0);
    expect(printed.files.map(({ path, outcome }) => `${outcome} ${path}`).sort()).toEqual([
      'created catalog/services/sandboxes.yaml',
      'kept catalog/services/actions.yaml',
      `kept ${team}`,
      'updated catalog/services/webhooks.yaml',
    ]);
    for (const name of ['sandboxes.yaml', 'webhooks.yaml']) {
      expect(readFileSync(join(services, name), 'utf8')).toContain('team: platform\n');
    }
    // Another team is also the user's choice, edited earlier with the tier.
    rewrite('actions.yaml', 'team: platform', 'team: data');
    writeFileSync(join(root, 'catalog/teams/data.yaml'), 'name: Data\n');
    expect(await importJson(root, changed)).toMatchObject({ status: 0, files: kept });
    const { register, findings } = await loadRegister(root, {});
    expect([...findings, ...checkRegister(register, Date.UTC(2026, 8, 1))]).toEqual([]);
  });

  it('is not created if there are teams', async () => {
    const root = testdir({ 'catalog/teams/ours.yaml': 'name: Ours\n' });
    expect(await importJson(root, ...sources)).toMatchObject({ status: 0, records: { team: 0 } });
    expect(readdirSync(join(root, 'catalog/teams'))).toEqual(['ours.yaml']);
    expect(readFileSync(join(root, 'catalog/services/actions.yaml'), 'utf8')).toContain(
      'team: ours\n',
    );
  });

  it('is recognised from a state without owners', async () => {
    const root = await copyImported();
    const path = join(root, '.sitrep-import.json');
    const state = readFileSync(path, 'utf8');
    expect(state).toContain('"owner":"github",');
    writeFileSync(path, state.replaceAll('"owner":"github",', ''));
    renameSync(join(root, team), join(root, 'catalog/teams/platform.yaml'));
    const service = join(root, 'catalog/services/actions.yaml');
    const text = readFileSync(service, 'utf8').replace('team: github', 'team: platform');
    writeFileSync(service, text.replace('tier: 3', 'tier: 1'));
    expect(await importJson(root, ...sources)).toMatchObject({
      status: 0,
      outcomes: { kept: 2, conflict: 0, updated: 0 },
    });
  });
});

it('a removed service that only incidents name does not return', async () => {
  const root = testdir();
  const source = sampleFile('incidents.json');
  await importText(root, source);
  const path = 'catalog/services/actions.yaml';
  rmSync(join(root, path));
  expect(await importJson(root, source)).toMatchObject({
    status: 0,
    files: [{ path, outcome: 'kept' }],
  });
});

describe('an invalid import', () => {
  it.each([
    ['a web page', '<!DOCTYPE html><title>502</title>', /web page/],
    ['half a file', '{"page":{"id":"x"},"incidents":[', /not JSON/],
    ['nothing', '', /empty/],
    ['something else', '{"alerts":[]}', /not from a Statuspage/],
    ['no text', '\u0000\u0001', /not JSON/],
  ])(
    '%s exits with status 2 and one sentence before anything is written',
    async (_, text, sentence) => {
      const root = testdir();
      const path = join(testdir({ 'source.json': text }), 'source.json');
      const { status, stderr, stdout } = await importText(root, sampleFile('incidents.json'), path);
      expect(status).toBe(2);
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
      expect(snapshot(root)).toEqual({});
    },
  );

  it.each([
    [['nowhere.json'], /Cannot read nowhere\.json \(ENOENT\)/],
    [['.'], /\. is not a file/],
    [['ftp://status.example.com/incidents.json'], /not an http or https address/],
    [['http://127.0.0.1:1/incidents.json'], /Cannot fetch/],
    [
      [sampleFile('incidents.json'), '--category', 'softwear'],
      /no category `softwear`[\s\S]*software/,
    ],
  ])('%s', async (args, sentence) => {
    const { status, stderr } = await importText(testdir(), ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  it('is refused while the settings cannot be read, since severities would be the defaults', async () => {
    const settings = 'organisation: {name: Ours}\nseverities: [{id: P1, name: Bad, rank: 1}\n';
    const root = await copyImported();
    writeFileSync(join(root, 'sitrep.yaml'), settings);
    const before = snapshot(root);
    const { status, stderr } = await importText(root, ...sources);
    expect(status).toBe(2);
    expect(stderr).toContain('sitrep.yaml cannot be read');
    expect(snapshot(root)).toEqual(before);
  });

  it('a missing data root', async () => {
    const { status, stderr } = await sitrep(
      testdir(),
      'import',
      'statuspage',
      '--root',
      'gone',
      ...sources,
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/no folder/);
  });

  it.each([
    ['a merge conflict in it', '<<<<<<< ours\n{}'],
    ['an id that leads elsewhere', '{"records":{"service statuspage:x":{"id":"../../x"}}}'],
  ])('a state with %s', async (_, text) => {
    const root = testdir({ '.sitrep-import.json': text });
    const { status, stderr } = await importText(root, ...sources);
    expect(status).toBe(2);
    expect(stderr).toMatch(/is damaged/);
    expect(Object.keys(snapshot(root))).toEqual(['.sitrep-import.json']);
  });

  it('into a folder that is a link out of the data root', async () => {
    const elsewhere = testdir();
    const root = testdir();
    symlinkSync(elsewhere, join(root, '2026'));
    const { status, stderr } = await importText(root, ...sources);
    expect(status).toBe(2);
    expect(stderr).toMatch(/outside the data root/);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('an incident without a valid time is left out and reported, and all others are imported', async () => {
    const root = testdir();
    const changed = changeSample(root, ({ incidents }) => {
      if (incidents[3]) incidents[3].started_at = '2026-08-18 09:36';
    });
    const printed = await importJson(root, changed);
    expect(printed).toMatchObject({
      status: 1,
      records: { incident: 29 },
      findings: [{ level: 'error', pointer: '/incidents/3/started_at' }],
    });
  });
});

/** Starts a local server with these answers and returns its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an address', () => {
  const bounds = { bytes: 1000, redirects: 3, milliseconds: 2000 };

  it('is imported like a file, through a redirect', async () => {
    const text = readFileSync(sampleFile('incidents.json'));
    const address = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
    const printed = await importJson(testdir(), `${address}/old`);
    expect(printed).toMatchObject({ status: 0, records: { incident: 30 } });
  });

  it.each<[string, RequestListener, RegExp]>([
    ['that is not found', (_, response) => response.writeHead(404).end(), /returned 404/],
    [
      'that redirects for ever',
      (_, response) => response.writeHead(302, { location: '/' }).end(),
      /redirects more than 3/,
    ],
    [
      'that redirects to a file',
      (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /is not followed/,
    ],
    ['that answers too much', (_, response) => response.end('x'.repeat(2000)), /larger than/],
    [
      'that answers for ever',
      (_, response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
      /larger than|did not answer/,
    ],
    ['that never answers', () => undefined, /did not answer within/],
    ['that is not text', (_, response) => response.end(Buffer.from([0xff, 0xfe])), /not UTF-8/],
    ['that is packed', (_, response) => response.end(gzipSync('{}')), /compressed \(gzip\)/],
  ])('%s fails with one sentence', async (_, answer, sentence) => {
    const address = await serve(answer);
    await expect(readSource(address, { ...bounds, milliseconds: 500 })).rejects.toThrow(sentence);
  });

  it('is shown without its password', async () => {
    await expect(readSource('http://me:secret@127.0.0.1:1/x', bounds)).rejects.not.toThrow(
      /secret/,
    );
  });
});

describe('a pipe, as of `<(gunzip -c incidents.json.gz)`', () => {
  /** Creates a named pipe with a text. Readers may close it early. */
  const pipe = (text: string): string => {
    const path = join(testdir(), 'pipe');
    execFileSync('mkfifo', [path]);
    void writeFile(path, text).catch(() => undefined);
    return path;
  };

  it('is imported like a file', async () => {
    const path = pipe('{"incidents":[]}');
    expect(await readSource(path)).toEqual({ name: path, text: '{"incidents":[]}' });
  });

  it('that is too large fails with one sentence', async () => {
    const bounds = { bytes: 1000, redirects: 3, milliseconds: 2000 };
    await expect(readSource(pipe('x'.repeat(200_000)), bounds)).rejects.toThrow(/larger than/);
  });
});
