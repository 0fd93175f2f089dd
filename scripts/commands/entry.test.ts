import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../edges/disk/package.ts';
import { commitAll, git, gitdir, testdir, writeTree } from '../testing/folder.ts';
import { sitrep, sitrepWith } from '../testing/hosts.ts';

const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: Ada}, {handle: grace, name: Grace}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow/incident.md':
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow/timeline.yaml':
    '# by hand\n- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n',
};
const timeline = 'incidents/2026/2026-01-14-slow/timeline';

test('commands lead an incident from detection to end, with one file per entry', async () => {
  const folder = testdir(files);
  let told = '';
  const run = async (time: string, ...args: string[]) => {
    const ran = await sitrepWith(
      { SITREP_HANDLE: 'ada' },
      folder,
      ...args,
      '--at',
      `2026-01-14T${time}:00Z`,
    );
    expect(ran.stderr).toMatch(/^wrote 2026\/2026-01-14-slow\/timeline\/20260114T/m);
    expect(ran.status).toBe(0);
    told = ran.stderr;
    return ran.stdout;
  };
  expect(await run('08:05', 'ack')).toBe(
    '2026-01-14-slow: acknowledged at 2026-01-14 09:05 (Europe/Amsterdam); now acknowledged\n',
  );
  expect(await run('08:06', 'triage', '--impact', 'high', '--urgency', 'high')).toContain(
    'now acknowledged, SEV1',
  );
  await run('08:07', 'assign', '--role', 'commander', '--to', 'grace');
  await run(
    '08:10',
    'update',
    '--audience',
    'public',
    '--status',
    'identified',
    '--note',
    'We know: it is #1 & "all".',
  );
  expect(told).toContain('The incident is internal, so no public page will show this update');
  expect(await run('08:20', 'pause', '--reason', 'vendor')).toMatch(
    /now acknowledged, SEV1, paused$/m,
  );
  expect((await sitrep(folder, 'show')).stdout).toMatch(
    /^status +acknowledged, paused since 2026-01-14 09:20: vendor$/m,
  );
  expect(await run('08:30', 'resume')).toMatch(/now acknowledged, SEV1$/m);
  await run('08:40', 'mitigate', '--affects', 'checkout=degraded');
  expect(await run('08:50', 'resolve', '--resolution', 'rolled-back')).toContain(
    'now resolved, SEV1',
  );
  expect(readFileSync(join(folder, 'incidents/2026/2026-01-14-slow/timeline.yaml'), 'utf8')).toBe(
    files['incidents/2026/2026-01-14-slow/timeline.yaml'],
  );
  const names = readdirSync(join(folder, timeline)).sort();
  expect(names).toHaveLength(8);
  const update = names.find((name) => name.includes('update')) ?? '';
  expect(update).toMatch(/^20260114T081000Z-update-[0-9a-f]{8}\.yaml$/);
  expect(parse(readFileSync(join(folder, timeline, update), 'utf8'))).toEqual({
    at: '2026-01-14T08:10:00Z',
    type: 'update',
    by: 'ada',
    audience: 'public',
    status: 'identified',
    note: 'We know: it is #1 & "all".',
  });
  const { status, stdout } = await sitrep(folder, 'validate', '--at', '2026-01-14T09:00:00Z');
  expect([status, stdout]).toEqual([0, expect.stringContaining('no errors')]);
});

