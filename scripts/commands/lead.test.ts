import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../edges/disk/package.ts';
import { testdir, type Ran } from '../testing/folder.ts';
import { sitrep, sitrepWith } from '../testing/hosts.ts';

const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test, timezone: Europe/Amsterdam}\nsla: [{effective: 2025-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m, resolve: 4h, postmortem: 7d}}}]\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmembers: [{handle: ada, name: Ada}, {handle: grace, name: Grace}]\nmanager: grace\nrotation: {timezone: Europe/Amsterdam, handover: "09:00", order: [ada], start: 2026-01-05, length: 1w}\nescalation: [{after: 10m, notify: on-call, kind: functional}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/runbooks/restart-workers.md':
    '---\ntitle: Restart the workers\nservices: [checkout]\nowner: web\nreviewed: 2026-01-01 # read\nreview_every: 90d\n---\n\n1. Restart.\n',
  'incidents/2026/2026-01-02-slow-payments/incident.md':
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-02-slow-payments/timeline.yaml':
    '- {at: 2026-01-02T08:00:00Z, type: started, affects: {checkout: degraded}}\n- {at: 2026-01-02T08:01:00Z, type: detected}\n- {at: 2026-01-02T08:02:00Z, type: triaged, impact: high, urgency: high}\n- {at: 2026-01-02T09:00:00Z, type: resolved, resolution: rolled-back, note: Took the deploy back.}\n- {at: 2026-01-02T10:00:00Z, type: closed}\n',
  'incidents/2026/2026-01-02-slow-payments/postmortem.md':
    '---\nauthors: [ada]\nstate: in-review\nroot_causes: [A deploy opened too many connections.]\nactions:\n  # the first\n  - {id: bound, title: Bound the pool at 40, type: prevent, owner: ada, due: 2026-01-10} # soon\n---\n\nText.\n',
};

