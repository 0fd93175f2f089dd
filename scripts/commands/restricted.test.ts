import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveGitHub } from '../testing/github/serve.ts';
import { makeGitHub } from '../testing/github/state.ts';
import { draftPostmortem } from '../change/postmortem.ts';
import { describeState } from '../inputs/comment/state.ts';
import { loadRegister, readWholeIncident } from '../edges/disk/load.ts';
import { testdir, writeTree } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';
import { search } from './search.ts';
import { show } from './show.ts';
import { type Context } from '../session/context.ts';
import { type Values } from '../session/options.ts';
import { renderResult } from '../session/result.ts';

const canary = 'Zugzwang';
const live = '2026-01-14-slow';
const ended = '2026-01-10-slow-payments';
const at = ['--at', '2026-01-14T09:00:00Z'];

const head = (title: string): string =>
  `---\ntitle: ${title}\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n`;

/** Every field of an entry that takes words of its author, with the canary in it. */
const words = (audience: string, more = ''): string =>
  `audience: ${audience}, by: ${canary}, note: "${canary} is to blame. Link to \`x\`.", ` +
  `links: [{title: ${canary}, url: "https://example.com/${canary}"}]${more}`;

/** A data root whose entries of this audience hold the canary. */
const files = (audience: string): Record<string, string> => ({
  'incidents/sitrep.yaml':
    'organisation: {name: Test}\n' +
    'sla: [{effective: 2026-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m, resolve: 4h}}}]\n' +
    'escalation: {channels: [{id: own, kind: webhook, address_from: OWN, secret_from: SECRET}, {id: room, kind: slack, address_from: SLACK}, {id: team, kind: teams, address_from: TEAMS}]}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmanager: ada\nmembers: [{handle: ada, name: Ada}]\n' +
    'escalation: [{after: 5m, notify: manager, kind: hierarchical}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/maintenance/2026-02-01-database.md':
    '---\ntitle: New database\nservices: [checkout]\nimpact: degraded\n' +
    'window: {start: 2026-02-01T01:00:00+01:00, end: 2026-02-01T03:00:00+01:00}\n' +
    `events:\n  - {at: 2026-01-13T08:00:00Z, status: scheduled, audience: ${audience}, by: ${canary}, note: ${canary}}\n---\n\nPlan.\n`,
  [`incidents/2026/${live}/incident.md`]: head('Slow payments'),
  [`incidents/2026/${live}/timeline.yaml`]: [
    '- {at: 2026-01-14T08:00:00Z, type: detected}',
    `- {at: 2026-01-14T08:01:00Z, type: triaged, impact: low, urgency: low, severity: SEV1, ${words(audience, `, reason: ${canary} says so`)}}`,
    `- {at: 2026-01-14T08:02:00Z, type: update, status: identified, ${words(audience)}}`,
    `- {at: 2026-01-14T08:03:00Z, type: change, ${words(audience, `, ref: {commit: ${canary}, deploy: ${canary}, flag: ${canary}}`)}}`,
    `- {at: 2026-01-14T08:50:00Z, type: paused, ${words(audience, `, reason: ${canary} has to answer`)}}`,
    '',
  ].join('\n'),
  [`incidents/2026/${live}/timeline/20260114T080400Z-note-00ff.yaml`]: `{at: 2026-01-14T08:04:00Z, type: finding, ${words(audience)}}\n`,
  [`incidents/2026/${ended}/incident.md`]: head('Slow payments before'),
  [`incidents/2026/${ended}/timeline.yaml`]: [
    '- {at: 2026-01-10T08:00:00Z, type: detected}',
    '- {at: 2026-01-10T08:01:00Z, type: triaged, impact: high, urgency: high}',
    `- {at: 2026-01-10T09:00:00Z, type: resolved, resolution: fixed, ${words(audience)}}`,
    '',
  ].join('\n'),
  // Two that cannot be read: a wrong value, and a slip in the syntax.
  'incidents/2026/2026-01-11-broken/incident.md': head('Broken'),
  'incidents/2026/2026-01-11-broken/timeline.yaml': `- {at: 2026-01-11T08:00:00Z, type: note, audience: ${audience}, note: x, by: "${canary} oops"}\n`,
  'incidents/2026/2026-01-12-worse/incident.md': head('Worse'),
  'incidents/2026/2026-01-12-worse/timeline.yaml': `- at: 2026-01-12T08:00:00Z\n  type: note\n  audience: ${audience}\n  note: x\n  ${canary}: &a [*${canary}]\n`,
});

function readAll(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => `${path.slice(folder.length)}\n${readFileSync(path, 'utf8')}`)
    .join('\n');
}

/** Takes down what is sent to channels. */
async function listen(): Promise<{ url: string; got: string[] }> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => got.push(chunk.toString()));
    request.on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

