import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../package.ts';
import { commitAll, git, gitdir, sitrep, sitrepWith, testdir } from '../testdir.ts';

const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: Ada}, {handle: grace, name: Grace}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow/incident.md':
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow/timeline.yaml':
    '# by hand\n- {at: 2026-01-14T08:00:00Z, type: detected}\n',
};
const timeline = 'incidents/2026/2026-01-14-slow/timeline';

test('an incident is led from its detection to its end, an entry a file', async () => {
  const folder = testdir(files);
  const run = async (time: string, ...args: string[]) => {
    const ran = await sitrepWith(
      { SITREP_HANDLE: 'ada' },
      folder,
      ...args,
      '--at',
      `2026-01-14T${time}:00Z`,
    );
    expect(ran.stderr).toMatch(/^wrote 2026\/2026-01-14-slow\/timeline\/20260114T/);
    expect(ran.status).toBe(0);
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
  await run('08:20', 'pause', '--reason', 'vendor');
  await run('08:30', 'resume');
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
  expect(update).toMatch(/^20260114T081000Z-update-[0-9a-f]{4}\.yaml$/);
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
  [['ack', '--by', 'nobody'], /The catalogue knows no person nobody/],
  [['assign', '--role', 'commander', '--to', 'grcae'], /Did you mean grace/],
  [['assign', '--role', 'pilot', '--to', 'ada'], /The settings know no role `pilot`/],
  [['reopen', '--reason', 'again'], /reopened/],
  [['pause'], /reason/],
  [['triage', '--impact', 'huge', '--urgency', 'high'], /The settings know no impact `huge`/],
  [['mitigate', '--affects', 'checkout'], /--affects checkout cannot be read/],
  [['mitigate', '--affects', 'checkout=fine'], /--affects: `fine` is none of/],
  [['ack', 'nothing'], /No incident is called nothing/],
  [['ack', '--at', 'yesterday'], /--at yesterday is no instant/],
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

test('responders in clones of their own never conflict', async () => {
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
