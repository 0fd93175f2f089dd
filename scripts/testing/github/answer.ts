import { findViolation } from './validate.ts';
import { checkOperations } from './checks.ts';
import { gitOperations } from './git.ts';
import { answerQuery } from './graphql.ts';
import { issueOperations } from './issues.ts';
import { notFound, refuse, type Answer, type Operation, type FakeRequest } from './operation.ts';
import { pullOperations } from './pulls.ts';
import { repositoryOperations } from './repository.ts';
import { findPermission, type FakeGitHub } from './state.ts';

/** Every operation of the server. */
export const operations = {
  ...issueOperations,
  // Before those of a commit by its ref, which takes the rest of the path.
  ...checkOperations,
  ...gitOperations,
  ...pullOperations,
  ...repositoryOperations,
};

interface OperationRoute {
  name: string;
  segments: string[];
  operation: Operation;
}

const routes = new Map<string, OperationRoute[]>();
for (const [name, operation] of Object.entries(operations)) {
  const [method = '', path = ''] = name.split(' ');
  const route = { name, segments: path.slice(1).split('/'), operation };
  routes.set(method, [...(routes.get(method) ?? []), route]);
}

/** Matches parameters whose value may contain slashes. */
const isLong = /^\{(?:ref|path)\}$/;

/**
 * Carries out a request as GitHub does, and returns its response.
 *
 * @param wrong collects what does not match GitHub's description
 */
export function answer(state: FakeGitHub, request: FakeRequest, wrong?: string[]): Answer {
  const { limit, clock } = state;
  if (clock >= limit.resetAt) {
    limit.resetAt = clock + 3_600_000;
    limit.remaining = limit.limit;
  }
  const given = limit.remaining > 0 ? carryOut(state, request, wrong) : refuse(403, limitMessage);
  if (limit.remaining > 0) limit.remaining--;
  return given;
}

const limitMessage = 'API rate limit exceeded for installation.';

function carryOut(state: FakeGitHub, request: FakeRequest, wrong: string[] | undefined): Answer {
  const { method, parts, query, body = {} } = request;
  const login = findLogin(state, request);
  if (login === undefined) return refuse(401, 'Bad credentials');
  if (method === 'POST' && request.path === '/graphql') {
    return answerQuery(request.body, login, wrong);
  }
  const found = findRoute(method, parts);
  if (!found) {
    // An issue that moved to another repository is not visible here.
    if (parts[0] !== 'repositories') {
      wrong?.push(`${method} ${request.path}: this server has no such operation.`);
    }
    return notFound();
  }
  const { route, params } = found;
  const { owner, repo } = params;
  const asked = `${owner ?? ''}/${repo ?? ''}`.toLowerCase();
  // A resource that a token may not see does not exist.
  if (repo !== undefined && asked !== state.repository.toLowerCase()) return notFound();
  if (repo !== undefined && state.isPrivate && findPermission(state, login) === 'none') {
    return notFound();
  }
  const hold = (what: string, violation: string | undefined): void => {
    if (violation !== undefined) wrong?.push(`${route.name}, ${what}: ${violation}.`);
  };
  if (wrong) hold('request', findViolation(route.name, params, request));
  const given = route.operation(state, { params, query, body, login });
  if (wrong) hold(String(given.status), findViolation(route.name, params, request, given));
  return given;
}

/** Finds the account of a token; Sitrep's own if no tokens are set up. */
function findLogin({ tokens, login }: FakeGitHub, { headers }: FakeRequest): string | undefined {
  if (tokens.size === 0) return login;
  return tokens.get((headers['authorization'] ?? '').replace(/^(?:token|bearer) /i, ''));
}

function findRoute(
  method: string,
  parts: readonly string[],
): { route: OperationRoute; params: Record<string, string> } | undefined {
  for (const route of routes.get(method) ?? []) {
    const params = matchRoute(route.segments, parts);
    if (params) return { route, params };
  }
  return undefined;
}

function matchRoute(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const tail = segments.at(-1) ?? '';
  const takesRest = isLong.test(tail);
  if (takesRest ? parts.length < segments.length : parts.length !== segments.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== part) return undefined;
      continue;
    }
    const isRest = takesRest && index === segments.length - 1;
    const value = isRest ? parts.slice(index).join('/') : part;
    if (value === '') return undefined;
    params[segment.slice(1, -1)] = value;
  }
  return params;
}