/** All that comes out of Sitrep about a data root, by where it comes out. */
async function collectOutputs(audience: string): Promise<Record<string, string>> {
  const folder = testdir(files(audience));
  cpSync(join(folder, 'incidents'), join(folder, 'proposed'), { recursive: true });
  writeTree(folder, {
    // What was there before the pull request: the same incidents, and nothing written of them.
    'before/sitrep.yaml': 'organisation: {name: Test}\n',
    'before/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  });
  const state = makeGitHub({
    collaborators: new Set(['ada']),
    clock: Date.parse('2026-01-14T09:00:00Z'),
  });
  const { url, close } = await serveGitHub(state);
  onTestFinished(close);
  const channel = await listen();
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_TOKEN: 'token',
    GITHUB_ACTIONS: 'true',
    OWN: `${channel.url}/own`,
    SLACK: `${channel.url}/slack`,
    TEAMS: `${channel.url}/teams`,
    SECRET: 'hush',
  };
  const outputs: Record<string, string> = {};
  const run = async (name: string, ...args: string[]): Promise<void> => {
    const { stdout, stderr } = await sitrepWith(environment, folder, ...args);
    outputs[name] = `${stdout}\n${stderr}`;
  };
  await run('site', 'site', 'build', '--out', 'site', ...at);
  outputs['site pages'] = readAll(join(folder, 'site'));
  await run('search', 'search', canary.slice(0, 4), '--json');
  await run('show', 'show', live, '--json', ...at);
  await run('show as text', 'show', ended, ...at);
  await run('comment', 'comment', '--root', 'before', '--with', 'proposed', '--dry-run', ...at);
  await run('postmortem', 'postmortem', live, '--by', 'ada', '--dry-run', ...at);
  outputs['postmortem draft'] = (await draft(folder)) ?? '';
  await run('overview', 'overview', ...at);
  await run('overview as JSON', 'overview', '--json', ...at);
  await run('list', 'list', '--json', ...at);
  await run('sla', 'sla', '--json', ...at);
  await run('sla explain', 'sla', 'explain', live, ...at);
  await run('kpi', 'kpi', '--json', ...at);
  await run('kpi explain', 'kpi', 'explain', 'mttr', '--json', ...at);
  await run('oncall report', 'oncall', 'report', '--json', ...at);
  await run('doctor', 'doctor', ...at);
  await run('escalate', 'escalate', '--json', ...at);
  await run('remind', 'remind', '--json', ...at);
  outputs['issues'] = JSON.stringify([...state.issues]);
  outputs['channels'] = channel.got.join('\n');
  const { register } = await loadRegister(join(folder, 'incidents'));
  const incidents = [...register.incidents.values()];
  // ChatOps drafts from all that it has read of a branch.
  outputs['chatops'] = incidents
    .map((incident) => readWholeIncident(join(folder, 'incidents'), register.settings, incident))
    .map((whole) => JSON.stringify(whole && draftPostmortem(whole, register, 'ada')))
    .join('\n');
  outputs['status'] = incidents
    .map((incident) => describeState(incident, register, Date.parse('2026-01-14T09:00:00Z')))
    .join('\n');
  outputs['register'] = JSON.stringify(register, (_key, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
  return outputs;
}

async function draft(folder: string): Promise<string | undefined> {
  await sitrepWith({}, folder, 'postmortem', live, '--by', 'ada', ...at);
  return readAll(join(folder, `incidents/2026/${live}`))
    .split('/postmortem.md\n')[1]
    ?.split('\n/')[0];
}

test('a restricted entry is printed nowhere, and its facts still count', async () => {
  const outputs = await collectOutputs('restricted');
  const told = Object.entries(outputs).flatMap(([name, text]) => {
    const index = text.toLowerCase().indexOf(canary.toLowerCase());
    return index < 0 ? [] : [`${name}: ${text.slice(Math.max(0, index - 200), index + 100)}`];
  });
  expect(told).toEqual([]);
  const { incident, timeline } = JSON.parse(
    outputs['show']?.slice(0, outputs['show'].lastIndexOf('}') + 1) ?? '',
  ) as { incident: Record<string, unknown>; timeline: object[] };
  expect(incident).toMatchObject({
    severity: 'SEV1',
    updates: [{ at: '2026-01-14T08:02:00Z' }],
    pauses: [{ from: '2026-01-14T08:50:00Z', reason: 'restricted' }],
  });
  expect(timeline).toHaveLength(1);
  expect(outputs['show']).toContain('5 restricted entries are not shown.');
  expect(outputs['show as text']).toContain('resolved');
  expect(outputs['channels']).toContain('Slow payments');
  expect(outputs['issues']).toContain('Slow payments');
});

test('the same words are found if the entries are internal', async () => {
  const outputs = await collectOutputs('internal');
  for (const name of [
    'site pages',
    'search',
    'show',
    'show as text',
    'comment',
    'postmortem draft',
    'chatops',
    'register',
  ])
    expect(outputs[name], name).toContain(canary);
});

test('--include-restricted shows them on a terminal, and nowhere else', async () => {
  const folder = testdir(files('restricted'));
  for (const [command, word] of [
    [search, canary],
    [show, live],
  ] as const) {
    const refused = await sitrepWith({}, folder, command.name, word, '--include-restricted');
    expect(refused.status).toBe(2);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('--include-restricted works only on a terminal.');
    let printed = '';
    const context: Context = {
      root: join(folder, 'incidents'),
      now: Date.parse('2026-01-14T09:00:00Z'),
      json: true,
      dryRun: false,
      quiet: false,
      color: false,
      interactive: true,
      announce: () => undefined,
      tell: () => undefined,
    };
    const values = command === search ? [[word]] : [word];
    const run = async (options: Values): Promise<void> => {
      const result = await command.run(context, values, options);
      printed += renderResult(result, true);
    };
    await run({ limit: '20', includeRestricted: true });
    expect(printed).toContain(`${canary} is to blame`);
    if (command === search) expect(printed).toContain('2026-02-01-database');
    printed = '';
    await run({ limit: '20' });
    expect(printed).not.toContain('is to blame');
  }
});
