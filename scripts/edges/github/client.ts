import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Instant } from '../../model/time/instant.ts';
import { GitHubError, readTrouble } from './error.ts';

/** Repository on GitHub, and how to reach it. */
export interface GitHubAccess {
  /** owner/name */
  repository: string;
  token: string;
  /** Address of the API, for GitHub Enterprise and in tests. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /** Waits between writes as GitHub asks: one second. */
  paced?: boolean;
  /** Number of retries of a failed read. */
  readRetries?: number;
  /** Timeout of a request in milliseconds. */
  timeoutMs?: number;
  /** Responses of earlier runs by address, updated here; an unchanged response costs no request. */
  cache?: Map<string, CachedResponse>;
}

/** A response that can be revalidated by its ETag. */
export interface CachedResponse {
  etag: string;
  body: string;
}

/** Sends one request; `what` says in errors what it was for. */
type SendRequest = <T>(
  what: string,
  request: () => Promise<{ data: T; headers: object }>,
) => Promise<T>;

/** Client for one repository on GitHub. */
export interface GitHub {
  owner: string;
  repo: string;
  octokit: Octokit;
  /** Sends a read, and retries it if it fails. */
  read: SendRequest;
  /** Sends a write, which is never retried, because a failed one may have had its effect. */
  write: SendRequest;
  /** Returns the number of requests sent, retries included. */
  requests: () => number;
  /** Returns GitHub's own time, from its last response. */
  now: () => Instant;
}

const Client = Octokit.plugin(throttling, retry);

/** Longest wait in seconds; longer ones are left to the next run. */
const maxWaitSeconds = 30;

/** Opens a client for a repository, without sending a request. */
export function openGitHub(access: GitHubAccess): GitHub {
  const [owner = '', repo = ''] = access.repository.split('/');
  let requests = 0;
  let clock: Instant | undefined;
  const { paced = true, readRetries = 3, timeoutMs = 30_000, cache } = access;
  const reach = access.fetch ?? fetch;
  // Octokit has no timeout of its own.
  const fetchWithTimeout: typeof fetch = (input, init) => {
    requests++;
    return reach(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  };
  const mayWait = (seconds: number, _options: object, _client: object, times: number): boolean =>
    seconds <= maxWaitSeconds && times < 1;
  const octokit = new Client({
    auth: access.token,
    userAgent: 'sitrep',
    ...(access.baseUrl !== undefined && { baseUrl: access.baseUrl }),
    request: { fetch: cache ? revalidate(fetchWithTimeout, cache) : fetchWithTimeout },
    throttle: { enabled: paced, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
    retry: {
      enabled: readRetries > 0,
      retries: readRetries,
      retryAfterBaseValue: paced ? 1000 : 0,
      // A request that hit a limit is not retried a second later.
      doNotRetry: [304, 400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  octokit.hook.before('request', (options) => {
    // A write that returned 502 may have had its effect, so a retry could repeat it. GraphQL queries are
    // posted, but only read. The options are copied, because Octokit shares them with later requests.
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

/** Wraps `fetch` so that it revalidates a cached response, and returns it if it is still valid. */
function revalidate(reach: typeof fetch, cache: Map<string, CachedResponse>): typeof fetch {
  return async (input, init) => {
    if (init?.method !== 'GET') return reach(input, init);
    const address = input instanceof Request ? input.url : input.toString();
    const known = cache.get(address);
    const headers = new Headers(init.headers);
    if (known) headers.set('if-none-match', known.etag);
    const response = await reach(input, { ...init, headers });
    if (response.status === 304 && known) {
      // The headers have the current date.
      const fresh = new Headers(response.headers);
      fresh.set('content-type', 'application/json; charset=utf-8');
      return new Response(known.body, { status: 200, headers: fresh });
    }
    const etag = response.headers.get('etag');
    if (response.status !== 200 || etag === null) return response;
    const body = await response.text();
    cache.set(address, { etag, body });
    const { status } = response;
    return new Response(body, { status, headers: response.headers });
  };
}

function ignore(): void {
  // Failed requests are reported where they are handled.
}
