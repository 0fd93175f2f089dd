import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { testdir, writeTree } from '../../testing/folder.ts';
import { openCache } from './cache.ts';
import { loadRegister } from './load.ts';
import { findMemory, openMemory } from './memory.ts';
import { readIncident } from './incident.ts';

const incident = (title: string): string =>
  `---\ntitle: ${title}\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\nText of ${title}.\n`;
const timeline =
  '- {at: 2026-01-14T07:00:00Z, type: started}\n- {at: 2026-01-14T08:00:00Z, type: resolved, resolution: fixed}\n';
const folder = '2026/2026-01-14-slow';
const files = {
  'sitrep.yaml': 'organisation: {name: Test}\n',
  'catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  [`${folder}/incident.md`]: incident('Slow'),
  [`${folder}/timeline.yaml`]: timeline,
};

it('folds an incident from its files', async () => {
  const { register, findings } = await loadRegister(testdir(files));
  expect(findings).toEqual([]);
  expect(register.incidents.get('2026-01-14-slow')).toMatchObject({
    title: 'Slow',
    path: folder,
    status: 'resolved',
    entries: 2,
    fragments: 0,
    milestones: { started: Date.parse('2026-01-14T07:00:00Z') },
  });
});

it('reads fragments, each with its file name for an id', async () => {
  const root = testdir({
    ...files,
    [`${folder}/timeline/20260114T073000Z-note-3fa9.yaml`]:
      'at: 2026-01-14T07:30:00Z\ntype: note\nnote: Live\n',
  });
  const { register } = await loadRegister(root);
  const row = register.incidents.get('2026-01-14-slow');
  expect(row).toMatchObject({ entries: 3, fragments: 1 });
  const read = row && readIncident(root, register.settings, row);
  expect(read?.log.map(({ id }) => id)).toEqual([
    undefined,
    '20260114T073000Z-note-3fa9',
    undefined,
  ]);
  expect(read?.record.body?.trim()).toBe('Text of Slow.');
});

it('leaves out what is broken, says why, and reads the rest', async () => {
  const root = testdir({
    ...files,
    '2026/2026-01-15-broken/incident.md': '---\ntitle: [\n---\n',
    '2026/2026-01-15-broken/timeline.yaml': timeline,
    '2026/2026-01-16-no-timeline/incident.md': incident('Other'),
    '2026/2026-01-16-no-timeline/timeline.yaml': '- {at: 2026-01-16T07:00:00, type: started}\n',
    '2026/2026-01-17-half/incident.md': incident('Half'),
    '2026/2026-01-17-half/timeline.yaml': timeline,
    '2026/2026-01-17-half/postmortem.md': 'no front matter',
    '2026/2026-01-18-alone/timeline.yaml': timeline,
    'catalog/services/search.yaml': '',
    'runbooks/big.md': 'x'.repeat(2_000_000),
  });
  symlinkSync('/etc/passwd', join(root, 'runbooks/link.md'));
  mkdirSync(join(root, 'runbooks/folder.md'));
  const { register, findings } = await loadRegister(root);
  expect([...register.incidents.keys()]).toEqual(['2026-01-14-slow', '2026-01-17-half']);
  expect(register.incidents.get('2026-01-17-half')?.postmortem).toBeUndefined();
  const left = register.leftOut.map(({ path }) => path);
  expect(left).toEqual(
    expect.arrayContaining([
      '2026/2026-01-15-broken/incident.md',
      '2026/2026-01-16-no-timeline/timeline.yaml',
      '2026/2026-01-17-half/postmortem.md',
      '2026/2026-01-18-alone',
      'catalog/services/search.yaml',
      'runbooks/big.md',
    ]),
  );
  for (const path of [...left, 'runbooks/link.md']) {
    expect(
      findings.some((finding) => finding.path.startsWith(path)),
      path,
    ).toBe(true);
  }
  expect(JSON.stringify([...register.runbooks.values()])).not.toContain('root:');
});

it('judges where a postmortem stands by the very text that was approved', async () => {
  const postmortem = (approvals: string): string =>
    `---\nauthors: [ada]\nstate: in-review\nroot_causes: [The pool had no bound]\nactions: []\n${approvals}---\nWhat happened.\n`;
  const approve = (by: string, digest: string): string =>
    `approvals: [{by: ${by}, at: 2026-01-20T12:00:00Z, digest: ${digest}}]\n`;
  const root = testdir({
    ...files,
    'catalog/teams/web.yaml':
      'name: Web\nmembers: [{handle: ada, name: Ada}, {handle: grace, name: Grace}]\n',
    [`${folder}/postmortem.md`]: postmortem(''),
  });
  const stand = async () =>
    (await loadRegister(root)).register.incidents.get('2026-01-14-slow')?.postmortem;
  const written = await stand();
  expect(written?.standing).toBe('in-review');
  const digest = written?.digest ?? '';
  writeTree(root, { [`${folder}/postmortem.md`]: postmortem(approve('ada', digest)) });
  expect((await stand())?.standing).toBe('in-review'); // her own
  writeTree(root, { [`${folder}/postmortem.md`]: postmortem(approve('stranger', digest)) });
  expect((await stand())?.standing).toBe('in-review'); // in no team
  writeTree(root, { [`${folder}/postmortem.md`]: postmortem(approve('grace', digest)) });
  expect((await stand())?.standing).toBe('approved');
  const withAction = (done: string): string =>
    postmortem('').replace(
      'actions: []',
      `actions: [{id: a1, title: Bound the pool, type: prevent, owner: ada, due: 2026-03-01${done}}]`,
    );
  writeTree(root, { [`${folder}/postmortem.md`]: withAction('') });
  const planned = (await stand())?.digest;
  writeTree(root, {
    [`${folder}/postmortem.md`]: withAction(', done: 2026-02-20, verified_by: grace'),
  });
  expect((await stand())?.digest, 'doing an action does not undo the approval').toBe(planned);
  writeTree(root, {
    [`${folder}/postmortem.md`]: postmortem(approve('grace', digest)).replace(
      'happened',
      'really happened',
    ),
  });
  expect((await stand())?.standing).toBe('amended');
});

