import type { FakeGitHub } from './state.ts';

/** A request, as the core takes it. */
export interface Request {
  method: string;
  /** Below the API's root, decoded: `/repos/o/r/issues`. */
  path: string;
  /** What stands between the slashes of the path as it was sent, each decoded. */
  parts: string[];
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed; undefined where there was none. */
  body: Record<string, unknown> | undefined;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Serialised by whoever sends it; undefined for none. */
  body: unknown;
}

/** A request that found its operation. */
export interface Call {
  /** Of the path, decoded. */
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  /** Whose token it bears. */
  login: string;
}

export type Operation = (state: FakeGitHub, call: Call) => Answer;

/** Operations by `METHOD /path/{of}/operation`, as GitHub's description has them. */
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

/** 422, as GitHub words it. */
export function invalid(resource: string, field: string, code: string, more: object = {}): Answer {
  return refuse(422, 'Validation Failed', [{ resource, field, code, ...more }]);
}

/** The page of a list that was asked for, with links to the others. */
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

/** A text field of a body. */
export function readText(body: Record<string, unknown>, field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' ? value : undefined;
}

/** A list of texts in a body; undefined where it is left out. */
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