function holdsTo(name: string, text: string): unknown {
  const path = join(packageRoot, `schemas/output/${name}.schema.json`);
  const validate = new Ajv2020({ allErrors: true }).compile(
    JSON.parse(readFileSync(path, 'utf8')) as object,
  );
  const value: unknown = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

/** A folder, and the command in it as Ada would run it, at minutes past eight in UTC. */
function begin(): { folder: string; run: (minute: number, ...args: string[]) => Promise<Ran> } {
  const folder = testdir(files);
  const run = (minute: number, ...args: string[]): Promise<Ran> =>
    sitrepWith(
      { SITREP_HANDLE: 'ada' },
      folder,
      ...args,
      '--at',
      `2026-01-14T08:${String(minute).padStart(2, '0')}:00Z`,
    );
  return { folder, run };
}

const filing = [
  ...['new', '--title', 'Payments are slow again', '--services', 'checkout', '--impact', 'high'],
  ...['--urgency', 'high', '--channel', 'monitoring', '--since', '2026-01-14T08:40:00+01:00'],
];
const id = '2026-01-14-payments-are-slow-again';
const place = `incidents/2026/${id}`;

test('an incident from opening to postmortem, and every record stays valid', async () => {
  const { folder, run } = begin();
  const filed = await run(0, ...filing);
  expect(filed.stdout).toBe(
    `${id}: Payments are slow again (open, SEV1)\n` +
      'Similar incidents:\n  2026-01-02-slow-payments  Slow payments\n      resolved by: rolled-back: Took the deploy back.\n' +
      'Matching runbooks:\n  restart-workers  Restart the workers\n' +
      `Next:\n  sitrep note ${id} --affects checkout=degraded, or none\n  sitrep ack ${id}\n  sitrep assign ${id} --role commander --to …\n  on call: ada (web)\n`,
  );
  expect(parse(readFileSync(join(folder, place, 'timeline.yaml'), 'utf8'))).toEqual([
    { at: '2026-01-14T07:40:00Z', type: 'started', by: 'ada' },
    { at: '2026-01-14T08:00:00Z', type: 'detected', by: 'ada' },
    { at: '2026-01-14T08:00:00Z', type: 'triaged', impact: 'high', urgency: 'high', by: 'ada' },
  ]);
  await run(2, 'ack');
  const called = await run(3, 'escalate', '--to', 'grace', '--kind', 'hierarchical');
  expect(called.stdout).toContain(`${id}: escalated at 2026-01-14 09:03`);
  const task = ['task', 'add', '--title', 'Raise the pool limit', '--assignee', 'grace'];
  expect(holdsTo('edit', (await run(4, ...task, '--json')).stdout)).toMatchObject({ record: id });
  expect(holdsTo('task', (await run(4, 'task', '--json')).stdout)).toMatchObject({
    tasks: [{ id: 'raise-the-pool-limit', assignee: 'grace' }],
  });
  await run(6, 'task', 'done', 'raise-the-pool-limit');
  await run(7, 'change', '--ref', 'deploy=checkout-12,flag=static', '--note', 'Switched');
  await run(8, 'finding', '--note', 'The pool was full. It had not been bounded.');
  const view = await run(9, '--json');
  expect(holdsTo('overview', view.stdout)).toMatchObject({
    for: 'ada',
    open: [{ id, severity: 'SEV1' }],
    deadlines: [{ key: 'resolve', due: '2026-01-14T12:00:00Z' }],
    on_call: [{ team: 'web', handle: 'ada' }],
    due: [{ kind: 'action', title: 'Bound the pool at 40', overdue: true }],
  });
  const resolve = ['resolve', '--resolution', 'rolled-back'];
  const refused = await run(10, ...resolve);
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining('Add `--affects checkout=degraded`, or `--affects none`'),
  ]);
  await run(10, ...resolve, '--affects', 'checkout=degraded');
  const before = JSON.parse((await run(11, 'show', id, '--json')).stdout) as { timeline: object[] };
  const closed = await run(12, 'close', '--json');
  expect(holdsTo('close', closed.stdout)).toMatchObject({ status: 'closed', folded: 6 });
  expect(readdirSync(join(folder, place, 'timeline'))).toEqual(['.gitkeep']);
  const after = JSON.parse((await run(12, 'show', id, '--json')).stdout) as typeof before;
  const strip = (list: object[]): object[] => list.map((entry) => ({ ...entry, path: '' }));
  expect(strip(after.timeline.slice(0, -1))).toEqual(strip(before.timeline));
  expect((await run(13, 'close', id)).stderr).toContain('all its entries are in timeline.yaml');
  await run(14, 'postmortem', id);
  const draft = readFileSync(join(folder, place, 'postmortem.md'), 'utf8');
  expect(draft).toContain('detection: Monitoring noticed it 20 min after it began.');
  expect(draft).toContain('Why did it happen? The pool was full.');
  expect(draft).toContain('| resolved | 2026-01-14 09:10 | 8 min |');
  expect(draft).toMatch(/- Ada\n {2}- 08:40 started/);
  const again = await run(15, 'postmortem', id);
  expect([again.status, again.stderr]).toEqual([
    2,
    expect.stringContaining('postmortem.md already exists'),
  ]);
  await run(16, 'postmortem', id, '--submit');
  expect(readFileSync(join(folder, place, 'postmortem.md'), 'utf8')).toBe(
    draft
      .replace('state: draft', 'state: in-review')
      .replace(/\n---\n\n## What/, '\nsubmitted: 2026-01-14T08:16:00Z\n---\n\n## What'),
  );
  const valid = await run(20, 'validate');
  expect([valid.status, valid.stdout]).toEqual([0, expect.stringContaining('no errors')]);
});

test('a new incident states its effect from its start, or else from its detection', async () => {
  for (const [since, type] of [
    [filing.slice(-2), 'started'],
    [[], 'detected'],
  ] as const) {
    const { folder, run } = begin();
    const rest = filing.slice(0, -2);
    const filed = await run(0, ...rest, ...since, '--affects', 'checkout=major-outage');
    expect(filed.stdout).not.toContain('--affects');
    const entries = parse(readFileSync(join(folder, place, 'timeline.yaml'), 'utf8')) as object[];
    expect(entries.filter((entry) => 'affects' in entry)).toEqual([
      expect.objectContaining({ type, affects: { checkout: 'major-outage' } }),
    ]);
    const wrong = await run(0, ...rest, '--affects', 'checkout');
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('or none.')]);
  }
});

