import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { packageRoot } from '../edges/disk/package.ts';
import { testdir, sitrep as startSitrep } from '../testing/folder.ts';
import { sitrep } from '../testing/hosts.ts';

const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test, timezone: Europe/Amsterdam}\n' +
    'sla: [{effective: 2026-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m, update: 1h, resolve: 4h}, SEV4: {resolve: 2d}}}]\n',
  'incidents/2026/2026-01-14-slow-payments/incident.md':
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow-payments/timeline.yaml':
    '- {at: 2026-01-14T08:05:00+01:00, type: detected}\n' +
    '- {at: 2026-01-14T08:06:00+01:00, type: triaged, impact: high, urgency: high}\n' +
    '- {at: 2026-01-14T08:10:00+01:00, type: acknowledged, by: ada}\n' +
    '- {at: 2026-01-14T08:20:00+01:00, type: paused, reason: vendor}\n' +
    '- {at: 2026-01-14T09:20:00+01:00, type: resumed}\n',
};

function holdsTo(name: string, text: string): unknown {
  const schema = readFileSync(join(packageRoot, `schemas/output/${name}.schema.json`), 'utf8');
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema) as object);
  const value: unknown = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

it('lists pending clocks, the most urgent first, and exits with 1 if one is breached', async () => {
  const folder = testdir(files);
  // An update was due at 9:05, but for the hour of pause: at 10:05.
  const early = await startSitrep(folder, 'sla', '--at', '2026-01-14T08:55:00Z');
  expect(early.status).toBe(0);
  const [, first, second, ...rest] = early.stdout.trimEnd().split('\n');
  expect(first).toMatch(/^at-risk\s+2026-01-14 10:05\s+in 10 min\s+SEV1\s+update/);
  expect(second).toMatch(/^running\s+2026-01-14 13:05\s+in 3 h 10 min\s+SEV1\s+resolve/);
  expect(rest).toEqual([]);
  const late = await sitrep(folder, 'sla', '--at', '2026-01-14T09:05:00Z');
  expect(late.status).toBe(1);
  expect(late.stdout).toMatch(/^breached\s+2026-01-14 10:05\s+0 s ago/m);
});

it('prints JSON that holds to its schema, and filters', async () => {
  const folder = testdir(files);
  const { stdout, status } = await sitrep(
    folder,
    'sla',
    '--all',
    '--json',
    '--at',
    '2026-01-14T08:50:00Z',
  );
  expect(status).toBe(0);
  const { clocks } = holdsTo('sla', stdout) as { clocks: { key: string; due?: string }[] };
  expect(clocks).toContainEqual(
    expect.objectContaining({
      key: 'acknowledge',
      state: 'met',
      done: '2026-01-14T07:10:00Z',
      elapsed_seconds: 300,
      target_seconds: 900,
    }),
  );
  const none = await sitrep(folder, 'sla', '--state', 'paused', '--at', '2026-01-14T08:50:00Z');
  expect([none.status, none.stdout]).toEqual([0, '']);
  expect(none.stderr).toContain('No SLA clock is running');
});

it('explains the arithmetic of one incident', async () => {
  const folder = testdir(files);
  const at = ['--at', '2026-01-14T08:50:00Z'];
  const { stdout } = await sitrep(folder, 'sla', 'explain', 'slow', ...at);
  expect(stdout).toContain(
    'Target: 4 h, day and night: for SEV1, under the policy of 2026-01-01 01:00.',
  );
  expect(stdout).toContain('2026-01-14 08:20 to 2026-01-14 09:20: stopped (paused).');
  expect(stdout).toContain('30 min counted, 45 min in total, 3 h 15 min of 4 h left.');
  const json = await sitrep(folder, 'sla', 'explain', '--json', ...at);
  expect(holdsTo('sla-explain', json.stdout)).toMatchObject({
    incident: '2026-01-14-slow-payments',
  });
  const unknown = await startSitrep(folder, 'sla', 'explain', 'nothing');
  expect([unknown.status, unknown.stdout]).toEqual([2, '']);
});

it('shows a met, an at-risk, a breached and a paused clock in the example at a fixed instant', async () => {
  const folder = testdir();
  const root = ['--root', join(packageRoot, 'incidents'), '--at', '2026-11-20T23:45:00Z'];
  const { stdout } = await sitrep(folder, 'sla', '--all', ...root);
  const find = (incident: string, target: string) =>
    stdout.split('\n').find((line) => line.endsWith(incident) && line.includes(` ${target} `));
  const barcodes = '2026-11-20-ticket-barcodes-missing-in-app';
  expect(find(barcodes, 'acknowledge')).toMatch(/^met /);
  expect(find(barcodes, 'mitigate')).toMatch(/^at-risk +2026-11-21 01:31 +in 46 min/);
  expect(find(barcodes, 'update')).toMatch(/^breached +2026-11-20 23:33 +1 h 12 min ago/);
  expect(find('2026-11-03-receipts-arrive-late', 'resolve')).toMatch(/^paused +– +paused/);
});

it('lists regulatory clocks with their articles, also those that wait for a milestone', async () => {
  const timeline = 'incidents/2026/2026-01-14-slow-payments/timeline.yaml';
  const folder = testdir({
    ...files,
    'incidents/sitrep.yaml':
      'organisation: {name: Test, timezone: Europe/Amsterdam}\nregulations: [{profile: dora}]\n',
    [timeline]:
      files[timeline] +
      '- {at: 2026-01-14T08:15:00+01:00, type: aware}\n' +
      '- {at: 2026-01-14T09:30:00+01:00, type: classified, regulation: dora}\n',
  });
  const at = ['--at', '2026-01-14T09:00:00Z'];
  const { stdout } = await sitrep(folder, 'sla', ...at);
  expect(stdout).toMatch(/^running\s+2026-01-14 13:30\s+in 3 h 30 min\s+SEV1\s+dora\/initial/m);
  const explained = await sitrep(folder, 'sla', 'explain', ...at);
  expect(explained.stdout).toContain('By RTS 2025/301 Art. 5(1)(a), (2); its times are in');
  expect(explained.stdout).toMatch(
    /Not running:[^]*dora\/final: not dora\/intermediate yet \(RTS 2025\/301 Art\. 5\(1\)\(c\)\)/,
  );
  const json = await sitrep(folder, 'sla', 'explain', '--json', ...at);
  const { clocks } = holdsTo('sla-explain', json.stdout) as { clocks: { key: string }[] };
  expect(clocks).toContainEqual(
    expect.objectContaining({ key: 'dora/intermediate', law: 'RTS 2025/301 Art. 5(1)(b)' }),
  );
});
