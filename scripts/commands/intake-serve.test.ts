import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { parseMarks } from '../inputs/alert/mark.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { loadRegister } from '../edges/disk/load.ts';
import { git, sitrep, sitrepWith, testdir, writeTree } from '../testing/folder.ts';
import { readIncident } from '../edges/disk/incident.ts';

const files = {
  'incidents/sitrep.yaml': `organisation: {name: Northwind Rail}
intake:
  senders:
    - {id: pagerduty, reads: pagerduty, secrets_from: [PD_NEW, PD_OLD]}
    - {id: prod, reads: alertmanager, secrets_from: [PROD_TOKEN]}
    - {id: unset, reads: sentry, secrets_from: [NOWHERE]}
`,
  'incidents/catalog/teams/web.yaml': 'name: Web\nmembers: [{handle: ada, name: Ada}]\n',
  ...Object.fromEntries(
    ['checkout', 'search', 'payments', 'boards', 'accounts'].map((id) => [
      `incidents/catalog/services/${id}.yaml`,
      `name: ${id}\ntier: 1\nteam: web\n`,
    ]),
  ),
};

/** Makes a remote, and the clone in which the server works. */
function makeClone(): { remote: string; clone: string } {
  const remote = testdir();
  git(remote, ['init', '--quiet', '--bare', '--initial-branch=main']);
  const clone = testdir();
  git(clone, ['clone', '--quiet', remote, '.']);
  git(clone, ['config', 'user.name', 'Intake']);
  git(clone, ['config', 'user.email', 'intake@example.com']);
  git(clone, ['symbolic-ref', 'HEAD', 'refs/heads/main']);
  writeTree(clone, files);
  git(clone, ['add', '--all']);
  git(clone, ['commit', '--quiet', '--message', 'Records']);
  git(clone, ['push', '--quiet', '--set-upstream', 'origin', 'main']);
  return { remote, clone };
}

interface Server {
  url: string;
  child: ChildProcess;
  ended: Promise<unknown>;
  /** Kills the server and every git process that it started. */
  kill(): void;
  stop(): Promise<number | null>;
}

async function startServer(
  clone: string,
  environment: Record<string, string> = {},
  ...args: string[]
): Promise<Server | undefined> {
  const script = join(packageRoot, 'scripts/sitrep.js');
  const child = spawn(
    process.execPath,
    [script, 'intake', 'serve', '--port', '0', '--json', ...args],
    {
      cwd: clone,
      detached: true,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  const kill = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It is gone.
    }
  };
  onTestFinished(kill);
  let out = '';
  const told = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('}')) resolve(out);
    });
  });
  const first = await Promise.race([told, ended.then(() => '')]);
  if (first === '') return undefined;
  const { url } = JSON.parse(first) as { url: string };
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    await ended;
    return child.exitCode;
  };
  return { url, child, ended, kill, stop };
}