test.each([
  [['ack', '--by', 'nobody'], /The catalog has no person nobody/],
  [['assign', '--role', 'commander', '--to', 'grcae'], /Did you mean grace/],
  [['assign', '--role', 'pilot', '--to', 'ada'], /`pilot` is not a known role/],
  [['reopen', '2026-01-14', '--reason', 'again'], /reopened/],
  [['pause'], /reason/],
  [['triage', '--impact', 'huge', '--urgency', 'high'], /`huge` is not a known impact/],
  [['mitigate', '--affects', 'checkout'], /Cannot read `--affects checkout`/],
  [['mitigate', '--affects', 'checkout=fine'], /--affects: `fine` is not one of/],
  [['ack', 'nothing'], /No incident is called nothing/],
  [['reopen'], /Name the incident to reopen/],
  [['resume'], /The clock is not paused\.\n {2}See the timeline: `sitrep show 2026-01-14-slow`/],
  [['assign', '--to', 'ada'], /--role or --task is missing.*\n.*commander/],
  [['assign', '--role', 'commander', '--to', 'xyz'], /It has ada, grace, web/],
  [
    ['triage', '--impact', 'high', '--urgency', 'high', '--severity', 'SEV3'],
    /--reason is missing/,
  ],
  [['note', 'The gates are open'], /Put text after --note/],
  [['merge', '--into', 'slow'], /Cannot merge 2026-01-14-slow into itself/],
  [['ack', '--at', 'yesterday'], /Cannot read `yesterday` as a time/],
  [['update', '--audience', 'public', '--note', ' \t '], /--note: The text is empty/],
  [['ack', '--note', '  '], /--note: /],
  [['pause', '--reason', '    '], /--reason: /],
  [['escalate', '--to', 'web', '--note', '  '], /--note: /],
])('%j writes nothing, and ends with 2 and one clear sentence', async (args, message) => {
  const folder = testdir(files);
  const { status, stdout, stderr } = await sitrep(
    folder,
    ...args,
    ...(args.includes('--at') ? [] : ['--at', '2026-01-14T08:05:00Z']),
  );
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([2, '']);
  expect(readdirSync(join(folder, 'incidents/2026/2026-01-14-slow'))).not.toContain('timeline');
});

test('says what it would write, prints JSON that holds to its schema, and takes "10 minutes ago"', async () => {
  const folder = testdir(files);
  const dry = await sitrep(
    folder,
    'note',
    '--note',
    'x',
    '--dry-run',
    '--json',
    '--at',
    '10 minutes ago',
  );
  const output = JSON.parse(dry.stdout) as { entry: { at: string } };
  const schema = readFileSync(join(packageRoot, 'schemas/output/entry.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
  const ago = Date.now() - Date.parse(output.entry.at);
  expect(ago).toBeGreaterThan(9.9 * 60_000);
  expect(ago).toBeLessThan(11 * 60_000);
  expect(readdirSync(join(folder, 'incidents/2026/2026-01-14-slow'))).not.toContain('timeline');
});

test('responders in their own clones never conflict', async () => {
  const origin = gitdir(files);
  const branches = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const clone = join(testdir(), 'clone');
      git(origin, ['clone', '--quiet', origin, clone]);
      git(clone, ['checkout', '--quiet', '-b', `r${index}`]);
      await sitrep(clone, 'note', '--note', `Seen by ${index}`, '--at', '2026-01-14T08:05:00Z');
      commitAll(clone);
      git(clone, ['push', '--quiet', 'origin', `r${index}`]);
      return `r${index}`;
    }),
  );
  for (const branch of branches) git(origin, ['merge', '--quiet', '--no-edit', branch]);
  const { stdout } = await sitrep(origin, 'show', '--json');
  const { timeline: entries } = JSON.parse(stdout) as { timeline: { note?: string }[] };
  expect(
    entries
      .map(({ note }) => note)
      .filter((note) => note?.startsWith('Seen'))
      .sort(),
  ).toEqual(branches.map((_, index) => `Seen by ${index}`));
});

