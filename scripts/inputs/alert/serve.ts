import { join } from 'node:path';
import { lockSpool } from '../../edges/server/lock.ts';
import { openSpool } from '../../edges/server/spool.ts';
import {
  listen,
  type Endpoint,
  type Listening,
  type Receiving,
} from '../../edges/server/receive.ts';
import { startMetrics } from '../../edges/server/metrics.ts';
import { type Proof } from '../../edges/server/signature.ts';
import { type Settings } from '../../model/register/register.ts';
import { startDraining, type Draining } from './drain.ts';
import { findSource, readPayload, type Source } from './payload.ts';
import { openClone, type Writing } from './writer.ts';
import { openRegister } from '../../session/open.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';
import { type Values, readPort } from '../../session/options.ts';

/** Largest body: Alertmanager sends all alerts of a group at once. */
const mostBytes = 8 * 1024 * 1024;

export async function serve(
  context: Context,
  _values: readonly unknown[],
  options: Values,
): Promise<CommandResult> {
  const { register } = await openRegister(context);
  const isOpen = options['unsigned'] === true;
  const host = String(options['host']);
  if (isOpen && !/^(?:127\.[0-9.]+|::1|localhost)$/.test(host)) {
    throw new Failure(
      `--unsigned would let anybody who can reach ${host} open incidents.`,
      'Leave --host out, or give each sender a secret.',
    );
  }
  const proofs = readProofs(register.settings, isOpen, context);
  const folder =
    typeof options['spool'] === 'string' ? options['spool'] : join(context.root, '.sitrep/intake');
  const unlock = lockSpool(folder, Date.now());
  if (!unlock) {
    throw new Failure(
      `Another process takes alerts into ${folder}.`,
      `Stop it; or remove ${join(folder, 'lock')} where there is none.`,
    );
  }
  try {
    await openClone(context);
    const metrics = startMetrics();
    const spool = openSpool(folder);
    const writing: Writing = { context, spool, metrics, push: options['push'] !== false, register };
    const draining = startDraining(writing);
    const listening = await start(options, {
      spool,
      metrics,
      findEndpoint: (id) => findEndpoint(id, writing.register.settings, proofs, isOpen),
      wake: draining.wake,
      findTrouble: draining.findTrouble,
      clock: () => Date.now(),
      most: mostBytes,
    });
    draining.wake();
    await serveUntilStopped(context, listening, draining);
  } finally {
    unlock();
  }
  return { status: 0, data: undefined, text: '' };
}

async function start(options: Values, receiving: Receiving): Promise<Listening> {
  const host = String(options['host']);
  const port = readPort(options['port']);
  try {
    return await listen(receiving, { host, port });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : code;
    throw new Failure(`Port ${port} cannot be used: ${why}.`, 'Name another: --port 0 finds one.');
  }
}

/** Proofs by sender, with the secrets of this process. A sender without any is not set up. */
function readProofs(
  { intake }: Settings,
  isOpen: boolean,
  context: Context,
): ReadonlyMap<string, Proof> {
  const proofs = new Map<string, Proof>();
  for (const one of intake.senders) {
    const names = one.secrets_from ?? [];
    const secrets = names.flatMap((name) => process.env[name] || []);
    const missing = names.filter((name) => !process.env[name]);
    if (missing.length > 0) context.tell(`${one.id}: ${missing.join(', ')} is not set`);
    const { sender } = findSource(one.id, { intake }) ?? {};
    const kind = one.proof ?? (sender?.signature === undefined ? 'bearer' : 'signature');
    const header = (one.header ?? sender?.signature ?? 'x-hub-signature-256').toLowerCase();
    if (secrets.length > 0) proofs.set(one.id, { kind, header, secrets });
  }
  if (proofs.size === 0 && !isOpen) {
    throw new Failure(
      'No sender is set up whose alerts could be told from anybody else’s.',
      'Name one in sitrep.yaml (intake, senders, secrets_from) and set its secret; --unsigned takes all.',
    );
  }
  return proofs;
}

function findEndpoint(
  id: string,
  settings: Settings,
  proofs: ReadonlyMap<string, Proof>,
  isOpen: boolean,
): Endpoint | undefined {
  const source: Source | undefined = findSource(id, settings);
  const proof = proofs.get(id);
  if (!source || (!proof && !isOpen)) return undefined;
  return {
    ...(proof && { proof }),
    read(payload, received) {
      const reading = readPayload(source, payload, received);
      if (!('unsupported' in reading)) return { ...reading, signals: reading.signals.length };
      return reading.isGenuine ? { signals: 0, left: [reading.unsupported] } : reading;
    },
  };
}

/** Says where it listens, until the process is asked to end; then what was accepted is committed first. */
async function serveUntilStopped(
  context: Context,
  listening: Listening,
  draining: Draining,
): Promise<void> {
  context.announce({ url: listening.url }, listening.url);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await listening.close();
  await draining.stop();
}
