import type { FakeGitHub } from './state.ts';

/** A request to the server. */
export interface FakeRequest {
  method: string;
  /** Below the API's root, decoded: `/repos/o/r/issues`. */
  path: string;
  /** Decoded segments of the path. */
  parts: string[];
  query: Record<string, string>;
  /** Headers by name in lower case. */
  headers: Record<string, string>;
  /** Parsed body; undefined if there is none. */
  body: Record<string, unknown> | undefined;
}

/** A response of the server. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Body before serialisation; undefined if there is none. */
  body: unknown;
}

/** A request with the parameters of its operation. */
export interface Call {
  /** Decoded parameters of the path. */
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  /** Account of its token. */
  login: string;
}

export type Operation = (state: FakeGitHub, call: Call) => Answer;

/** Operations by `METHOD /path/{of}/operation`, as in GitHub's description. */
export type Operations = Record<string, Operation>;

export const api = 'https://api.github.com';
export const web = 'https://github.com';

export function ok(body: unknown, status = 200): Answer {
  return { status, headers: {}, body };
}

export function noContent(): Answer {
  return { status: 204, headers: {}, body: undefined };
}

export function refuse(status: number, message: string, errors?: object[]): Answer {
  const body = {
    message,
    ...(errors && { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  };
  return { status, headers: {}, body };
}

export const notFound = (): Answer => refuse(404, 'Not Found');
export const mayNot = (): Answer => refuse(403, 'Resource not accessible by integration');

/** Returns a 422 in GitHub's words. */
export function invalid(resource: string, field: string, code: string, more: object = {}): Answer {
  return refuse(422, 'Validation Failed', [{ resource, field, code, ...more }]);
}

/** Returns the requested page of a list, with links to the others. */
export function answerPage<T>(
  { query }: Call,
  path: string,
  all: readonly T[],
  describe: (item: T) => unknown,
): Answer {
  const size = Math.min(100, Math.max(1, Number(query['per_page'] ?? 30)));
  const page = Math.max(1, Number(query['page'] ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const asked = new URLSearchParams({ ...query, page: String(to) });
    return `<${api}${path}?${asked.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    status: 200,
    headers: links.length > 0 ? { link: links.join(', ') } : {},
    body: all.slice((page - 1) * size, page * size).map(describe),
  };
}

/** Reads a text field of a body. */
export function readText(body: Record<string, unknown>, field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' ? value : undefined;
}

/** Reads a list of texts in a body; undefined if it is missing. */
export function readTexts(body: Record<string, unknown>, field: string): string[] | undefined {
  const value = body[field];
  if (!Array.isArray(value)) return undefined;
  return value.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : String(item),
  );
}

export function writeDate(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
