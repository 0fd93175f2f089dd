import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it, test } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { loadRegister } from '../edges/disk/load.ts';
import { git, gitdir, testdir, writeTree, sitrep as startSitrep } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';
import { readIncident } from '../edges/disk/incident.ts';

const sample = join(packageRoot, 'scripts/inputs/alert/senders/payloads.sample');
const files = {
  'incidents/sitrep.yaml': `organisation: {name: Northwind Rail}
intake:
  services: [{labels: {service: northwind}, service: checkout}]
  senders: [{id: robot, reads: generic, fields: {key: /monitor_url, title: /monitor_friendly_name, state: /alert_type_friendly_name}, states: {triggered: [Down], resolved: [Up]}}]
`,
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
};

/** Reads a sample of PagerDuty as a payload of the same incident: each sample has another one. */
function readEvent(name: string, at: string): string {
  const payload = JSON.parse(readFileSync(join(sample, `pagerduty-${name}.json`), 'utf8')) as {
    event: { occurred_at: string; data: { id: string; title: string } };
  };
  Object.assign(payload.event, { occurred_at: at });
  Object.assign(payload.event.data, { id: 'PABC', title: 'Checkout is slow' });
  return JSON.stringify(payload);
}

const events = {
  'one.json': readEvent('triggered', '2026-01-14T08:00:00Z'),
  'two.json': readEvent('acknowledged', '2026-01-14T08:04:00Z'),
  'three.json': readEvent('resolved', '2026-01-14T08:30:00Z'),
};

test('trigger, acknowledgement and resolution become one incident with three entries, however often they are sent', async () => {
  const folder = gitdir({ ...files, ...events });
  const ajv = new Ajv2020();
  const schema = join(packageRoot, 'schemas/output/intake.schema.json');
  const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
  const run = async (name: string) => {
    const args = [
      'intake',
      'pagerduty',
      name,
      '--json',
      '--commit',
      '--at',
      '2026-01-14T10:00:00Z',
    ];
    const { status, stdout, stderr } = await sitrep(folder, ...args);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const result: unknown = JSON.parse(stdout);
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    return (result as { signals: { outcome: string }[] }).signals.map(({ outcome }) => outcome);
  };
  git(folder, ['config', 'user.name', 'Test']);
  git(folder, ['config', 'user.email', 'test@example.com']);
  expect(await run('one.json')).toEqual(['opened']);
  expect(await run('one.json')).toEqual(['repeated']);
  expect(await run('two.json')).toEqual(['recorded']);
  expect(await run('three.json')).toEqual(['recorded']);
  for (const name of Object.keys(events)) expect(await run(name)).toEqual(['repeated']);
  const root = join(folder, 'incidents');
  const { register } = await loadRegister(root);
  const [incident, ...others] = [...register.incidents.values()];
  expect(others).toEqual([]);
  expect(incident).toMatchObject({
    id: '2026-01-14-checkout-is-slow',
    status: 'resolved',
    services: ['checkout'],
    aliases: ['pagerduty:PABC'],
    entries: 3,
  });
  if (!incident) throw new Error();
  const log = readIncident(root, register.settings, incident)?.log ?? [];
  expect(log.map(({ entry }) => [entry.type, entry.at, entry.by])).toEqual([
    ['detected', '2026-01-14T08:00:00Z', 'pagerduty'],
    ['acknowledged', '2026-01-14T08:04:00Z', 'pagerduty'],
    ['resolved', '2026-01-14T08:30:00Z', 'pagerduty'],
  ]);
  expect(git(folder, ['log', '--format=%s']).trim().split('\n')).toHaveLength(4);
  expect(git(folder, ['status', '--porcelain']).trim()).toBe('');
  const checked = await sitrep(folder, 'validate', '--at', '2026-01-14T10:00:00Z');
  expect(checked.status).toBe(0);
  // Closing folds the fragments into one file, and the alerts are still recognised. A person has to say
  // what users noticed, since the alert could not.
  const close = ['close', incident.id, '--commit', '--at', '2026-01-15T10:00:00Z'];
  expect((await sitrep(folder, ...close)).stderr).toContain('or `--affects none`');
  const closed = await sitrep(folder, ...close, '--affects', 'none');
  expect(closed.status, closed.stderr).toBe(0);
  for (const name of Object.keys(events)) expect(await run(name)).toEqual(['repeated']);
});

