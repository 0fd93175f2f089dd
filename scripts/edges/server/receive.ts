import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '../../model/time/instant.ts';
import { parseBody, readBody, type BodyMemory } from './body.ts';
import type { Metrics } from './metrics.ts';
import { isProved, type Proof } from './signature.ts';
import type { Spool } from './spool.ts';

/** A sender that may post to `/intake/<id>`. */
export interface Endpoint {
  /** Undefined if anybody may post, which `--unsigned` allows. */
  proof?: Proof;
  /** Counts the signals of a payload and lists what is left out; or explains why it cannot be read. */
  read: (
    payload: unknown,
    received: Instant,
  ) => { unsupported: string } | { signals: number; left: readonly string[] };
}

/** Everything that the server needs. */
export interface Receiving {
  spool: Spool;
  metrics: Metrics;
  findEndpoint: (id: string) => Endpoint | undefined;
  /** Called when a payload was accepted. */
  wake: () => void;
  /** Names what is wrong in one word; undefined if nothing is. */
  findTrouble: () => string | undefined;
  clock: () => Instant;
  /** Maximum size of a body in bytes. */
  maxBytes: number;
}

/** Maximum number of bodies of the maximum size in memory at once. */
const maxBodies = 16;
const maxConnections = 500;

interface IntakeResponse {
  status: number;
  body: object | string;
  headers?: Readonly<Record<string, string>>;
}

/** A server that is listening. */
export interface Listening {
  url: string;
  /** Stops accepting requests, and returns when all earlier ones are answered. */
  close(): Promise<void>;
}

/** Listens for alerts. Responds with 202 only once a payload is durably in the spool. */
export async function listen(
  receiving: Receiving,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const memory: BodyMemory = { bytes: 0, maxBytes: maxBodies * receiving.maxBytes };
  const server = createServer((request, response) => {
    answer(receiving, request, memory)
      .catch((): IntakeResponse => ({
        status: 500,
        body: { error: 'The payload could not be stored. Send it again.' },
      }))
      .then((given) => {
        send(request.method, response, given);
      })
      .catch(() => response.destroy());
  });
  server.requestTimeout = 20_000;
  server.headersTimeout = 10_000;
  server.maxRequestsPerSocket = 1000;
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${shown}:${address.port}/`, close: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answer(
  receiving: Receiving,
  request: IncomingMessage,
  memory: BodyMemory,
): Promise<IntakeResponse> {
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  if (request.method === 'GET' || request.method === 'HEAD') return answerRead(receiving, pathname);
  const [, id] = /^\/intake\/([a-z0-9][a-z0-9-]{0,39})$/.exec(pathname) ?? [];
  if (id === undefined) return { status: 404, body: { error: 'Not found.' } };
  if (request.method !== 'POST') {
    return { status: 405, body: { error: 'Use POST.' }, headers: { allow: 'POST' } };
  }
  const given = await receive(receiving, id, request, memory);
  const sender = receiving.findEndpoint(id) ? id : 'unknown';
  receiving.metrics.count('sitrep_intake_requests_total', { sender, answer: String(given.status) });
  return given;
}

function answerRead({ metrics, spool, findTrouble }: Receiving, pathname: string): IntakeResponse {
  if (pathname === '/healthz') {
    const trouble = findTrouble();
    const state = { status: trouble ?? 'ok', waiting: spool.size() };
    return { status: trouble === undefined ? 200 : 503, body: state };
  }
  if (pathname !== '/metrics') return { status: 404, body: { error: 'Not found.' } };
  metrics.set('sitrep_intake_waiting', spool.size());
  metrics.set('sitrep_intake_failed', spool.countAside());
  return {
    status: 200,
    body: metrics.format(),
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  };
}

async function receive(
  { spool, findEndpoint, wake, clock, maxBytes }: Receiving,
  id: string,
  request: IncomingMessage,
  memory: BodyMemory,
): Promise<IntakeResponse> {
  const endpoint = findEndpoint(id);
  if (!endpoint)
    return { status: 404, body: { error: 'There is no such sender in the settings.' } };
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const { proof } = endpoint;
  // A browser sends the origin of a page that posts, and no page may post for a sender.
  if (!proof && header('origin') !== undefined) {
    return { status: 403, body: { error: 'Requests from pages in a browser are rejected.' } };
  }
  const unproved = { status: 401, body: { error: 'The signature or token is missing or wrong.' } };
  // A token is checked before the body is read.
  const isToken = proof?.kind === 'bearer';
  if (isToken && !isProved(proof, { header, body: new Uint8Array() })) return unproved;
  const body = await readBody(request, maxBytes, memory);
  if (body === 'large')
    return { status: 413, body: { error: `The body is larger than ${maxBytes} bytes.` } };
  if (body === 'full') return busy('Too many requests at once. Send it again.');
  if (proof && !isToken && !isProved(proof, { header, body })) return unproved;
  const parsed = parseBody(body);
  if (!parsed) return { status: 400, body: { error: 'The body is not JSON.' } };
  const received = clock();
  const reading = endpoint.read(parsed.value, received);
  if ('unsupported' in reading) return { status: 422, body: { error: reading.unsupported } };
  const result = {
    accepted: reading.signals,
    ...(reading.left.length > 0 && { left: reading.left.slice(0, 20) }),
  };
  // A payload without an alert is accepted too, or the tool would stop sending, but it is not stored.
  if (reading.signals === 0) return { status: 202, body: { ...result, again: false } };
  const key = header('idempotency-key');
  const accepted = await spool.accept({
    source: id,
    received,
    text: parsed.text,
    ...(key !== undefined && key !== '' && { key: key.slice(0, 500) }),
  });
  if (accepted === 'full')
    return busy('Too many payloads are waiting to be committed. Send it again.');
  wake();
  return { status: 202, body: { ...result, again: accepted === 'again' } };
}

function busy(error: string): IntakeResponse {
  return { status: 503, body: { error }, headers: { 'retry-after': '30' } };
}

function send(
  method: string | undefined,
  response: ServerResponse,
  { status, body, headers = {} }: IntakeResponse,
): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // The rest of the body is not read.
    ...(status === 413 && { connection: 'close' }),
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : text);
}
