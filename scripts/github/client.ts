import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Instant } from '../register/instant.ts';
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
  /** How many requests were sent. */
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
  const { paced = true, readRetries = 3 } = access;
  const mayWait = (seconds: number, _options: object, _client: object, times: number): boolean =>
    seconds <= longestWait && times < 1;
  const count: typeof fetch = (...request) => {
    requests++;
    return (access.fetch ?? fetch)(...request);
  };
  const octokit = new Client({
    auth: access.token,
    userAgent: 'sitrep',
    ...(access.baseUrl !== undefined && { baseUrl: access.baseUrl }),
    request: { timeout: 30_000, fetch: count },
    throttle: { enabled: paced, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
    retry: {
      enabled: readRetries > 0,
      retries: readRetries,
      retryAfterBaseValue: paced ? 1000 : 0,
    },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  octokit.hook.before('request', (options) => {
    // A write that was done may have answered 502: repeating it would do it twice.
    if (options.method !== 'GET') options.request['retries'] = 0;
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

function ignore(): void {
  // What matters of a failed request is said where it is handled.
}
