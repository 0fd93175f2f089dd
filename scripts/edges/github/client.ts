import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Instant } from '../../model/time/instant.ts';
import { GitHubError, readTrouble } from './error.ts';

export interface Access {
  /** owner/name */
  repository: string;
  token: string;
  /** `GITHUB_API_URL`: another for GitHub Enterprise, and in tests. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /** Whether to keep to the pace that GitHub asks for: a second between writes. */
  paced?: boolean;
  /** How often a read is repeated that failed. */
  readRetries?: number;
  /** How long an answer is waited for, in milliseconds. */
  patience?: number;
  /** Answers of earlier runs, by address: what has not changed since costs nothing. Kept up to date here. */
  remembered?: Map<string, Remembered>;
}

/** An answer that can be asked for again with its ETag. */
export interface Remembered {
  etag: string;
  body: string;
}

/** Sends one request; `what` says in an error what it was for. */
type Send = <T>(what: string, request: () => Promise<{ data: T; headers: object }>) => Promise<T>;

/** A repository on GitHub: the requests that Sitrep makes, counted. */
export interface GitHub {
  owner: string;
  repo: string;
  octokit: Octokit;
  /** Reads; repeated when they fail. */
  read: Send;
  /** Writes: never repeated, since the first may have been done. */
  write: Send;
  /** How many requests were sent, repetitions with them. */
  requests: () => number;
  /** GitHub's own clock, as its last answer had it. */
  now: () => Instant;
}

const Client = Octokit.plugin(throttling, retry);

/** Waits longer than this are left to the next run. */
const longestWait = 30;

/** Opens a repository; sends nothing yet. */
export function openGitHub(access: Access): GitHub {
  const [owner = '', repo = ''] = access.repository.split('/');
  let requests = 0;
  let clock: Instant | undefined;
  const { paced = true, readRetries = 3, patience = 30_000, remembered } = access;
  const reach = access.fetch ?? fetch;
  // Octokit knows no time-out of its own.
  const patient: typeof fetch = (input, init) => {
    requests++;
    return reach(input, { ...init, signal: AbortSignal.timeout(patience) });
  };
  const mayWait = (seconds: number, _options: object, _client: object, times: number): boolean =>
    seconds <= longestWait && times < 1;
  const octokit = new Client({
    auth: access.token,
    userAgent: 'sitrep',
    ...(access.baseUrl !== undefined && { baseUrl: access.baseUrl }),
    request: { fetch: remembered ? askOnce(patient, remembered) : patient },
    throttle: { enabled: paced, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
    retry: {
      enabled: readRetries > 0,
      retries: readRetries,
      retryAfterBaseValue: paced ? 1000 : 0,
      // Who asks to slow down is not asked again a second later.
      doNotRetry: [304, 400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  octokit.hook.before('request', (options) => {
    // A write that was done may have answered 502: repeating it would do it twice.
    // Queries are posted too, and only read. A copy: Octokit shares the object with the requests that follow, which may be reads.
    const isRead = options.method === 'GET' || options.url.endsWith('/graphql');
    if (!isRead) options.request = { ...options.request, retries: 0 };
  });
  const send = async <T>(
    what: string,
    isWrite: boolean,
    request: () => Promise<{ data: T; headers: object }>,
  ): Promise<T> => {
    try {
      const { data, headers } = await request();
      const { date } = headers as { date?: string };
      const at = Date.parse(date ?? '');
      if (Number.isFinite(at)) clock = at;
      return data;
    } catch (error) {
      throw readTrouble(error, what, isWrite);
    }
  };
  return {
    owner,
    repo,
    octokit,
    read: (what, request) => send(what, false, request),
    write: (what, request) => send(what, true, request),
    requests: () => requests,
    now: () => {
      if (clock === undefined) throw new GitHubError('unavailable', 'GitHub has not answered yet.');
      return clock;
    },
  };
}

/** A `fetch` that asks whether what is remembered still holds, and answers with it where it does. */
function askOnce(reach: typeof fetch, remembered: Map<string, Remembered>): typeof fetch {
  return async (input, init) => {
    if (init?.method !== 'GET') return reach(input, init);
    const address = input instanceof Request ? input.url : input.toString();
    const known = remembered.get(address);
    const headers = new Headers(init.headers);
    if (known) headers.set('if-none-match', known.etag);
    const response = await reach(input, { ...init, headers });
    if (response.status === 304 && known) {
      // The date is that of now, the rest as it was.
      const told = new Headers(response.headers);
      told.set('content-type', 'application/json; charset=utf-8');
      return new Response(known.body, { status: 200, headers: told });
    }
    const etag = response.headers.get('etag');
    if (response.status !== 200 || etag === null) return response;
    const body = await response.text();
    remembered.set(address, { etag, body });
    const { status } = response;
    return new Response(body, { status, headers: response.headers });
  };
}

function ignore(): void {
  // What matters of a failed request is said where it is handled.
}
