import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { answer } from './answer.ts';
import { api, type Answer, type FakeRequest } from './operation.ts';
import type { FakeGitHub } from './state.ts';

/** Faults of a request, before or after GitHub carried it out. */
export const faults = [
  'error-before',
  'error-after',
  'limit',
  'too-many',
  'hour-is-over',
  'reset-before',
  'reset-after',
  'crash-before',
  'crash-after',
] as const;
export type Fault = (typeof faults)[number];

/** How a test observes and disturbs requests. */
export interface Handling {
  /** Chooses the fault of each request, counted from 1. */
  fault?: (count: number, request: FakeRequest) => Fault | undefined;
  /** Awaited before each request, so that a test can order concurrent ones. */
  turn?: () => Promise<void>;
  /** Collects exchanges that do not match GitHub's description; undefined to skip the slow check. */
  wrong?: string[];
  /** Collects every request. */
  log?: string[];
}

/** Makes a `fetch` that reaches a repository in memory and nothing else. */
export function makeFetch(state: FakeGitHub, handling: Handling = {}): typeof fetch {
  let count = 0;
  let dead = false;
  const reach: typeof fetch = async (input, init = {}) => {
    await handling.turn?.();
    if (dead) throw new TypeError('fetch failed: the run is dead');
    const request = readRequest(
      input instanceof Request ? input.url : input.toString(),
      init.method ?? 'GET',
      init.body,
      init.headers,
    );
    handling.log?.push(`${request.method} ${request.path}`);
    const fault = handling.fault?.(++count, request);
    const isBefore = fault !== undefined && !fault.endsWith('-after');
    const found = isBefore ? undefined : answer(state, request, handling.wrong);
    if (fault?.startsWith('crash')) dead = true;
    if (fault?.startsWith('crash') || fault?.startsWith('reset'))
      throw new TypeError('fetch failed: ECONNRESET');
    const told = fault ? makeFault(fault, state) : found;
    const response = makeResponse(told ?? makeFault('error-before', state), state, request);
    return follow(response, request.method, init, reach);
  };
  return reach;
}

/** Follows a redirect as `fetch` does: a redirected POST becomes a GET. */
async function follow(
  response: Response,
  method: string,
  init: RequestInit,
  reach: typeof fetch,
): Promise<Response> {
  const location = response.headers.get('location');
  if (response.status !== 301 || location === null || init.redirect === 'manual') return response;
  const { body: _body, ...rest } = init;
  return reach(location, method === 'POST' ? { ...rest, method: 'GET' } : init);
}

function makeFault(fault: Fault, { clock }: FakeGitHub): Answer {
  const fail = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest' },
    headers,
  });
  switch (fault) {
    case 'limit':
      return fail(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '60' });
    case 'too-many':
      return fail(429, 'Too many requests', { 'retry-after': '60' });
    case 'hour-is-over':
      return fail(403, 'API rate limit exceeded for installation.', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(clock / 1000) + 1800),
      });
    default:
      return fail(fault === 'error-after' ? 502 : 500, 'Server Error');
  }
}

function makeResponse(
  { status, body, headers }: Answer,
  { clock, limit }: FakeGitHub,
  request: FakeRequest,
): Response {
  const text = body === undefined ? null : JSON.stringify(body);
  const told: Record<string, string> = {
    date: new Date(clock).toUTCString(),
    'x-ratelimit-limit': String(limit.limit),
    'x-ratelimit-remaining': String(limit.remaining),
    'x-ratelimit-used': String(limit.limit - limit.remaining),
    'x-ratelimit-reset': String(Math.ceil(limit.resetAt / 1000)),
    ...(text !== null && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  };
  if (request.method === 'GET' && status === 200 && text !== null) {
    const etag = `W/"${createHash('sha1').update(text).digest('hex')}"`;
    told['etag'] = etag;
    if (request.headers['if-none-match'] === etag) {
      // An unchanged response does not count towards the limit.
      limit.remaining++;
      told['x-ratelimit-remaining'] = String(limit.remaining);
      return new Response(null, { status: 304, headers: told });
    }
  }
  return new Response(text, { status, headers: told });
}

function readRequest(
  address: string,
  method: string,
  body: unknown,
  headers: RequestInit['headers'],
): FakeRequest {
  const url = new URL(address);
  return {
    method,
    path: decodeURIComponent(url.pathname),
    parts: url.pathname
      .slice(1)
      .split('/')
      .map((part) => decodeURIComponent(part)),
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(new Headers(headers)),
    body:
      typeof body === 'string' && body !== ''
        ? (JSON.parse(body) as Record<string, unknown>)
        : undefined,
  };
}

/** Serves a repository in memory on loopback. */
export async function serveGitHub(
  state: FakeGitHub,
  handling: Handling = {},
): Promise<{ url: string; close: () => Promise<void> }> {
  const reach = makeFetch(state, handling);
  let url = '';
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const method = incoming.method ?? 'GET';
      const body = Buffer.concat(chunks).toString();
      const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      // A redirect is the client's to follow.
      const init = { method, headers, redirect: 'manual', ...(body !== '' && { body }) } as const;
      reach(`http://loopback${incoming.url ?? ''}`, init)
        .then(async (response) => {
          // Links point to this server, not to GitHub.
          const here = (text: string): string => text.replaceAll(api, url);
          for (const [name, value] of response.headers) outgoing.setHeader(name, here(value));
          outgoing.writeHead(response.status);
          outgoing.end(here(await response.text()));
        })
        .catch(() => incoming.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
