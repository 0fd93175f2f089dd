import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadRegister } from '../edges/disk/load.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import type { Incident, Register } from '../model/register/register.ts';
import { commitAll, git, gitdir, testdir } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';
import { prepareEntry } from '../change/entry.ts';
import { type Change } from '../change/change.ts';
import { prepareClosing } from '../change/closing.ts';
import { writeFiles } from '../deliver/files.ts';
import { readIncident } from '../edges/disk/incident.ts';

const slow = '2026-01-14-slow';
const next = '2026-01-15-again';
const record = (title: string): string =>
  `---\ntitle: ${title}\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n`;
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [`incidents/2026/${slow}/incident.md`]: record('Slow payments'),
  [`incidents/2026/${slow}/timeline.yaml`]:
    '# by hand\n- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n',
};

/** Makes a change of the data root, from what stands there, and commits it. */
async function change(
  place: string,
  id: string,
  prepare: (root: string, register: Register, incident: Incident) => Change,
): Promise<void> {
  const root = join(place, 'incidents');
  const { register } = await loadRegister(root);
  const incident = register.incidents.get(id);
  if (!incident) throw new Error(`${id} is not there.`);
  await writeFiles(root, prepare(root, register, incident).files);
  commitAll(place);
}

async function append(place: string, id: string, ...entries: Entry[]): Promise<void> {
  for (const entry of entries) {
    await change(
      place,
      id,
      (root, register, incident) =>
        prepareEntry(root, register, incident, entry, Date.parse(entry.at)).change,
    );
  }
}

async function close(place: string, id: string, at: string): Promise<void> {
  const entry: Entry = { at, type: 'closed', by: 'ada' };
  await change(
    place,
    id,
    (root, register, incident) =>
      prepareClosing(root, register, incident, entry, Date.parse(at)).change,
  );
}

/** An action in an incident, with its day. */
const work = (day: string): Entry[] => [
  { at: `${day}T08:05:00Z`, type: 'acknowledged', by: 'ada' },
  { at: `${day}T08:06:00Z`, type: 'triaged', by: 'ada', impact: 'high', urgency: 'high' },
  { at: `${day}T08:20:00Z`, type: 'note', by: 'ada', note: 'It is the connection pool again.' },
  { at: `${day}T09:00:00Z`, type: 'resolved', by: 'ada', resolution: 'fixed' },
];
const late: Entry[] = [
  { at: '2026-01-14T08:30:00Z', type: 'note', by: 'ada', note: 'Late, from a train.' },
  { at: '2026-01-14T10:30:00Z', type: 'finding', by: 'ada', note: 'The pool had no bound.' },
];

/** Merges both ways round, as git does and as GitHub's button does; both must say the same. */
function merge(place: string, one: string, other: string): void {
  const trees = [
    [one, other],
    [other, one],
  ].map((both) => {
    const merged = spawnSync('git', ['merge-tree', '--write-tree', ...both], {
      cwd: place,
      encoding: 'utf8',
    });
    expect(merged.stdout).toMatch(/^[0-9a-f]{40}\n$/);
    return merged.stdout.trim();
  });
  expect(trees[0]).toBe(trees[1]);
  git(place, ['switch', '--quiet', '--detach', one]);
  git(place, ['merge', '--quiet', '--no-edit', other]);
  expect(git(place, ['rev-parse', 'HEAD^{tree}']).trim()).toBe(trees[0]);
}

async function readTypes(place: string, id: string): Promise<string[]> {
  const root = join(place, 'incidents');
  const { register, findings } = await loadRegister(root);
  expect(findings).toEqual([]);
  const incident = register.incidents.get(id);
  const read = incident && readIncident(root, register.settings, incident);
  expect(read?.issues).toEqual([]);
  return (read?.log ?? []).map(({ entry }) => entry.type);
}

const all = [
  ...['detected', 'acknowledged', 'triaged', 'note', 'note'],
  ...['resolved', 'closed', 'finding'],
];

/** A repository with entries on a branch `late`, while `main` may have more commits. */
async function startBoth(from: Record<string, string> = files): Promise<string> {
  const place = gitdir(from);
  await append(place, slow, ...work('2026-01-14'));
  git(place, ['branch', 'late']);
  await close(place, slow, '2026-01-14T10:00:00Z');
  git(place, ['switch', '--quiet', 'late']);
  await append(place, slow, ...late);
  git(place, ['switch', '--quiet', 'main']);
  return place;
}

