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
import { startDrain, type AlertDrain } from './drain.ts';
import { findSource, readPayload } from './payload.ts';
import { openClone, type AlertWriter } from './writer.ts';
import { openRegister } from '../../session/open.ts';
import { Failure, type Context } from '../../session/context.ts';
import type { CommandResult } from '../../session/result.ts';

/** Maximum size of a body in bytes. Alertmanager sends all alerts of a group at once. */
const maxBytes = 8 * 1024 * 1024;

/** Options of the server. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly spool: string | undefined;
  readonly push: boolean | undefined;
  readonly unsigned: boolean | undefined;
}

/** Receives alerts over HTTP and commits them to the clone until the process is asked to stop. */
export async function runIntakeServer(
  context: Context,
  options: ServeOptions,
): Promise<CommandResult> {
  const { register } = await openRegister(context);
  const isUnsigned = options.unsigned === true;
  const { host } = options;
  if (isUnsigned && !/^(?:127\.[0-9.]+|::1|localhost)$/.test(host)) {
    throw new Failure(
      `With --unsigned, anybody who can reach ${host} could open incidents.`,
      'Leave out --host, or give each sender a secret.',
    );
  }
  const proofs = readProofs(register.settings, isUnsigned, context);
  const folder = options.spool ?? join(context.root, '.sitrep/intake');
  const unlock = lockSpool(folder, Date.now());
  if (!unlock) {
    throw new Failure(
      `Another process already receives alerts in ${folder}.`,
      `Stop it. If there is no such process, remove ${join(folder, 'lock')}.`,
    );
  }
  try {
    await openClone(context);
    const metrics = startMetrics();
    const spool = openSpool(folder);
    const writer: AlertWriter = {
      context,
      spool,
      metrics,
      push: options.push !== false,
      register,
    };
    const drain = startDrain(writer);
    const listening = await start(options, {
      spool,
      metrics,
      findEndpoint: (id) => findEndpoint(id, writer.register.settings, proofs, isUnsigned),
      wake: drain.wake,
      findTrouble: drain.findTrouble,
      clock: () => Date.now(),
      maxBytes: maxBytes,
    });
    drain.wake();
    await serveUntilStopped(context, listening, drain);
  } finally {
    unlock();
  }
  return { status: 0, data: undefined, text: '' };
}

async function start({ host, port }: ServeOptions, receiving: Receiving): Promise<Listening> {
  try {
    return await listen(receiving, { host, port });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program uses it' : code;
    throw new Failure(
      `Port ${port} cannot be used: ${why}.`,
      'Choose another port, or use --port 0 for any free one.',
    );
  }
}

/**
 * Reads the secrets of senders from the environment. A sender without a secret is not set up.
 *
 * @throws {Failure} if no sender is set up
 */
function readProofs(
  { intake }: Settings,
  isUnsigned: boolean,
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
  if (proofs.size === 0 && !isUnsigned) {
    throw new Failure(
      'No sender has a secret, so alerts cannot be authenticated.',
      'Add one in sitrep.yaml (intake, senders, secrets_from) and set its secret, or use --unsigned to try the server.',
    );
  }
  return proofs;
}

function findEndpoint(
  id: string,
  settings: Settings,
  proofs: ReadonlyMap<string, Proof>,
  isUnsigned: boolean,
): Endpoint | undefined {
  const source = findSource(id, settings);
  const proof = proofs.get(id);
  if (!source || (!proof && !isUnsigned)) return undefined;
  return {
    ...(proof && { proof }),
    read(payload, received) {
      const reading = readPayload(source, payload, received);
      if (!('unsupported' in reading)) return { ...reading, signals: reading.signals.length };
      return reading.isGenuine ? { signals: 0, left: [reading.unsupported] } : reading;
    },
  };
}

/** Announces the address, and waits for a signal to stop. Commits accepted alerts before it returns. */
async function serveUntilStopped(
  context: Context,
  listening: Listening,
  drain: AlertDrain,
): Promise<void> {
  context.announce({ url: listening.url }, listening.url);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await listening.close();
  await drain.stop();
}
