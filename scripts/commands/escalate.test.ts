import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import { signBody } from '../edges/notify/send.ts';
import { serveGitHub, type Handling } from '../testing/github/serve.ts';
import { makeGitHub, type FakeGitHub } from '../testing/github/state.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { testdir } from '../testing/folder.ts';
import { sitrepWith } from '../testing/hosts.ts';

const files = (escalation = ''): Record<string, string> => ({
  'incidents/sitrep.yaml':
    'organisation: {name: Test}\n' +
    'sla: [{effective: 2026-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m}}}]\n' +
    escalation,
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmanager: ada\nmembers: [{handle: ada, name: Ada}]\n' +
    'escalation: [{after: 5m, notify: manager, kind: hierarchical}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
  'incidents/2026/2026-01-14-slow/incident.md':
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
  'incidents/2026/2026-01-14-slow/timeline.yaml':
    '- {at: 2026-01-14T08:00:00Z, type: detected}\n' +
    '- {at: 2026-01-14T08:01:00Z, type: triaged, impact: high, urgency: high}\n',
});

async function makeHub(handling: Handling = {}): Promise<{
  state: FakeGitHub;
  environment: Record<string, string>;
}> {
  const state = makeGitHub({
    collaborators: new Set(['ada']),
    clock: Date.parse('2026-01-14T08:30:00Z'),
  });
  const { url, close } = await serveGitHub(state, handling);
  onTestFinished(close);
  return {
    state,
    environment: {
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: state.repository,
      GITHUB_TOKEN: 'token',
      GITHUB_ACTIONS: 'true',
    },
  };
}

const at = ['--at', '2026-01-14T08:30:00Z'];

test('a dry run shows the steps, a run does them, and the next run does nothing', async () => {
  const wrong: string[] = [];
  const { state, environment } = await makeHub({ wrong });
  const folder = testdir(files());
  const dry = await sitrepWith(environment, folder, 'escalate', '--dry-run', ...at);
  expect(dry.stdout).toContain('would  open  2026-01-14-slow/acknowledge');
  expect(dry.status).toBe(0);
  expect(state.issues).toEqual([]);
  const run = await sitrepWith(environment, folder, 'escalate', '--json', ...at);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const schema = readFileSync(join(packageRoot, 'schemas/output/escalate.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  expect(validate(JSON.parse(run.stdout)), JSON.stringify(validate.errors)).toBe(true);
  expect(state.issues).toMatchObject([
    { title: 'SEV1 Slow payments: nobody has taken it on in time', assignees: ['ada'] },
  ]);
  const again = await sitrepWith(environment, folder, 'escalate', ...at);
  expect(again.stdout).toBe('requests: 3\n');
  expect(wrong).toEqual([]);
});

test('missing, rejected and unreachable things are explained in one sentence', async () => {
  const folder = testdir(files());
  const { environment, state } = await makeHub();
  const run = async (change: Record<string, string>, ...args: string[]) => {
    const ran = await sitrepWith({ ...environment, ...change }, folder, 'escalate', ...args, ...at);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    return [ran.status, ran.stderr] as const;
  };
  expect(await run({ GITHUB_REPOSITORY: 'nothing' })).toEqual([
    2,
    expect.stringContaining('Cannot read `nothing` as a repository'),
  ]);
  expect(await run({ GITHUB_TOKEN: '' })).toEqual([
    2,
    expect.stringContaining('no token for GitHub'),
  ]);
  expect(await run({ GITHUB_REPOSITORY: 'a/b' })).toEqual([
    2,
    expect.stringContaining('not found on GitHub'),
  ]);
  expect(await run({}, '--limit', 'many')).toEqual([
    2,
    expect.stringContaining('Cannot read `many` as a whole'),
  ]);
  state.issuesDisabled = true;
  expect(await run({})).toEqual([2, expect.stringContaining('Listing the issues')]);
});

test('webhooks are called once, signed, and again if they failed', async () => {
  const { environment, state } = await makeHub();
  const got: { path: string; body: string; signature: string; key: string }[] = [];
  let refuse = true;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const refused = refuse && request.url === '/own';
      if (!refused) {
        const { 'sitrep-signature': signature, 'idempotency-key': key } = request.headers;
        got.push({
          path: request.url ?? '',
          body,
          signature: String(signature),
          key: String(key),
        });
      }
      response.writeHead(refused ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = testdir(
    files(
      'escalation: {channels: [{id: own, kind: webhook, address_from: OWN, secret_from: SECRET}, {id: room, kind: slack, address_from: SLACK}, {id: team, kind: teams, address_from: TEAMS}]}\n',
    ),
  );
  const more = {
    ...environment,
    OWN: `${url}/own`,
    SLACK: `${url}/slack`,
    TEAMS: `${url}/teams`,
    SECRET: 'hush',
  };
  await sitrepWith(more, folder, 'escalate', ...at);
  expect(got.map(({ path }) => path).sort()).toEqual(['/slack', '/teams']);
  refuse = false;
  await sitrepWith(more, folder, 'escalate', ...at);
  await sitrepWith(more, folder, 'escalate', ...at);
  expect(got.map(({ path }) => path).sort()).toEqual(['/own', '/slack', '/teams']);
  const own = got.find(({ path }) => path === '/own');
  const seconds = Number(/t=(\d+)/.exec(own?.signature ?? '')?.[1]);
  expect(own?.signature).toBe(signBody(own?.body ?? '', 'hush', seconds));
  expect(own?.key).toBe('2026-01-14-slow/acknowledge/0/web.1.0/channel/own');
  expect(JSON.parse(own?.body ?? '')).toMatchObject({
    event: 'escalation',
    incident: { id: '2026-01-14-slow', severity: 'SEV1' },
    clock: { kind: 'acknowledge', state: 'breached', due: '2026-01-14T08:15:00Z' },
    notices: [{ level: 1, people: ['ada'] }],
  });
  expect(state.issues).toHaveLength(1);
  const none = await sitrepWith(environment, folder, 'escalate', ...at);
  expect([none.status, none.stderr]).toEqual([
    1,
    expect.stringContaining('The channel own has no address: OWN is not set.'),
  ]);
});

test('an e-mail is sent once by SMTP', async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  const { environment } = await makeHub();
  const folder = testdir(
    files(
      'escalation: {channels: [{id: mail, kind: email, address_from: SMTP, from: a@example.com, to: [duty@example.com]}]}\n',
    ),
  );
  const more = { ...environment, SMTP: `smtp://127.0.0.1:${port}` };
  const first = await sitrepWith(more, folder, 'escalate', ...at);
  expect(first.stderr).toBe('');
  await sitrepWith(more, folder, 'escalate', ...at);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toContain('Subject: SEV1 Slow payments: nobody has taken it on in time');
  expect(mails[0]).toContain('To: duty@example.com');
  expect(mails[0]).toContain('Notified: ada');
});