test('each follow-up changes one place in one file', async () => {
  const { folder, run } = begin();
  const read = (path: string): string => readFileSync(join(folder, 'incidents', path), 'utf8');
  const post = '2026/2026-01-02-slow-payments/postmortem.md';
  const [before, runbook] = [read(post), read('runbooks/restart-workers.md')];
  const done = await run(0, 'action', 'done', '2026-01-02/bound', '--verified-by', 'grace');
  expect(done.stdout).toBe('2026-01-02-slow-payments/bound: done on 2026-01-14\n');
  expect(read(post)).toBe(
    before.replace('due: 2026-01-10}', 'due: 2026-01-10, done: 2026-01-14, verified_by: grace}'),
  );
  expect((await run(0, 'action', 'done', '2026-01-02/bound')).stderr).toContain(
    'was already done on 2026-01-14',
  );
  expect((await run(0, 'action', 'done', '2026-01-02/bond')).stderr).toContain(
    'Did you mean bound?',
  );
  await run(0, 'runbook', 'review', 'restart-workers');
  expect(read('runbooks/restart-workers.md')).toBe(runbook.replace('2026-01-01 #', '2026-01-14 #'));
  const problem = ['problem', 'open', '--title', 'The pool runs dry', '--services', 'checkout'];
  await run(0, ...problem, '--owner', 'web');
  await run(0, 'problem', 'link', 'the-pool-runs-dry', '2026-01-02');
  expect(read('problems/the-pool-runs-dry.md')).toContain(
    'incidents:\n  - 2026-01-02-slow-payments\n',
  );
  const twice = await run(0, 'problem', 'link', 'the-pool-runs-dry', '2026-01-02');
  expect(twice.stderr).toContain('is already linked to the-pool-runs-dry');
  const plan = ['maintenance', 'plan', '--title', 'Move it', '--services', 'checkout', '--json'];
  const window = ['--start', '2026-02-01T01:00:00+01:00', '--end', '2026-02-01T03:00:00+01:00'];
  const planned = await run(0, ...plan, ...window);
  expect(holdsTo('edit', planned.stdout)).toMatchObject({
    did: '2026-02-01-move-it: 2026-02-01 01:00 to 2026-02-01 03:00 (Europe/Amsterdam)',
    paths: ['maintenance/2026-02-01-move-it.md'],
  });
  const valid = await run(20, 'validate');
  expect([valid.status, valid.stdout]).toEqual([0, expect.stringContaining('no findings')]);
});

test('new lists all that is missing at once, with the allowed values', async () => {
  const { run, folder } = begin();
  const { status, stdout, stderr } = await run(0, 'new', '--title', 'Slow');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    'sitrep: Missing: --services, --impact, --urgency, --channel.\n  --services: checkout\n  --impact: high, medium, low\n  --urgency: high, medium, low\n  --channel: monitoring, help-desk, user-report, partner, internal\n',
  );
  const wrong = await run(0, ...filing.map((word) => (word === 'checkout' ? 'chekout' : word)));
  expect(wrong.stderr).toBe(
    'sitrep: services: `chekout` is not a service.\n  Did you mean `checkout`?\n',
  );
  const strange = await run(0, ...filing.map((word) => (word === 'checkout' ? 'gates' : word)));
  expect(strange.stderr).toContain('`gates` is not a service.\n  Use one of checkout.');
  expect(readdirSync(join(folder, 'incidents/2026'))).toEqual(['2026-01-02-slow-payments']);
});

test('new accepts any text that people write, unchanged', async () => {
  const { run } = begin();
  const title = '--- "x": [a] & *b !c # {d} \'e\' @everyone';
  const args = filing.map((word) => (word === 'Payments are slow again' ? title : word));
  const made = await run(0, ...args, '--template', 'security', '--json');
  const { incident } = holdsTo('new', made.stdout) as { incident: string };
  expect(incident).toBe('2026-01-14-x-a-b-c-d-e-everyone');
  const shown = JSON.parse((await run(1, 'show', incident, '--json')).stdout) as {
    incident: { title: string; tasks: object[] };
  };
  expect(shown.incident.title).toBe(title);
  expect(shown.incident.tasks).toHaveLength(3);
  const second = await run(0, ...args, '--json');
  expect(JSON.parse(second.stdout)).toMatchObject({ incident: `${incident}-2` });
  const hostile = await run(0, ...args.map((word) => (word === title ? 'a\u202eb' : word)));
  expect([hostile.status, hostile.stdout]).toEqual([2, '']);
});

