import {
  showComment,
  showCommit,
  showFullCommit,
  showIssue,
  showLabel,
  showRef,
  showSelf,
} from './shapes.ts';
import { hash, type FakeGitHub, type FakeIssue } from './state.ts';

export interface Request {
  method: string;
  /** Below the API's root, decoded: `/repos/o/r/issues`. */
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const refuse = (status: number, message: string): Answer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});
const longest = 65_536;

/** Does what GitHub would do with a request, and answers as it would. */
export function answer(state: FakeGitHub, request: Request): Answer {
  const { method, path } = request;
  if (path === '/user') {
    return state.login.endsWith('[bot]')
      ? refuse(403, 'Resource not accessible by integration')
      : { status: 200, body: showSelf(state.login) };
  }
  const root = `/repos/${state.repository}`;
  if (!path.startsWith(`${root}/`)) return refuse(404, 'Not Found');
  const rest = path.slice(root.length + 1);
  for (const { verb, pattern, handle } of routes) {
    const match = verb === method ? pattern.exec(rest) : null;
    if (match) return handle(state, request, match[1] ?? '');
  }
  return refuse(404, 'Not Found');
}

type Handle = (state: FakeGitHub, request: Request, part: string) => Answer;

const route = (verb: string, pattern: RegExp, handle: Handle) => ({ verb, pattern, handle });

const routes = [
  route('GET', /^issues$/, listIssues),
  route('POST', /^issues$/, createIssue),
  route('PATCH', /^issues\/(\d+)$/, updateIssue),
  route('POST', /^issues\/(\d+)\/assignees$/, addAssignees),
  route('GET', /^issues\/(\d+)\/comments$/, listComments),
  route('POST', /^issues\/(\d+)\/comments$/, createComment),
  route('PATCH', /^issues\/comments\/(\d+)$/, updateComment),
  route('GET', /^labels\/(.+)$/, getLabel),
  route('POST', /^labels$/, createLabel),
  route('GET', /^assignees\/(.+)$/, ({ collaborators }, _, login) =>
    collaborators.has(login) ? { status: 204 } : refuse(404, 'Not Found'),
  ),
  route('GET', /^git\/ref\/(.+)$/, getRef),
  route('POST', /^git\/refs$/, createRef),
  route('DELETE', /^git\/refs\/(.+)$/, deleteRef),
  route('POST', /^git\/commits$/, createCommit),
  route('GET', /^git\/commits\/(\w+)$/, (state, _, sha) =>
    state.commits.has(sha)
      ? { status: 200, body: showCommit(sha, state) }
      : refuse(404, 'Not Found'),
  ),
  route('GET', /^commits\/HEAD$/, (state) => ({
    status: 200,
    body: showFullCommit(state.refs.get('refs/heads/main') ?? '', state),
  })),
];

function listIssues(state: FakeGitHub, { query }: Request): Answer {
  if (state.issuesDisabled) return refuse(404, 'Not Found');
  const { labels = '', state: wanted = 'open', direction = 'desc' } = query;
  const names = labels.split(',').filter((name) => name !== '');
  const found = state.issues.filter(
    (issue) =>
      (wanted === 'all' || issue.state === wanted) &&
      names.every((name) => issue.labels.includes(name)) &&
      issue.createdAt + state.lag <= state.clock,
  );
  if (direction === 'desc') found.reverse();
  return showPage(
    found.map((issue) => showIssue(issue, state)),
    query,
  );
}

/** One page, with the links to the others. */
function showPage(all: readonly unknown[], query: Record<string, string>): Answer {
  const size = Math.min(100, Number(query['per_page'] ?? 30));
  const page = Number(query['page'] ?? 1);
  const headers: Record<string, string> =
    page * size < all.length
      ? { link: `<https://api.github.com/?page=${page + 1}>; rel="next"` }
      : {};
  return { status: 200, body: all.slice((page - 1) * size, page * size), headers };
}

function createIssue(state: FakeGitHub, { body }: Request): Answer {
  if (state.issuesDisabled) return refuse(410, 'Issues are disabled for this repo');
  const {
    title,
    body: text = '',
    labels = [],
    assignees = [],
  } = body as {
    title?: string;
    body?: string;
    labels?: string[];
    assignees?: string[];
  };
  if (title === undefined || title === '') return refuse(422, 'Validation Failed');
  if (text.length > longest || title.length > 256) return refuse(422, 'Validation Failed');
  if (assignees.some((login) => !state.collaborators.has(login)))
    return refuse(422, 'Validation Failed');
  for (const name of labels) state.labels.add(name);
  const issue: FakeIssue = {
    number: state.issues.length + 1,
    title,
    body: text,
    labels: [...labels],
    assignees: assignees.slice(0, 10),
    state: 'open',
    reason: null,
    locked: false,
    author: state.login,
    createdAt: state.clock,
    updatedAt: state.clock,
    closedAt: null,
  };
  state.issues.push(issue);
  return { status: 201, body: showIssue(issue, state) };
}