/** Loads with the cache and without, and holds both to be the same; gives how many folders were read anew. */
async function loadBoth(root: string): Promise<number> {
  const cache = openCache(openMemory(root), 'verdicts');
  let read = 0;
  const counted = {
    ...cache,
    set: (...args: Parameters<typeof cache.set>): void => {
      const [, { incident: folded, leftOut }] = args;
      if (folded || leftOut.length > 0) read++;
      cache.set(...args);
    },
  };
  const cached = await loadRegister(root, { cache: counted });
  cache.save();
  const plain = await loadRegister(root);
  expect(cached.register).toEqual(plain.register);
  expect(cached.findings).toEqual(plain.findings);
  return read;
}

it('keeps what did not change, and is never wrong', async () => {
  const other = '2026/2026-01-15-other';
  const root = testdir({
    ...files,
    [`${other}/incident.md`]: incident('Other'),
    [`${other}/timeline.yaml`]: timeline,
  });
  expect(await loadBoth(root)).toBe(2);
  expect(await loadBoth(root)).toBe(0);
  // A byte, with the times and the size of the file as they were.
  const file = join(root, other, 'incident.md');
  const old = new Date('2026-01-01T00:00:00Z');
  utimesSync(file, old, old);
  expect(await loadBoth(root)).toBe(0);
  writeFileSync(file, readFileSync(file, 'utf8').replace('Other', 'Othes'));
  utimesSync(file, old, old);
  expect(await loadBoth(root)).toBe(1);
  // The clock alone changes nothing.
  utimesSync(file, new Date(), new Date());
  expect(await loadBoth(root)).toBe(0);
  // Renaming a folder, adding a file, deleting one.
  renameSync(join(root, other), join(root, '2026/2026-01-15-renamed'));
  expect(await loadBoth(root)).toBe(1);
  writeTree(root, {
    [`${folder}/timeline/a.yaml`]: 'at: 2026-01-14T07:30:00Z\ntype: note\nnote: hm\n',
  });
  expect(await loadBoth(root)).toBe(1);
  rmSync(join(root, folder, 'timeline'), { recursive: true });
  expect(await loadBoth(root)).toBe(1);
  // What is broken is kept as well, and found again.
  writeTree(root, { [`${folder}/timeline.yaml`]: 'at: [' });
  expect(await loadBoth(root)).toBe(1);
  expect(await loadBoth(root)).toBe(0);
  // A record that is a file of its own: right, wrong, and right again.
  const service = 'catalog/services/checkout.yaml';
  for (const text of [
    'name: Till\ntier: 1\nteam: web\n',
    'name: Till\ntier: 9\n',
    files[service],
  ]) {
    writeTree(root, { [service]: text });
    expect(await loadBoth(root)).toBe(0);
    expect(await loadBoth(root)).toBe(0);
  }
  // Settings change what a triage means, so they change everything.
  writeTree(root, { 'sitrep.yaml': 'organisation: {name: Test}\nmatrix: {high: {high: SEV1}}\n' });
  expect(await loadBoth(root)).toBe(2);
});

it('takes a damaged cache, and one of another version, for none', async () => {
  const root = testdir(files);
  expect(await loadBoth(root)).toBe(1);
  const file = join(findMemory(root), 'verdicts');
  const text = readFileSync(file, 'utf8');
  for (const damaged of [
    '',
    'x',
    text.slice(0, 90),
    text.replace(/^./, 'z'),
    `${text.split('\n')[0]}\nnull`,
  ]) {
    writeFileSync(file, damaged);
    expect(await loadBoth(root), damaged.slice(0, 20)).toBe(1);
  }
});

it('does without a cache where its folder cannot be made', async () => {
  const root = testdir(files);
  writeTree(dirname(findMemory(root)), { [basename(findMemory(root))]: 'a file in the way' });
  openMemory(root).forget('verdicts');
  expect(await loadBoth(root)).toBe(1);
  expect(await loadBoth(root)).toBe(1);
});

