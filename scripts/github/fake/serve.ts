import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type Answer, type Request as Asked } from './answer.ts';
import type { FakeGitHub } from './state.ts';
import { readDescription } from './validate.ts';

/** What may go wrong with a request, before or after GitHub did what it was asked. */
export const faults = [
  'error-before',
  'error-after',
  'limit',
  'too-many',
  'reset-before',
  'reset-after',
  'crash-before',
  'crash-after',
] as const;
export type Fault = (typeof faults)[number];

export interface Handling {
  /** Asked for each request, in order from 1. */
  fault?: (count: number, request: Asked) => Fault | undefined;
  /** Waited for before each request is looked at: lets a test choose which of several goes first. */
  turn?: () => Promise<void>;
  /** Exchanges that are not as GitHub describes them; left out where it would take too long. */
  wrong?: string[];
  /** Each request that was looked at. */
  log?: string[];
}

let hold: ReturnType<typeof readDescription> | undefined;

/** A `fetch` that reaches a repository in memory and nothing else. */
export function makeFetch(state: FakeGitHub, handling: Handling = {}): typeof fetch {
  let count = 0;
  let dead = false;
  return async (input, init = {}) => {
    await handling.turn?.();
    if (dead) throw new TypeError('fetch failed: the run is dead');
    const request = readRequest(
      input instanceof Request ? input.url : input.toString(),
      init.method ?? 'GET',
      init.body,
    );
    handling.log?.push(`${request.method} ${request.path}`);
    const fault = handling.fault?.(++count, request);
    const isBefore = fault !== undefined && !fault.endsWith('-after');
    const found = isBefore ? undefined : answer(state, request);
    if (found && handling.wrong) {
      hold ??= readDescription();
      const { status, body } = found;
      handling.wrong.push(...hold({ ...request, status, answer: body }));
    }
    if (fault?.startsWith('crash')) dead = true;
    if (fault?.startsWith('crash') || fault?.startsWith('reset'))
      throw new TypeError('fetch failed: ECONNRESET');
    return makeResponse(fault ? makeFault(fault) : (found ?? makeFault('error-before')), state);
  };
}

function makeFault(fault: Fault): Answer {
  if (fault === 'limit') {
    const message = 'You have exceeded a secondary rate limit.';
    return { status: 403, body: { message }, headers: { 'retry-after': '60' } };
  }
  if (fault === 'too-many') {
    return { status: 429, body: { message: 'Too many' }, headers: { 'retry-after': '60' } };
  }
  return { status: fault === 'error-after' ? 502 : 500, body: { message: 'Server Error' } };
}

function makeResponse({ status, body, headers = {} }: Answer, { clock }: FakeGitHub): Response {
  const text = body === undefined ? null : JSON.stringify(body);
  return new Response(text, {
    status,
    headers: {
      ...headers,
      ...(text !== null && { 'content-type': 'application/json; charset=utf-8' }),
      date: new Date(clock).toUTCString(),
    },
  });
}

function readRequest(address: string, method: string, body: unknown): Asked {
  const url = new URL(address);
  return {
    method,
    path: decodeURIComponent(url.pathname),
    query: Object.fromEntries(url.searchParams),
    body: typeof body === 'string' && body !== '' ? (JSON.parse(body) as Asked['body']) : {},
  };
}

/** The same behind a real HTTP server on loopback. */
export async function serveGitHub(
  state: FakeGitHub,
  handling: Handling = {},
): Promise<{ url: string; close: () => Promise<void> }> {
  const reach = makeFetch(state, handling);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const method = incoming.method ?? 'GET';
      const body = Buffer.concat(chunks).toString();
      reach(`http://loopback${incoming.url ?? ''}`, { method, ...(body !== '' && { body }) })
        .then(async (response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers));
          outgoing.end(await response.text());
        })
        .catch(() => incoming.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