function findIssue(state: FakeGitHub, number: string): FakeIssue | Answer {
  const issue = state.issues.find((known) => known.number === Number(number));
  // A deleted issue keeps its number and answers 410.
  return issue ?? refuse(410, 'This issue was deleted');
}

function updateIssue(state: FakeGitHub, { body }: Request, number: string): Answer {
  const issue = findIssue(state, number);
  if ('status' in issue) return issue;
  const change = body as {
    title?: string;
    body?: string;
    labels?: string[];
    assignees?: string[];
    state?: 'open' | 'closed';
    state_reason?: FakeIssue['reason'];
  };
  if ((change.body?.length ?? 0) > longest) return refuse(422, 'Validation Failed');
  if (change.title !== undefined) issue.title = change.title;
  if (change.body !== undefined) issue.body = change.body;
  if (change.labels) {
    issue.labels = [...change.labels];
    for (const name of change.labels) state.labels.add(name);
  }
  if (change.state !== undefined && change.state !== issue.state) {
    issue.state = change.state;
    issue.reason = change.state === 'open' ? 'reopened' : (change.state_reason ?? 'completed');
    issue.closedAt = change.state === 'closed' ? state.clock : null;
  }
  issue.updatedAt = state.clock;
  return { status: 200, body: showIssue(issue, state) };
}

function addAssignees(state: FakeGitHub, { body }: Request, number: string): Answer {
  const issue = findIssue(state, number);
  if ('status' in issue) return issue;
  const { assignees = [] } = body as { assignees?: string[] };
  // Whoever is no collaborator is left out without a word.
  const known = assignees.filter((login) => state.collaborators.has(login));
  issue.assignees = [...new Set([...issue.assignees, ...known])].slice(0, 10);
  return { status: 201, body: showIssue(issue, state) };
}

function listComments(state: FakeGitHub, { query }: Request, number: string): Answer {
  const found = state.comments.filter(
    ({ issue, createdAt }) => issue === Number(number) && createdAt + state.lag <= state.clock,
  );
  return showPage(
    found.map((comment) => showComment(comment, state)),
    query,
  );
}

function createComment(state: FakeGitHub, { body }: Request, number: string): Answer {
  const issue = findIssue(state, number);
  if ('status' in issue) return issue;
  if (issue.locked) return refuse(403, 'Unable to create comment because issue is locked.');
  const text = readText(body['body']);
  if (text === '' || text.length > longest) return refuse(422, 'Validation Failed');
  const comment = {
    id: ++state.counter,
    issue: issue.number,
    body: text,
    author: state.login,
    createdAt: state.clock,
  };
  state.comments.push(comment);
  return { status: 201, body: showComment(comment, state) };
}

function updateComment(state: FakeGitHub, { body }: Request, id: string): Answer {
  const comment = state.comments.find((known) => known.id === Number(id));
  if (!comment) return refuse(404, 'Not Found');
  comment.body = readText(body['body']);
  return { status: 200, body: showComment(comment, state) };
}

function getLabel(state: FakeGitHub, _: Request, name: string): Answer {
  return state.labels.has(name)
    ? { status: 200, body: showLabel(name, state) }
    : refuse(404, 'Not Found');
}

function createLabel(state: FakeGitHub, { body }: Request): Answer {
  const name = readText(body['name']);
  if (state.labels.has(name)) return refuse(422, 'Validation Failed');
  state.labels.add(name);
  return { status: 201, body: showLabel(name, state, readText(body['color'])) };
}

function getRef(state: FakeGitHub, _: Request, ref: string): Answer {
  const sha = state.refs.get(`refs/${ref}`);
  return sha === undefined
    ? refuse(404, 'Not Found')
    : { status: 200, body: showRef(`refs/${ref}`, sha, state) };
}

function createRef(state: FakeGitHub, { body }: Request): Answer {
  const [ref, sha] = [readText(body['ref']), readText(body['sha'])];
  if (state.refs.has(ref)) return refuse(422, 'Reference already exists');
  if (!/^refs\/[^/]+\/.+/.test(ref) || !state.commits.has(sha))
    return refuse(422, 'Object does not exist');
  state.refs.set(ref, sha);
  return { status: 201, body: showRef(ref, sha, state) };
}

function deleteRef(state: FakeGitHub, _: Request, ref: string): Answer {
  return state.refs.delete(`refs/${ref}`)
    ? { status: 204 }
    : refuse(422, 'Reference does not exist');
}

function createCommit(state: FakeGitHub, { body }: Request): Answer {
  const {
    message = '',
    tree = '',
    committer,
  } = body as {
    message?: string;
    tree?: string;
    committer?: { date?: string };
  };
  const date = (committer?.date ?? new Date(state.clock).toISOString()).replace(/\.\d+Z$/, 'Z');
  const sha = hash(`${message}\n${tree}\n${date}`);
  state.commits.set(sha, { message, date, tree });
  return { status: 201, body: showCommit(sha, state) };
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