async function post(
  server: Server,
  sender: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<number> {
  try {
    const response = await fetch(`${server.url}intake/${sender}`, {
      method: 'POST',
      body,
      headers,
    });
    await response.text();
    return response.status;
  } catch {
    return 0;
  }
}

const waitUntilDone = async ({ url }: Server): Promise<void> => {
  for (;;) {
    const response = await fetch(`${url}healthz`);
    const { waiting } = (await response.json()) as { waiting: number };
    if (waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const alert = (key: string, service: string, minutes = 0, status = 'firing') => {
  const at = (of: number): string =>
    new Date(Date.parse('2026-01-14T08:00:00Z') + of * 60_000).toISOString();
  return {
    status,
    fingerprint: key,
    labels: { alertname: 'InstanceDown', service },
    annotations: { summary: `${service} is down` },
    startsAt: at(minutes),
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : at(minutes + 30),
  };
};
const payload = (...alerts: object[]): string => JSON.stringify({ version: '4', alerts });

/** Reads the incidents of the remote, and the marks of all their alerts. */
async function readRemote(remote: string) {
  const folder = testdir();
  // As over a network: a push that outlives the killed server may be under way in the remote's files.
  git(folder, ['clone', '--quiet', '--no-local', remote, '.']);
  git(folder, ['fsck', '--strict', '--no-dangling']);
  const root = join(folder, 'incidents');
  const { register, findings } = await loadRegister(root);
  const incidents = [...register.incidents.values()];
  const marks = incidents.flatMap(
    (incident) =>
      readIncident(root, register.settings, incident)?.log.flatMap(({ entry, at }) =>
        parseMarks(entry, at).map(({ state, digest }) => `${state} ${digest}`),
      ) ?? [],
  );
  return { incidents, marks, findings, folder };
}

it('accepts authenticated payloads, rejects the rest, commits, pushes, and stops on request', async () => {
  const { remote, clone } = makeClone();
  const secrets = { PD_NEW: 'n'.repeat(32), PD_OLD: 'o'.repeat(32), PROD_TOKEN: 't'.repeat(32) };
  const server = await startServer(clone, secrets);
  if (!server) throw new Error('It did not start.');
  const sample = join(packageRoot, 'scripts/inputs/alert/senders/payloads.sample');
  const event = readFileSync(join(sample, 'pagerduty-triggered.json'), 'utf8');
  const sign = (secret: string, body = event): Record<string, string> => ({
    'x-pagerduty-signature': `v1=${createHmac('sha256', secret).update(body).digest('hex')}`,
  });
  const bearer = { authorization: `Bearer ${secrets.PROD_TOKEN}` };
  expect(await post(server, 'pagerduty', event)).toBe(401);
  expect(await post(server, 'pagerduty', event, sign('wrong'))).toBe(401);
  expect(await post(server, 'pagerduty', `${event} `, sign(secrets.PD_NEW))).toBe(401);
  expect(await post(server, 'prod', payload(alert('a', 'checkout')))).toBe(401);
  for (const sender of ['unset', 'grafana', 'nobody', '../x']) {
    expect(await post(server, sender, event, sign(secrets.PD_NEW))).toBe(404);
  }
  const unsupported = readFileSync(join(sample, 'pagerduty-unsupported.json'), 'utf8');
  // A kind of event that nobody knows is PagerDuty's all the same.
  expect(await post(server, 'pagerduty', unsupported, sign(secrets.PD_NEW, unsupported))).toBe(202);
  expect(await post(server, 'prod', '{"version":"3"}', bearer)).toBe(422);
  expect(await post(server, 'prod', '{', bearer)).toBe(400);
  expect(await post(server, 'prod', `"${'x'.repeat(9_000_000)}"`, bearer)).toBe(413);
  expect((await fetch(`${server.url}intake/prod`)).status).toBe(404);
  expect((await fetch(`${server.url}intake/prod`, { method: 'PUT' })).status).toBe(405);
  expect(await post(server, 'pagerduty', event, sign(secrets.PD_OLD))).toBe(202);
  expect(await post(server, 'pagerduty', event, sign(secrets.PD_NEW))).toBe(202);
  expect(await post(server, 'prod', payload(alert('a', 'checkout')), bearer)).toBe(202);
  const second = await sitrepWith(secrets, clone, 'intake', 'serve', '--port', '0');
  expect(second.status).toBe(2);
  expect(second.stderr).toContain('Another process already receives alerts');
  await waitUntilDone(server);
  const metrics = await (await fetch(`${server.url}metrics`)).text();
  expect(metrics).toContain('sitrep_intake_requests_total{sender="pagerduty",answer="401"} 3');
  expect(metrics).toContain('sitrep_intake_incidents_total 2');
  // A payload that is accepted before the server is asked to stop is committed first.
  expect(await post(server, 'prod', payload(alert('b', 'search')), bearer)).toBe(202);
  expect(await server.stop()).toBe(0);
  const { incidents } = await readRemote(remote);
  expect(incidents.map(({ title }) => title)).toEqual([
    'Test Incident 3',
    'checkout is down',
    'search is down',
  ]);
  expect(existsSync(join(clone, 'incidents/.sitrep/intake/lock'))).toBe(false);
  expect(git(clone, ['status', '--porcelain'])).toBe('');
  const schema = join(packageRoot, 'schemas/output/intake-serve.schema.json');
  const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
  expect(validate({ url: server.url })).toBe(true);
});

it('does not start if anybody could write, or outside a repository', async () => {
  const folder = testdir(files);
  const nobody = await sitrep(folder, 'intake', 'serve');
  expect(nobody.stderr).toMatch(/PD_NEW, PD_OLD is not set[^]*No sender has a secret/);
  expect(nobody.status).toBe(2);
  const open = await sitrep(folder, 'intake', 'serve', '--unsigned', '--host', '0.0.0.0');
  expect(open.stderr).toContain('anybody who can reach 0.0.0.0 could open incidents');
  const outside = await sitrep(folder, 'intake', 'serve', '--unsigned');
  expect(outside.stderr).toContain('the data root is not in a Git repository');
  expect(outside.status).toBe(2);
});

it('keeps a resolution that arrived before its trigger', async () => {
  const { remote, clone } = makeClone();
  const server = await startServer(clone, {}, '--unsigned');
  if (!server) throw new Error('It did not start.');
  expect(await post(server, 'alertmanager', payload(alert('a', 'checkout', 0, 'resolved')))).toBe(
    202,
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await post(server, 'alertmanager', payload(alert('a', 'checkout')))).toBe(202);
  await waitUntilDone(server);
  expect(await server.stop()).toBe(0);
  const { incidents } = await readRemote(remote);
  expect(incidents).toMatchObject([{ status: 'resolved', entries: 2 }]);
});

it('moves a payload that it cannot process to failed, and processes the rest', async () => {
  const { remote, clone } = makeClone();
  const name = `01768377600000-b${'0'.repeat(32)}.json`;
  writeTree(clone, { [`incidents/.sitrep/intake/in/${name}`]: 'not what it wrote' });
  const server = await startServer(clone, {}, '--unsigned');
  if (!server) throw new Error('It did not start.');
  expect(await post(server, 'alertmanager', payload(alert('a', 'checkout')))).toBe(202);
  await waitUntilDone(server);
  const metrics = await (await fetch(`${server.url}metrics`)).text();
  expect(metrics).toContain('sitrep_intake_failed 1\n');
  expect(await server.stop()).toBe(0);
  expect(existsSync(join(clone, 'incidents/.sitrep/intake/failed', name))).toBe(true);
  expect((await readRemote(remote)).incidents).toHaveLength(1);
});

it('does not let an incident with a symbolic link block others', async () => {
  const { remote, clone } = makeClone();
  const server = await startServer(clone, {}, '--unsigned');
  if (!server) throw new Error('It did not start.');
  await post(server, 'alertmanager', payload(alert('a', 'checkout')));
  await waitUntilDone(server);
  const [opened] = (await readRemote(remote)).incidents;
  // Somebody pushes a link in place of its live entries.
  const timeline = join(clone, 'incidents', opened?.path ?? '', 'timeline');
  symlinkSync('../../../catalog', timeline);
  git(clone, ['add', '--all']);
  git(clone, ['commit', '--quiet', '--message', 'A link']);
  await post(server, 'alertmanager', payload(alert('a', 'checkout', 0, 'resolved')));
  await post(server, 'alertmanager', payload(alert('b', 'search', 1)));
  await waitUntilDone(server);
  const metrics = await (await fetch(`${server.url}metrics`)).text();
  expect(metrics).toContain('sitrep_intake_failed 1\n');
  expect(await server.stop()).toBe(0);
  expect((await readRemote(remote)).incidents).toHaveLength(2);
  expect(readdirSync(join(clone, 'incidents/catalog')).sort()).toEqual(['services', 'teams']);
});

/** Rebases and pushes, again if the server pushed in between. */
function pushOnTop(folder: string): void {
  for (let attempt = 1; ; attempt++) {
    git(folder, ['pull', '--quiet', '--rebase']);
    try {
      git(folder, ['push', '--quiet']);
      return;
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}

it('turns a storm of 5,000 alerts into five incidents while others push', async () => {
  const { remote, clone } = makeClone();
  const other = testdir();
  git(other, ['clone', '--quiet', remote, '.']);
  const server = await startServer(clone, {}, '--unsigned');
  if (!server) throw new Error('It did not start.');
  const services = ['checkout', 'search', 'payments', 'boards', 'accounts'];
  const storm = Array.from({ length: 5000 }, (_, index) =>
    alert(`k${index}`, services[index % 5] ?? '', index / 1000),
  );
  const bodies = Array.from({ length: 250 }, (_, index) =>
    payload(...storm.slice(index * 20, index * 20 + 20)),
  );
  for (let from = 0; from < bodies.length; from += 25) {
    const answers = bodies.slice(from, from + 25).map((body) => post(server, 'alertmanager', body));
    expect(new Set(await Promise.all(answers))).toEqual(new Set([202]));
    writeTree(other, { [`incidents/runbooks/note-${from}.txt`]: 'x' });
    git(other, ['add', '--all']);
    git(other, ['commit', '--quiet', '--message', 'Other work']);
    pushOnTop(other);
  }
  await waitUntilDone(server);
  expect(await server.stop()).toBe(0);
  const { incidents, marks } = await readRemote(remote);
  expect(incidents.map(({ services: of }) => of.join())).toEqual(expect.arrayContaining(services));
  expect(incidents).toHaveLength(5);
  expect(marks).toHaveLength(5000);
  expect(new Set(marks).size).toBe(5000);
});

/**
 * Kills the process and every git it started at its n-th write or git command after the first alert came
 * in: before a call, within a write, and a moment after a git command began.
 */
const killer = `
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import cp from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
let armed = false;
let calls = 0;
const hit = () => {
  if (armed && ++calls === Number(process.env.KILL_AT)) process.kill(-process.pid, 'SIGKILL');
};
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const wrap = (target, name, around) => {
  const call = target[name].bind(target);
  target[name] = (...args) => around(call, ...args);
};
const before = (call, ...args) => (hit(), call(...args));
for (const name of ['openSync', 'fsyncSync', 'renameSync', 'rmSync', 'mkdirSync']) wrap(fs, name, before);
wrap(fs, 'writeSync', (call, file, text) => {
  hit();
  call(file, text.slice(0, text.length / 2));
  hit();
  return call(file, text.slice(text.length / 2));
});
for (const name of ['rename', 'rm']) wrap(fsp, name, before);
wrap(fsp, 'open', async (call, path, ...args) => {
  if (String(path).includes('/in/')) armed = true;
  hit();
  const file = await call(path, ...args);
  wrap(file, 'sync', before);
  wrap(file, 'writeFile', async (write, text) => {
    hit();
    await write(text.slice(0, text.length / 2));
    hit();
    return write(text.slice(text.length / 2));
  });
  return file;
});
wrap(cp, 'spawn', (call, ...args) => {
  hit();
  const child = call(...args);
  if (armed) wait(Number(process.env.KILL_AT) % 5);
  hit();
  return child;
});
syncBuiltinESMExports();
process.on('exit', () => fs.writeFileSync(process.env.KILL_OUT, String(calls)));
`;

describe('killed with -9', () => {
  /** Sends three alerts, each until it is accepted, as senders do, and counts calls and kills. */
  async function run(killAt: number): Promise<{ calls: number; kills: number }> {
    const { remote, clone } = makeClone();
    const other = testdir({ 'killer.mjs': killer });
    git(other, ['clone', '--quiet', remote, 'clone']);
    const work = join(other, 'clone');
    const environment = {
      NODE_OPTIONS: `--import=${join(other, 'killer.mjs')}`,
      KILL_AT: String(killAt),
      KILL_OUT: join(other, 'calls'),
    };
    const start = async (env: Record<string, string>): Promise<Server> => {
      const started = await startServer(clone, env, '--unsigned');
      if (!started) throw new Error('It did not start.');
      return started;
    };
    let server = await start(environment);
    let kills = 0;
    const revive = async (): Promise<void> => {
      await server.ended;
      kills += 1;
      server = await start({});
    };
    const bodies = [
      payload(alert('a', 'checkout')),
      payload(alert('b', 'checkout', 1)),
      payload(alert('a', 'checkout', 0, 'resolved')),
    ];
    for (const [index, body] of bodies.entries()) {
      while ((await post(server, 'alertmanager', body)) !== 202) await revive();
      if (index > 0) {
        writeTree(work, { [`incidents/runbooks/${index}.txt`]: 'x' });
        git(work, ['add', '--all']);
        git(work, ['commit', '--quiet', '--message', 'Other work']);
        pushOnTop(work);
      }
      await waitUntilDone(server).catch(revive);
      await waitUntilDone(server);
    }
    if ((await server.stop()) !== 0) {
      await revive();
      expect(await server.stop()).toBe(0);
    }
    const { incidents, marks, findings } = await readRemote(remote);
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(incidents).toMatchObject([{ id: '2026-01-14-checkout-is-down', status: 'open' }]);
    expect(marks.map((mark) => mark.split(' ')[0]).sort()).toEqual(['cleared', 'fired', 'fired']);
    expect(new Set(marks).size).toBe(3);
    expect(git(clone, ['status', '--porcelain'])).toBe('');
    const calls = existsSync(join(other, 'calls')) ? readFileSync(join(other, 'calls'), 'utf8') : 0;
    return { calls: Number(calls), kills };
  }

  test('loses no accepted alert at any call, and records none twice', async () => {
    const { calls } = await run(0);
    expect(calls).toBeGreaterThan(60);
    const wanted = process.env['SITREP_KILLS'];
    const count = wanted === 'all' ? calls : Number(wanted ?? 3);
    let killed = 0;
    for (let point = 1; point <= count; point++) {
      const at = Math.max(1, Math.round((point * calls) / count) - (count === calls ? 0 : 3));
      try {
        killed += (await run(at)).kills;
      } catch (error) {
        throw new Error(`killed at call ${at} of ${calls}: ${String(error)}`, { cause: error });
      }
    }
    expect(killed).toBeGreaterThanOrEqual(count / 2);
    if (wanted !== undefined)
      process.stdout.write(`${killed} kills at ${count} of ${calls} calls\n`);
  }, 3_600_000);
});