test.each([
  [['close'], /No resolved incident is waiting to be closed/],
  [['close', 'nothing'], /No incident is called nothing/],
  [['task', 'add', '--title', 'Call'], /No incident is live/],
  [['task', 'add', '2026-01-02'], /--title is missing/],
  [['task', 'done', 'x', '2026-01-02'], /has no task x/],
  [['action', 'done', 'bound'], /Cannot read bound as an action/],
  [['runbook', 'review', 'restart'], /There is no runbook restart/],
  [['problem', 'open', '--title', 'The pool'], /--owner is missing/],
  [
    ['maintenance', 'plan', '--title', 'Move', '--start', 'soon', '--end', 'x'],
    /Cannot read --start soon as a time/,
  ],
  [['postmortem', 'nothing'], /No incident is called nothing/],
  [['escalate', '2026-01-02'], /--to is missing/],
  [['change', '2026-01-02', '--ref', 'abc'], /Cannot read `--ref abc`/],
  [['search', 'x', '--limit', '0'], /Cannot read `0` as a whole number above 0/],
  [['completion', 'tcsh'], /'tcsh' is invalid.*Allowed choices are bash, zsh, fish/],
])('%j exits with 2 and one clear sentence', async (args, message) => {
  const { status, stdout, stderr } = await sitrep(testdir(files), ...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([2, '']);
});

test('search ignores accents and case in any record, and exits with 1 without matches', async () => {
  const folder = testdir(files);
  const { stdout } = await sitrep(folder, 'search', 'DÉPLOY', 'connect', '--json');
  expect(holdsTo('search', stdout)).toMatchObject({
    found: 1,
    results: [{ kind: 'postmortem', path: '2026/2026-01-02-slow-payments/postmortem.md' }],
  });
  expect((await sitrep(folder, 'search', 'restart')).stdout).toContain(
    'restart-workers  Restart the workers  (runbook)',
  );
  expect((await sitrep(folder, 'search', 'eployment')).status).toBe(1);
});

test('completion knows commands, options, choices and live ids', async () => {
  const folder = testdir(files);
  const words = async (...given: string[]): Promise<string[]> => {
    const { stdout } = await sitrep(folder, '--json', 'complete', '--', ...given);
    const { words: list } = holdsTo('complete', stdout) as { words: { word: string }[] };
    return list.map(({ word }) => word);
  };
  expect(await words('sho')).toEqual(['show']);
  expect(await words('show', '2026')).toEqual(['2026-01-02-slow-payments']);
  expect(await words('task', '')).toEqual(['add', 'done', '2026-01-02-slow-payments']);
  expect(await words('update', '--audience', '')).toEqual(['internal', 'public', 'restricted']);
  expect(await words('assign', '--to', 'g')).toEqual(['grace']);
  expect(await words('action', 'done', '')).toEqual(['2026-01-02-slow-payments/bound']);
  expect(await words('runbook', 'review', '')).toEqual(['restart-workers']);
  expect(await words('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(
    holdsTo('completion', (await sitrep(folder, 'completion', 'bash', '--json')).stdout),
  ).toMatchObject({ shell: 'bash' });
});

test('works in a subfolder, and rejects an entry in the future', async () => {
  const folder = testdir(files);
  const below = join(folder, 'incidents/2026/2026-01-02-slow-payments');
  const { stdout } = await sitrep(below, 'list', '--limit', '1');
  expect(stdout).toContain('2026-01-02-slow-payments');
  const early = await sitrep(
    below,
    'note',
    '2026-01-02',
    '--note',
    'x',
    '--at',
    '2199-01-01T00:00:00Z',
  );
  expect([early.status, early.stderr]).toEqual([2, expect.stringContaining('is in the future')]);
  const bare = await sitrep(below, 'note', '2026-01-02');
  expect([bare.status, bare.stderr]).toEqual([2, expect.stringContaining('--note is missing')]);
});
