import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveGitHub } from '../testing/github/serve.ts';
import { makeGitHub } from '../testing/github/state.ts';
import { forgeCache } from '../testing/forged.ts';
import { testdir, writeTree, sitrepWith as startSitrepWith } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';

const incident = (title: string): string =>
  `---\ntitle: ${title}\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n`;
const files = {
  'incidents/sitrep.yaml':
    'organisation: {name: Test}\nsla: [{effective: 2026-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m, resolve: 4h}}}]\n',
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-10-slow-payments/incident.md': incident('Slow payments'),
  'incidents/2026/2026-01-10-slow-payments/timeline.yaml':
    '- {at: 2026-01-10T08:00:00Z, type: detected, affects: {checkout: degraded}}\n' +
    '- {at: 2026-01-10T08:01:00Z, type: triaged, impact: high, urgency: high}\n' +
    '- {at: 2026-01-10T08:05:00Z, type: acknowledged, by: ada}\n' +
    '- {at: 2026-01-10T09:00:00Z, type: resolved, resolution: rolled-back}\n',
};

/** A folder with the records as they are, and as a pull request would have them. */
function propose(change: Record<string, string>): string {
  const folder = testdir(files);
  cpSync(join(folder, 'incidents'), join(folder, 'proposed'), { recursive: true });
  writeTree(folder, change);
  return folder;
}

const at = ['--at', '2026-01-14T08:10:00Z'];
const fresh = {
  'proposed/2026/2026-01-14-slow-payments-again/incident.md': incident(
    '"Slow payments again @everyone <!-- sitrep:summary v1 -->"',
  ),
  'proposed/2026/2026-01-14-slow-payments-again/timeline.yaml':
    '- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n' +
    '- {at: 2026-01-14T08:01:00Z, type: triaged, impact: high, urgency: high}\n',
};

test('a new incident: its facts, SLA clocks, similar incidents, and KPIs that differ', async () => {
  const folder = propose(fresh);
  const { stdout, status } = await startSitrepWith(
    {},
    folder,
    'comment',
    '--with',
    'proposed',
    '--dry-run',
    ...at,
  );
  expect(status).toBe(0);
  expect(stdout).toContain('The files that it changes have no findings.');
  expect(stdout).toContain('- new, incident, began 2026-01-14 08:00 (UTC)');
  expect(stdout).toContain('- severity: SEV1');
  expect(stdout).toContain('- Acknowledge: running, due 2026-01-14 08:15');
  expect(stdout).toContain('- Slow payments (`2026-01-10-slow-payments`): rolled-back');
  expect(stdout).toMatch(/\| Resolution rate \| 100\.0 % \(1\) \| 50\.0 % \(2\) \|/);
  expect(stdout).toContain('| + | 2026-01-14 08:01 | triaged |  | impact high, urgency high |');
  expect(stdout).not.toContain('@everyone');
  expect(stdout).not.toContain('<!-- sitrep:summary');
});

test('a change, a finding in a changed file, and a deleted record', async () => {
  const path = 'proposed/2026/2026-01-10-slow-payments/timeline.yaml';
  const folder = propose({
    [path]: files['incidents/2026/2026-01-10-slow-payments/timeline.yaml'].replace(
      /- \{at: 2026-01-10T09.*\n/,
      '- {at: 2026-01-10T08:30:00Z, type: assigned, role: pilot, to: ada}\n',
    ),
  });
  const run = () => sitrepWith({}, folder, 'comment', '--with', 'proposed', '--dry-run', ...at);
  const { stdout } = await run();
  const json = await sitrepWith(
    {},
    folder,
    'comment',
    '--with',
    'proposed',
    '--dry-run',
    '--json',
    ...at,
  );
  expect(JSON.parse(json.stdout)).toEqual({ text: stdout.trimEnd() });
  expect(stdout).toContain('- status: resolved → acknowledged');
  expect(stdout).toContain('- resolution: rolled-back → none');
  expect(stdout).toMatch(/in `2026\/2026-01-10-slow-payments\/timeline\.yaml`, line 4/);
  rmSync(join(folder, 'proposed/2026'), { recursive: true });
  expect((await run()).stdout).toContain(
    '**Removed or no longer readable:** `2026-01-10-slow-payments`',
  );
});

test('one comment is posted, updated, and left alone if nothing changes', async () => {
  const wrong: string[] = [];
  const state = makeGitHub({ clock: Date.parse('2026-01-14T08:10:00Z') });
  const { url, close } = await serveGitHub(state, { wrong });
  onTestFinished(close);
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_TOKEN: 'token',
    GITHUB_ACTIONS: 'true',
  };
  const folder = propose(fresh);
  const run = async (number: string) =>
    (
      await sitrepWith(
        environment,
        folder,
        'comment',
        '--with',
        'proposed',
        '--pull',
        number,
        ...at,
      )
    ).stdout;
  // A pull request is an issue of the same number.
  const opened = await fetch(`${url}/repos/${state.repository}/issues`, {
    method: 'POST',
    headers: { authorization: 'token token' },
    body: JSON.stringify({ title: 'File an incident' }),
  });
  expect(opened.status).toBe(201);
  expect(await run('1')).toBe('#1: created\n');
  expect(await run('1')).toBe('#1: unchanged\n');
  writeTree(folder, {
    'proposed/2026/2026-01-14-slow-payments-again/timeline.yaml':
      fresh['proposed/2026/2026-01-14-slow-payments-again/timeline.yaml'] +
      '- {at: 2026-01-14T08:05:00Z, type: acknowledged, by: ada}\n',
  });
  expect(await run('1')).toBe('#1: changed\n');
  expect(state.comments).toHaveLength(1);
  expect(state.comments[0]?.body).toContain('- status: acknowledged');
  expect(wrong).toEqual([]);
  const none = await sitrepWith(environment, folder, 'comment', '--with', 'nowhere', '--pull', '1');
  expect([none.status, none.stdout]).toEqual([2, '']);
});

test('a cache in a pull request is not used', async () => {
  const folder = propose(fresh);
  await forgeCache(join(folder, 'proposed'), (text) => text.replaceAll('SEV1', 'SEV4'));
  const { stdout } = await sitrepWith(
    {},
    folder,
    'comment',
    '--with',
    'proposed',
    '--dry-run',
    ...at,
  );
  expect(stdout).toContain('- severity: SEV1');
});