it('finds attachments that are too large, and takes the incident all the same', async () => {
  const root = testdir({
    ...files,
    [`${folder}/small.png`]: new Uint8Array(10 * 1024 * 1024),
    [`${folder}/large.log`]: new Uint8Array(10 * 1024 * 1024 + 1),
  });
  const { register, findings } = await loadRegister(root);
  expect(findings).toMatchObject([
    { rule: 'file-too-large', level: 'error', path: `${folder}/large.log` },
  ]);
  expect(register.incidents.size).toBe(1);
});

it.each([
  ['100%.png', '`%`', '100-.png'],
  ['%2e%2e%2fother%2fdisk.txt', '`%`', '-2e-2e-2fother-2fdisk.txt'],
  ['r#1.txt', '`#`', 'r-1.txt'],
  ['why?.txt', '`?`', 'why-.txt'],
  ['a\u0007b\u0085c.txt', 'a control character', 'a-b-c.txt'],
  ['sub#1/r.txt', '`#`', 'sub-1'],
])('leaves out %j, whose name changes an address', async (name, character, better) => {
  const root = testdir({ ...files, [`${folder}/${name}`]: 'x' });
  const { register, findings, files: listed } = await loadRegister(root);
  const path = `${folder}/${name.split('/')[0] ?? ''}`;
  expect(findings).toMatchObject([{ rule: 'bad-file-name', level: 'error', path }]);
  expect(findings[0]?.message).toContain(character);
  expect(findings[0]?.help).toBe(`Rename it to \`${better}\`.`);
  expect(register.leftOut).toMatchObject([{ path }]);
  expect(listed).not.toContain(`${folder}/${name}`);
});

it('proposes the offset of the organisation’s zone for a time without one', async () => {
  const root = testdir({
    ...files,
    'sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Berlin}\n',
    [`${folder}/timeline.yaml`]: '- {at: 2026-07-14T10:00:00, type: started}\n',
  });
  const { findings } = await loadRegister(root);
  expect(findings[0]?.help).toContain('`2026-07-14T10:00:00+02:00` in Europe/Berlin');
});

it.each([
  [
    '2026-01-10-a/incident.md',
    "An incident's files must be in `2026/2026-01-10-a/`; they are not read from here.",
    'Move it: mkdir -p 2026 && git mv 2026-01-10-a 2026/2026-01-10-a',
  ],
  [
    '2026/2026-01-10-a/more/timeline.yaml',
    "An incident's files must be in `2026/2026-01-10-a/`; they are not read from here.",
    'Move it: mkdir -p 2026/2026-01-10-a && git mv 2026/2026-01-10-a/more/timeline.yaml 2026/2026-01-10-a/timeline.yaml',
  ],
  [
    '2026/x/y/incident.md',
    "An incident's files must be in `2026/2026-MM-DD-slug/`; they are not read from here.",
    'Move it: mkdir -p 2026/2026-MM-DD-slug && git mv 2026/x/y/incident.md 2026/2026-MM-DD-slug/incident.md',
  ],
  [
    '2026/postmortem.md',
    "An incident's files must be in `2026/2026-MM-DD-slug/`; they are not read from here.",
    'Move it: mkdir -p 2026/2026-MM-DD-slug && git mv 2026/postmortem.md 2026/2026-MM-DD-slug/postmortem.md',
  ],
  [
    'incident.md',
    "An incident's files must be in `YYYY/YYYY-MM-DD-slug/`; they are not read from here.",
    'Move it: mkdir -p YYYY/YYYY-MM-DD-slug && git mv incident.md YYYY/YYYY-MM-DD-slug/incident.md',
  ],
  [
    'a; rm b/incident.md',
    "An incident's files must be in `YYYY/YYYY-MM-DD-slug/`; they are not read from here.",
    'Move it there with `git mv`.',
  ],
  [
    'catalog/sitrep.yaml',
    'The settings must be directly in the data root; they are not read from here.',
    'Move it: git mv catalog/sitrep.yaml sitrep.yaml',
  ],
])('says where %s belongs, as an error', async (path, message, help) => {
  const { findings } = await loadRegister(testdir({ ...files, [path]: 'x' }));
  expect(findings).toEqual([{ rule: 'misplaced-record', level: 'error', path, message, help }]);
});

it('suggests a record’s name for one near to it, and never the very same', async () => {
  const near = ['incidnet.md', 'Timeline.yaml', 'postmorten.md'];
  const root = testdir(Object.fromEntries(near.map((name) => [`${folder}/${name}`, 'x'])));
  const { findings } = await loadRegister(root);
  expect(findings.map(({ level, help }) => [level, help])).toEqual([
    ['warning', 'Did you mean `timeline.yaml`?'],
    ['warning', 'Did you mean `incident.md`?'],
    ['warning', 'Did you mean `postmortem.md`?'],
  ]);
});

it('says how a record is called that ends otherwise', async () => {
  const root = testdir({ ...files, 'catalog/services/shop.yml': 'name: Shop\n' });
  const { findings } = await loadRegister(root);
  expect(findings.map(({ level, help }) => [level, help])).toEqual([
    ['error', 'Rename it: git mv catalog/services/shop.yml catalog/services/shop.yaml'],
  ]);
});