test.each([
  ['another incident', '../2026-01-13-other/timeline'],
  ['a folder elsewhere', '../../../elsewhere'],
])('nothing is read or written through a timeline that is a link to %s', async (_, target) => {
  const entry = 'at: 2026-01-14T08:01:00Z\ntype: note\nnote: not yours\n';
  const name = '20260114T080100Z-note-abcd.yaml';
  const other = 'incidents/2026/2026-01-13-other';
  const folder = testdir({
    ...files,
    [`${other}/timeline.yaml`]: '- {at: 2026-01-13T08:00:00Z, type: detected}\n',
    [`${other}/timeline/${name}`]: entry,
    [`elsewhere/${name}`]: entry,
  });
  symlinkSync(target, join(folder, timeline));
  const run = async (...args: string[]) => sitrep(folder, ...args, '--by', 'ada', '--quiet');
  const noted = await run('note', '2026-01-14-slow', '--note', 'x');
  expect(noted.status).toBe(2);
  expect(noted.stderr).toMatch(/is a link/);
  expect((await sitrep(folder, 'show', '2026-01-14-slow')).stdout).not.toContain('not yours');
  await run('resolve', '2026-01-14-slow', '--resolution', 'fixed');
  await run('close', '2026-01-14-slow');
  for (const place of [`${other}/timeline`, 'elsewhere'])
    expect(readdirSync(join(folder, place))).toEqual([name]);
  expect(readFileSync(join(folder, `${timeline}.yaml`), 'utf8')).not.toContain('not yours');
});

test('if several are live, none is ended by a guess, and part of an id lists live ones first', async () => {
  const folder = testdir({
    ...files,
    ...another('2026-01-15-slow-again', '- {at: 2026-01-15T08:00:00Z, type: started}\n'),
    ...another(
      '2026-01-13-slow-before',
      '- {at: 2026-01-13T08:00:00Z, type: detected, affects: {checkout: degraded}}\n- {at: 2026-01-13T09:00:00Z, type: resolved, resolution: fixed}\n',
    ),
  });
  for (const args of [['resolve'], ['cancel', '--reason', 'x'], ['merge', '--into', 'before']]) {
    const { status, stderr } = await sitrep(folder, ...args);
    expect([status, stderr.split('\n').slice(0, 3)]).toEqual([
      2,
      [
        'sitrep: 2 incidents are live: name the one you mean.',
        '  2026-01-15-slow-again  Slow payments (open)',
        '  2026-01-14-slow  Slow payments (open)',
      ],
    ]);
  }
  const { stderr } = await sitrep(folder, 'ack', 'slow');
  expect(stderr).toMatch(/match slow:\n.*slow-again.*\n.*2026-01-14-slow .*\n.*before.*resolved/);
  const merged = await sitrep(folder, 'merge', '2026-01-14', '--into', 'again');
  expect(merged.status).toBe(0);
  const circle = await sitrep(folder, 'merge', '2026-01-15', '--into', '2026-01-14');
  expect(circle.stderr).toContain('is already merged.\n  Use --into 2026-01-15-slow-again');
  const early = await sitrep(folder, 'mitigate', 'again', '--at', '2026-01-15T07:00:00Z');
  expect(early.stderr).toContain('--at 2026-01-15 08:00 (Europe/Amsterdam): ');
});

test('reopen without an id lists the incidents that ended last', async () => {
  const end = (at: string, how: string): string =>
    `- {at: 2026-01-0${at}T08:00:00Z, type: detected, affects: {checkout: degraded}}\n- {at: 2026-01-0${at}T09:00:00Z, ${how}}\n`;
  const resolved = 'type: resolved, resolution: fixed';
  const folder = testdir({
    ...files,
    ...another('2026-01-02-cancelled', end('2', 'type: cancelled, reason: A probe')),
    ...another('2026-01-03-third', end('3', resolved)),
    ...another('2026-01-04-second', end('4', resolved)),
    ...another('2026-01-05-first', end('5', resolved)),
  });
  const { stderr } = await sitrep(folder, 'reopen');
  expect(stderr.match(/2026-01-0\S+/g)).toEqual([
    '2026-01-05-first',
    '2026-01-04-second',
    '2026-01-03-third',
  ]);
});

