import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '../../model/time/instant.ts';
import { parseBody, readBody, type Held } from './body.ts';
import type { Metrics } from './metrics.ts';
import { isProved, type Proof } from './signature.ts';
import type { Spool } from './spool.ts';

/** Who may post to `/intake/<id>`. */
export interface Endpoint {
  /** Undefined: anybody, where that was asked for. */
  proof?: Proof;
  /** Why a payload cannot be read, as a sentence; or how many signals it holds, and what of it is left out. */
  read: (
    payload: unknown,
    received: Instant,
  ) => { unsupported: string } | { signals: number; left: readonly string[] };
}

/** What the server asks of those that run it. */
export interface Receiving {
  spool: Spool;
  metrics: Metrics;
  findEndpoint: (id: string) => Endpoint | undefined;
  /** Called when something was accepted. */
  wake: () => void;
  /** What is wrong, in a word; undefined while all is well. */
  findTrouble: () => string | undefined;
  clock: () => Instant;
  /** Largest body in bytes. */
  most: number;
}

/** So many bodies of the largest size are held at once. */
const mostBodies = 16;
const mostConnections = 500;

interface Answer {
  status: number;
  body: object | string;
  headers?: Readonly<Record<string, string>>;
}

export interface Listening {
  url: string;
  /** Takes no more requests, and returns when those that came are answered. */
  close(): Promise<void>;
}

/** Listens for alerts. Nothing is answered with 202 before it lies durably in the spool. */
export async function listen(
  receiving: Receiving,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const held: Held = { bytes: 0, most: mostBodies * receiving.most };
  const server = createServer((request, response) => {
    answer(receiving, request, held)
      .catch((): Answer => ({
        status: 500,
        body: { error: 'It could not be kept. Send it again.' },
      }))
      .then((given) => {
        send(request.method, response, given);
      })
      .catch(() => response.destroy());
  });
  server.requestTimeout = 20_000;
  server.headersTimeout = 10_000;
  server.maxRequestsPerSocket = 1000;
  server.maxConnections = mostConnections;
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

async function answer(receiving: Receiving, request: IncomingMessage, held: Held): Promise<Answer> {
  const [pathname = '/'] = (request.url ?? '/').split('?', 1);
  if (request.method === 'GET' || request.method === 'HEAD') return answerRead(receiving, pathname);
  const [, id] = /^\/intake\/([a-z0-9][a-z0-9-]{0,39})$/.exec(pathname) ?? [];
  if (id === undefined) return { status: 404, body: { error: 'There is nothing here.' } };
  if (request.method !== 'POST') {
    return { status: 405, body: { error: 'Post it.' }, headers: { allow: 'POST' } };
  }
  const given = await receive(receiving, id, request, held);
  const sender = receiving.findEndpoint(id) ? id : 'unknown';
  receiving.metrics.count('sitrep_intake_requests_total', { sender, answer: String(given.status) });
  return given;
}

function answerRead({ metrics, spool, findTrouble }: Receiving, pathname: string): Answer {
  if (pathname === '/healthz') {
    const trouble = findTrouble();
    const state = { status: trouble ?? 'ok', waiting: spool.size() };
    return { status: trouble === undefined ? 200 : 503, body: state };
  }
  if (pathname !== '/metrics') return { status: 404, body: { error: 'There is nothing here.' } };
  metrics.set('sitrep_intake_waiting', spool.size());
  metrics.set('sitrep_intake_failed', spool.countAside());
  return {
    status: 200,
    body: metrics.format(),
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  };
}

async function receive(
  { spool, findEndpoint, wake, clock, most }: Receiving,
  id: string,
  request: IncomingMessage,
  held: Held,
): Promise<Answer> {
  const endpoint = findEndpoint(id);
  if (!endpoint) return { status: 404, body: { error: 'No such sender is set up.' } };
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const { proof } = endpoint;
  // A browser tells where a page comes from that posts: no page of anybody's speaks for a sender.
  if (!proof && header('origin') !== undefined) {
    return { status: 403, body: { error: 'It comes from a page in a browser.' } };
  }
  const unproved = { status: 401, body: { error: 'It is not proved that the sender sent it.' } };
  // A token needs no body: nothing is read of whom it tells apart.
  const isToken = proof?.kind === 'bearer';
  if (isToken && !isProved(proof, { header, body: new Uint8Array() })) return unproved;
  const body = await readBody(request, most, held);
  if (body === 'large') return { status: 413, body: { error: `A body may have ${most} bytes.` } };
  if (body === 'full') return busy('Too much is being sent at once. Send it again.');
  if (proof && !isToken && !isProved(proof, { header, body })) return unproved;
  const parsed = parseBody(body);
  if (!parsed) return { status: 400, body: { error: 'It is no JSON.' } };
  const received = clock();
  const reading = endpoint.read(parsed.value, received);
  if ('unsupported' in reading) return { status: 422, body: { error: reading.unsupported } };
  const told = {
    accepted: reading.signals,
    ...(reading.left.length > 0 && { left: reading.left.slice(0, 20) }),
  };
  // What tells of no alert is answered like the rest, or the tool would send nothing more; it need not be kept.
  if (reading.signals === 0) return { status: 202, body: { ...told, again: false } };
  const key = header('idempotency-key');
  const accepted = await spool.accept({
    source: id,
    received,
    text: parsed.text,
    ...(key !== undefined && key !== '' && { key: key.slice(0, 500) }),
  });
  if (accepted === 'full') return busy('Too much waits to be committed. Send it again.');
  wake();
  return { status: 202, body: { ...told, again: accepted === 'again' } };
}

function busy(error: string): Answer {
  return { status: 503, body: { error }, headers: { 'retry-after': '30' } };
}

function send(
  method: string | undefined,
  response: ServerResponse,
  { status, body, headers = {} }: Answer,
): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What was not read to its end is not read any more.
    ...(status === 413 && { connection: 'close' }),
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : text);
}