it('reads a repository_dispatch event, which may name the sender of its payload', async () => {
  const carried = { source: 'pagerduty', payload: JSON.parse(events['one.json']) as unknown };
  const folder = testdir({
    ...files,
    'event.json': JSON.stringify({ action: 'alert', client_payload: carried }),
    'bare.json': JSON.stringify({ action: 'alert', client_payload: carried.payload }),
  });
  expect((await sitrep(folder, 'intake', 'dispatch', 'event.json')).stdout).toBe(
    'triggered Checkout is slow: opens 2026-01-14-checkout-is-slow\n',
  );
  expect((await sitrep(folder, 'intake', 'pagerduty', 'bare.json')).stdout).toBe(
    'triggered Checkout is slow: already recorded in 2026-01-14-checkout-is-slow\n',
  );
  const { status, stderr } = await startSitrep(folder, 'intake', 'dispatch', 'bare.json');
  expect(status).toBe(2);
  expect(stderr).toContain('does not name the sender of its payload');
});

it('reads a sender from the settings, and writes nothing in a dry run', async () => {
  const folder = testdir(files);
  const down = join(sample, 'uptimerobot-down.json');
  const { stdout } = await sitrep(folder, 'intake', 'robot', down, '--dry-run');
  expect(stdout).toMatch(/^triggered Web Server: opens \d{4}-\d\d-\d\d-web-server\n$/);
  expect(readdirSync(join(folder, 'incidents')).sort()).not.toContain(/^\d{4}$/);
});

it('reads standard input if no file is named', () => {
  const folder = testdir(files);
  const script = join(packageRoot, 'scripts/sitrep.js');
  const run = (input: string) =>
    spawnSync(process.execPath, [script, 'intake', 'pagerduty', '--dry-run'], {
      cwd: folder,
      input,
      encoding: 'utf8',
    });
  expect(run(events['one.json']).stdout).toMatch(/^triggered Checkout is slow: opens /);
  expect(run('{')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('standard input is not JSON.') as string,
  });
});

it.each([
  [['pagerduty', 'pagerduty-unsupported.json'], / as PagerDuty: The event `incident.unsupported`/],
  [
    ['pagerdty', 'pagerduty-triggered.json'],
    /There is no sender pagerdty[^]*Did you mean pagerduty/,
  ],
  [['generic', 'uptimerobot-down.json'], /The sender has no field mapping/],
  [['alertmanager', 'README.md'], /is not JSON/],
])('rejects %j with a sentence', async ([sender = '', file = ''], message) => {
  const { status, stderr } = await sitrep(testdir(files), 'intake', sender, join(sample, file));
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(status).toBe(2);
});

it('turns hostile texts into records that validate accepts', async () => {
  const hostile =
    '---\n<script>alert(1)</script> \u202e\u0000 &anchor *alias !tag {{x}} `@team` #1 ' +
    'x'.repeat(70_000);
  const alert = {
    status: 'firing',
    fingerprint: hostile,
    labels: { alertname: hostile, service: 'checkout', __proto__: 'x', [hostile]: hostile },
    annotations: { summary: hostile, description: hostile },
    generatorURL: 'https://x.example/"onload=',
  };
  const folder = testdir({ ...files, 'a.json': JSON.stringify({ version: '4', alerts: [alert] }) });
  writeTree(folder, {
    'b.json': JSON.stringify({ version: '4', alerts: [{ ...alert, status: 'resolved' }] }),
  });
  expect((await sitrep(folder, 'intake', 'alertmanager', 'a.json')).status).toBe(0);
  const { stdout } = await sitrep(folder, 'intake', 'alertmanager', 'b.json');
  expect(stdout).toContain('recorded in');
  const checked = await sitrep(folder, 'validate', '--json');
  expect(checked.status, checked.stdout).toBe(0);
});