const ack = 'at: 2026-01-14T08:10:00Z\ntype: acknowledged\n';
test.each([
  [
    ['resolve', '--at', '2026-01-14T08:05:00Z'],
    '--at 2026-01-14 09:05 (Europe/Amsterdam): With this entry, the `acknowledged` of 2026-01-14 09:10 (Europe/Amsterdam) would no longer fit: ',
  ],
  [
    ['cancel', '--reason', 'A probe', '--at', '2026-01-14T08:05:00Z'],
    'With this entry, the `acknowledged` of 2026-01-14 09:10',
  ],
  [
    ['change', '--ref', 'flag=x', '--at', '2026-01-13T10:00:00Z'],
    'With this entry, 2026/2026-01-14-slow/incident.md would be wrong: The folder name says 2026-01-14, but ',
  ],
  [
    ['note', '--note', 'x', '--at', '2020-01-01T00:00:00Z'],
    '--at 2020-01-01 01:00 (Europe/Amsterdam): With this entry, 2026/2026-01-14-slow/incident.md would',
  ],
])('%j is refused, since what comes later would no longer fit', async (args, message) => {
  const name = '20260114T081000Z-acknowledged-abcd.yaml';
  const folder = testdir({ ...files, [`${timeline}/${name}`]: ack });
  const { status, stderr } = await sitrep(folder, ...args);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(readdirSync(join(folder, timeline))).toEqual([name]);
});

test('earlier errors do not prevent an entry', async () => {
  const folder = testdir({
    ...files,
    [`${timeline}/20260114T080500Z-resolved-abcd.yaml`]:
      'at: 2026-01-14T08:05:00Z\ntype: resolved\nresolution: fixed\n',
    [`${timeline}/20260114T081000Z-acknowledged-abcd.yaml`]: ack,
  });
  // The state in which the wrong entry stands is another with it; the entry is as wrong as before.
  for (const args of [
    ['note', 'slow', '--note', 'x', '--at', '2026-01-14T08:07:00Z'],
    ['close', 'slow', '--at', '2026-01-14T08:20:00Z', '--dry-run'],
    ['reopen', 'slow', '--reason', 'again', '--at', '2026-01-14T08:15:00Z'],
  ]) {
    const { status, stderr } = await sitrep(folder, ...args);
    if (args[0] === 'close')
      expect(stderr).toContain('timeline.yaml: `acknowledged` is not valid here');
    else expect([status, stderr]).toEqual([0, expect.stringMatching(/^wrote /)]);
  }
});

test('a false alarm is folded too, and a broken file is named', async () => {
  const folder = testdir(files);
  await sitrep(folder, 'cancel', '--reason', 'A probe', '--at', '2026-01-14T08:05:00Z');
  const broken = '20260114T080200Z-note-abcd.yaml';
  writeTree(folder, { [`${timeline}/${broken}`]: 'at: [\n' });
  const shown = await sitrep(folder, 'show', 'slow');
  expect(shown.stderr).toContain(`timeline/${broken} has errors`);
  expect((await sitrep(folder)).stderr).toBe('1 error in the records. Run `sitrep validate`.\n');
  const refused = await sitrep(folder, 'close', 'slow');
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining(`${broken}: `)]);
  rmSync(join(folder, timeline, broken));
  const { stdout } = await sitrep(folder, 'close', 'slow');
  expect(stdout).toBe('2026-01-14-slow: cancelled; 1 entry folded into timeline.yaml\n');
  expect(readdirSync(join(folder, timeline))).toEqual(['.gitkeep']);
  writeTree(folder, { 'incidents/sitrep.yaml': 'organisation: [\n' });
  expect((await sitrep(folder)).stderr).toContain('SLA targets and the time zone may be wrong');
});

function another(id: string, timelineText: string): Record<string, string> {
  return {
    [`incidents/2026/${id}/incident.md`]: files['incidents/2026/2026-01-14-slow/incident.md'],
    [`incidents/2026/${id}/timeline.yaml`]: timelineText,
  };
}
