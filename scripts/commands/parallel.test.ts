import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadRegister } from '../edges/disk/load.ts';
import { git, gitdir, sitrep, testdir } from '../testing/folder.ts';
import { prepareEntry } from '../change/entry.ts';
import { writeFiles } from '../deliver/files.ts';
import { readIncident } from '../edges/disk/incident.ts';

const id = '2026-01-14-slow';
const folder = `incidents/2026/${id}`;
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [`${folder}/incident.md`]:
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  [`${folder}/timeline.yaml`]: '# by hand\n- {at: 2026-01-14T08:00:00Z, type: detected}\n',
};
const start = Date.parse('2026-01-14T08:05:00Z');
const words = (index: number): string => `Seen by ${index}: "it's #${index}", & more`;

function makeRemote(): string {
  const origin = gitdir(files);
  const bare = join(testdir(), 'incidents.git');
  git(origin, ['clone', '--quiet', '--bare', origin, bare]);
  return bare;
}

const settings = ['user.name=Test', 'user.email=test@example.com', 'gc.auto=0'];

/** Runs git without waiting for it: a hundred clones want both cores. */
async function gitSoon(place: string, ...args: string[]): Promise<void> {
  const set = settings.flatMap((setting) => ['-c', setting]);
  await promisify(execFile)('git', [...set, ...args], { cwd: place });
}

async function clone(bare: string): Promise<string> {
  const place = join(testdir(), 'clone');
  // Without the sample hooks, of which a hundred copies are slow; and as over a network, since a copy
  // of the remote's files meets with what another's push has under way and takes away again.
  await gitSoon(bare, 'clone', '--quiet', '--no-local', '--template=', bare, place);
  return place;
}

/** Commits everything there, and pushes it as a branch. */
async function propose(place: string, branch: string): Promise<void> {
  await gitSoon(place, 'add', '--all');
  await gitSoon(place, 'commit', '--quiet', '--message', `Proposed on ${branch}`);
  await gitSoon(place, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
}

/** Does it for all, a few at a time. */
async function forEach<T>(all: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: 4 }, work));
}

/** Does what the command does, in this process. */
async function append(place: string, index: number): Promise<void> {
  const root = join(place, 'incidents');
  const { register } = await loadRegister(root);
  const incident = register.incidents.get(id);
  if (!incident) throw new Error('The incident is not there.');
  const at = new Date(start + index * 1000).toISOString().replace('.000Z', 'Z');
  const entry = { at, type: 'note', note: words(index) } as const;
  const prepared = prepareEntry(root, register, incident, entry, start + index * 1000);
  await writeFiles(root, prepared.change.files);
}

/** Merges as GitHub's button does, without a work tree: the conflicts, or the new head of main. */
function mergeOnServer(bare: string, branch: string): { conflict: string } | { head: string } {
  const merged = spawnSync('git', ['merge-tree', '--write-tree', 'main', branch], {
    cwd: bare,
    encoding: 'utf8',
  });
  if (merged.status !== 0) return { conflict: merged.stdout };
  const tree = merged.stdout.trim();
  const parents = ['-p', 'main', '-p', branch];
  const head = git(bare, ['commit-tree', tree, ...parents, '-m', `Merge ${branch}`]).trim();
  git(bare, ['update-ref', 'refs/heads/main', head]);
  return { head };
}

async function readNotes(place: string): Promise<(string | undefined)[]> {
  const root = join(place, 'incidents');
  const { register, findings } = await loadRegister(root);
  expect(findings).toEqual([]);
  const incident = register.incidents.get(id);
  const log = incident && readIncident(root, register.settings, incident)?.log;
  return (log ?? []).filter(({ entry }) => entry.type === 'note').map(({ entry }) => entry.note);
}

test('a hundred responders in their own clones merge without conflicts, in both ways', async () => {
  const bare = makeRemote();
  const responders = Array.from({ length: 100 }, (_, index) => index);
  const branches = responders.map((index) => `responder-${index}`);
  await forEach(responders, async (index) => {
    const place = await clone(bare);
    if (index % 25 === 0) {
      // Some by the real command; the others by the same function.
      const at = new Date(start + index * 1000).toISOString();
      const ran = await sitrep(place, 'note', id, '--note', words(index), '--at', at);
      expect(ran.status, ran.stderr).toBe(0);
    } else await append(place, index);
    await propose(place, branches[index] ?? '');
  });

  const person = await clone(bare);
  const base = git(bare, ['rev-parse', 'main']).trim();
  for (const branch of branches) git(person, ['merge', '--quiet', '--no-edit', `origin/${branch}`]);
  const expected = branches.map((_, index) => words(index));
  expect(await readNotes(person)).toEqual(expected);

  for (const branch of branches) expect(mergeOnServer(bare, branch)).toHaveProperty('head');
  expect(git(bare, ['rev-parse', 'main']).trim()).not.toBe(base);
  const merged = await clone(bare);
  expect(await readNotes(merged)).toEqual(expected);
  const trees = [person, merged].map((place) => git(place, ['rev-parse', 'HEAD^{tree}']));
  expect(trees[0]).toBe(trees[1]);
  expect(git(bare, ['fsck', '--strict'])).toBe('');
  const { stdout } = await sitrep(merged, 'show', id, '--json');
  expect((JSON.parse(stdout) as { timeline: unknown[] }).timeline).toHaveLength(1 + 100);
});

/** Lets two clones write into one file, and returns whether the second can be merged. */
async function mergeBoth(name: string, texts: readonly string[]): Promise<object[]> {
  const bare = makeRemote();
  const merged = [];
  for (const [index, text] of texts.entries()) {
    const place = await clone(bare);
    git(place, [
      'switch',
      '--quiet',
      '--detach',
      git(bare, ['rev-list', '--max-parents=0', 'main']).trim(),
    ]);
    mkdirSync(join(place, folder, 'timeline'), { recursive: true });
    writeFileSync(join(place, folder, name), text, { flag: 'a' });
    await propose(place, `branch-${index}`);
    merged.push(mergeOnServer(bare, `branch-${index}`));
  }
  return merged;
}

test('two people who append to one file conflict, which is why each entry has its own', async () => {
  const texts = ['one', 'two'].map((n) => `- {at: 2026-01-14T08:10:00Z, type: note, note: ${n}}\n`);
  const [first, second] = await mergeBoth('timeline.yaml', texts);
  expect(first).toHaveProperty('head');
  expect(second).toHaveProperty('conflict');
});

test('two entry files with one name are a visible conflict, or one entry', async () => {
  const name = 'timeline/20260114T081000Z-note-aaaa.yaml';
  const texts = ['one', 'two'].map((n) => `at: 2026-01-14T08:10:00Z\ntype: note\nnote: ${n}\n`);
  const [, second] = await mergeBoth(name, texts);
  expect(second).toHaveProperty('conflict');
  const [, same] = await mergeBoth(name, [texts[0] ?? '', texts[0] ?? '']);
  expect(same).toHaveProperty('head');
});