test('entries that arrive during closing are kept once each, and the next closing folds them', async () => {
  const place = await startBoth();
  expect(await readTypes(place, slow)).toEqual(all.filter((type, index) => index !== 4 && index !== 7)); // prettier-ignore
  merge(place, 'main', 'late');
  expect(await readTypes(place, slow)).toEqual(all);
  await close(place, slow, '2026-01-15T10:00:00Z');
  expect(await readTypes(place, slow)).toEqual(all);
  const left = readdirSync(join(place, `incidents/2026/${slow}/timeline`));
  expect(left.filter((name) => name.endsWith('.yaml'))).toEqual([]);
});

test('a late entry stays in its incident, even if the next one has similar entries', async () => {
  const place = await startBoth();
  // To git, the files that went and those that came look like one folder that was renamed.
  await startNext(place);
  merge(place, 'main', 'late');
  expect(await readTypes(place, slow)).toEqual(all);
  expect(await readTypes(place, next)).toEqual(['detected', ...work('').map(({ type }) => type)]);
  for (const renames of ['true', 'false', 'conflict']) {
    const set = ['-c', `merge.directoryRenames=${renames}`];
    const tree = git(place, [...set, 'merge-tree', '--write-tree', 'main', 'late']).trim();
    expect(tree).toBe(git(place, ['rev-parse', 'HEAD^{tree}']).trim());
  }
});

async function startNext(place: string): Promise<void> {
  const more = gitdir({
    [`incidents/2026/${next}/incident.md`]: record('Slow again'),
    [`incidents/2026/${next}/timeline.yaml`]:
      '- {at: 2026-01-15T08:00:00Z, type: detected, affects: {checkout: degraded}}\n',
  });
  git(place, ['fetch', '--quiet', more, 'main']);
  git(place, ['merge', '--quiet', '--no-edit', '--allow-unrelated-histories', 'FETCH_HEAD']);
  await append(place, next, ...work('2026-01-15'));
}

test('an incident with only entry files closes and merges like any other', async () => {
  const first = `incidents/2026/${slow}/timeline.yaml`;
  const { [first]: _timeline, ...without } = files;
  const list =
    '- at: 2026-01-14T08:00:00Z\n  type: detected\n  by: ada\n  affects:\n    checkout: degraded\n';
  const place = await startBoth({
    ...without,
    [`incidents/2026/${slow}/timeline/20260114T080000Z-detected-aaaa.yaml`]: list,
  });
  merge(place, 'main', 'late');
  expect(await readTypes(place, slow)).toEqual(all);
});

test('editing an entry file while someone else folds it is a visible conflict', async () => {
  const place = await startBoth();
  git(place, ['switch', '--quiet', 'late']);
  const folder = join(place, `incidents/2026/${slow}/timeline`);
  const name = readdirSync(folder).find((file) => file.includes('note')) ?? '';
  const text = readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, name), text.replace('again', 'once more'));
  commitAll(place);
  const merged = spawnSync('git', ['merge-tree', '--write-tree', 'main', 'late'], { cwd: place });
  expect(merged.status).toBe(1);
});

test('the same by the commands, from two clones of one remote', async () => {
  const origin = gitdir(files);
  const bare = join(testdir(), 'incidents.git');
  git(origin, ['clone', '--quiet', '--bare', origin, bare]);
  const clone = (): string => {
    const place = join(testdir(), 'clone');
    git(bare, ['clone', '--quiet', bare, place]);
    git(place, ['config', 'user.name', 'Test']);
    git(place, ['config', 'user.email', 'test@example.com']);
    return place;
  };
  const run = async (place: string, ...args: string[]): Promise<void> => {
    const { status, stderr } = await sitrep(place, ...args);
    expect(status, stderr).toBe(0);
  };
  const [one, other] = [clone(), clone()];
  await run(one, 'resolve', '--at', '2026-01-14T09:00:00Z', '--push');
  git(other, ['pull', '--quiet']);
  await Promise.all([
    run(one, 'close', slow, '--at', '2026-01-14T10:00:00Z', '--push'),
    run(other, 'note', slow, '--note', 'Late', '--at', '2026-01-14T08:30:00Z', '--push'),
  ]);
  const whole = ['detected', 'note', 'resolved', 'closed'];
  const third = clone();
  expect(await readTypes(third, slow)).toEqual(whole);
  await run(third, 'close', slow, '--at', '2026-01-14T11:00:00Z', '--push');
  git(other, ['pull', '--quiet']);
  expect(await readTypes(other, slow)).toEqual(whole);
  expect(existsSync(join(other, `incidents/2026/${slow}/timeline.yaml`))).toBe(true);
  expect(git(bare, ['fsck', '--strict'])).toBe('');
});
