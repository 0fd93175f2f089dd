import { showComment, showIssue, showLabel, showUser, nodeId, place } from './shapes.ts';
import {
  answerPage,
  api,
  invalid,
  mayNot,
  noContent,
  notFound,
  ok,
  readText,
  readTexts,
  refuse,
  writeDate,
  type Answer,
  type Call,
  type Operation,
  type Operations,
} from './operation.ts';
import { mayPush, mayTriage, type FakeComment, type FakeGitHub, type FakeIssue } from './state.ts';

/** Maximum length of a title on GitHub. */
const maxTitle = 256;

/** Maximum length of a body on GitHub. */
const maxBody = 65_536;

/** Maximum number of assignees on GitHub. */
const maxAssignees = 10;
const repo = '/repos/{owner}/{repo}';

/** Operations on issues, their comments, labels and assignees. */
export const issueOperations: Operations = {
  [`GET ${repo}/issues`]: enabled((state, call) => {
    const { query } = call;
    const wanted = query['state'] ?? 'open';
    const labels = (query['labels'] ?? '').split(',').filter((name) => name !== '');
    const since = Date.parse(query['since'] ?? '');
    const { assignee, creator } = query;
    const by = query['sort'] === 'updated' ? 'updatedAt' : 'createdAt';
    const sign = query['direction'] === 'asc' ? 1 : -1;
    const found = state.issues.filter(
      (issue) =>
        issue.movedTo === undefined &&
        issue.createdAt + state.lag <= state.clock &&
        (wanted === 'all' || issue.state === wanted) &&
        labels.every((name) => hasLabel(issue, name)) &&
        (assignee === undefined || issue.assignees.includes(assignee)) &&
        (creator === undefined || issue.author === creator) &&
        (Number.isNaN(since) || issue.updatedAt >= since),
    );
    found.sort((a, b) => sign * (a[by] - b[by] || a.number - b.number));
    return answerPage(call, `${place(state)}/issues`, found, (issue) => showIssue(state, issue));
  }),
  [`POST ${repo}/issues`]: enabled((state, { body, login }) => {
    const title = readText(body, 'title') ?? '';
    if (title.trim() === '') return invalid('Issue', 'title', 'missing_field');
    const text = readText(body, 'body') ?? '';
    if (title.length > maxTitle || text.length > maxBody) return tooLong('Issue');
    // GitHub silently drops labels and assignees of users who may not push.
    const trusted = mayPush(state, login);
    const assignees = trusted ? (readTexts(body, 'assignees') ?? []) : [];
    const wrong = assignees.find((handle) => !isAssignable(state, handle));
    if (wrong !== undefined) return invalid('Issue', 'assignees', 'invalid', { value: wrong });
    const labels = trusted ? (readTexts(body, 'labels') ?? []) : [];
    const issue = addIssue(state, {
      title,
      body: text,
      author: login,
      labels: labels.map((name) => takeLabel(state, name)),
      assignees: [...new Set(assignees)].slice(0, maxAssignees),
    });
    return {
      status: 201,
      headers: { location: `${api}${place(state)}/issues/${issue.number}` },
      body: showIssue(state, issue),
    };
  }),
  [`GET ${repo}/issues/{issue_number}`]: onIssue((state, _call, issue) =>
    ok(showIssue(state, issue)),
  ),
  [`PATCH ${repo}/issues/{issue_number}`]: onIssue((state, call, issue) => {
    const { body, login } = call;
    const trusted = mayTriage(state, login);
    if (!trusted && issue.author !== login) return mayNot();
    const text = readText(body, 'body');
    if ((text ?? '').length > maxBody || (readText(body, 'title') ?? '').length > maxTitle)
      return tooLong('Issue');
    const title = body['title'];
    if (title === '') return invalid('Issue', 'title', 'missing_field');
    const assignees = trusted ? readTexts(body, 'assignees') : undefined;
    const wrong = assignees?.find((handle) => !isAssignable(state, handle));
    if (wrong !== undefined) return invalid('Issue', 'assignees', 'invalid', { value: wrong });
    const labels = trusted ? readTexts(body, 'labels') : undefined;
    if (typeof title === 'string') issue.title = title;
    if ('body' in body) issue.body = text ?? '';
    if (assignees) issue.assignees = [...new Set(assignees)].slice(0, maxAssignees);
    if (labels) issue.labels = labels.map((name) => takeLabel(state, name));
    setState(issue, readText(body, 'state'), readText(body, 'state_reason'), state.clock);
    issue.updatedAt = state.clock;
    return ok(showIssue(state, issue));
  }),
  [`PUT ${repo}/issues/{issue_number}/lock`]: onIssue((state, { login }, issue) => {
    if (!mayPush(state, login)) return mayNot();
    issue.locked = true;
    issue.updatedAt = state.clock;
    return noContent();
  }),
  [`DELETE ${repo}/issues/{issue_number}/lock`]: onIssue((state, { login }, issue) => {
    if (!mayPush(state, login)) return mayNot();
    issue.locked = false;
    issue.updatedAt = state.clock;
    return noContent();
  }),

  [`GET ${repo}/issues/{issue_number}/comments`]: onIssue((state, call, issue) => {
    const since = Date.parse(call.query['since'] ?? '');
    const comments = state.comments.filter(
      (comment) =>
        comment.issue === issue.number &&
        comment.createdAt + state.lag <= state.clock &&
        (Number.isNaN(since) || (comment.updatedAt ?? comment.createdAt) >= since),
    );
    return answerPage(call, `${place(state)}/issues/${issue.number}/comments`, comments, (one) =>
      showComment(state, one),
    );
  }),
  [`POST ${repo}/issues/{issue_number}/comments`]: onIssue((state, call, issue) => {
    const { login } = call;
    const body = readText(call.body, 'body') ?? '';
    // On GitHub, people who may push still can, but bots were refused, so this server refuses everyone.
    if (issue.locked) return locked();
    if (body === '') return invalid('IssueComment', 'body', 'missing_field');
    if (body.length > maxBody) return tooLong('IssueComment');
    const comment: FakeComment = {
      id: ++state.counter,
      issue: issue.number,
      author: login,
      body,
      createdAt: state.clock,
    };
    state.comments.push(comment);
    issue.updatedAt = state.clock;
    return ok(showComment(state, comment), 201);
  }),
  [`GET ${repo}/issues/comments/{comment_id}`]: onComment((state, _call, comment) =>
    ok(showComment(state, comment)),
  ),
  [`PATCH ${repo}/issues/comments/{comment_id}`]: onComment((state, call, comment) => {
    if (comment.author !== call.login && !mayPush(state, call.login)) return mayNot();
    const body = readText(call.body, 'body') ?? '';
    if (body.length > maxBody) return tooLong('IssueComment');
    comment.body = body;
    comment.updatedAt = state.clock;
    return ok(showComment(state, comment));
  }),
  [`DELETE ${repo}/issues/comments/{comment_id}`]: onComment((state, { login }, comment) => {
    if (comment.author !== login && !mayPush(state, login)) return mayNot();
    state.comments = state.comments.filter((other) => other !== comment);
    return noContent();
  }),
  [`POST ${repo}/issues/comments/{comment_id}/reactions`]: onComment((state, call, comment) => {
    const content = readText(call.body, 'content') ?? '';
    const reactions = (comment.reactions ??= []);
    const before = reactions.find((one) => one.author === call.login && one.content === content);
    const reaction = before ?? {
      id: ++state.counter,
      author: call.login,
      content,
      createdAt: state.clock,
    };
    if (!before) reactions.push(reaction);
    const described = {
      id: reaction.id,
      node_id: nodeId('REA', reaction.id),
      user: showUser(state, reaction.author),
      content,
      created_at: writeDate(reaction.createdAt),
    };
    return ok(described, before ? 200 : 201);
  }),

  [`GET ${repo}/labels`]: (state, call) =>
    answerPage(call, `${place(state)}/labels`, [...state.labels], (name) => showLabel(state, name)),
  [`POST ${repo}/labels`]: (state, { body, login }) => {
    if (!mayPush(state, login)) return mayNot();
    const name = readText(body, 'name') ?? '';
    if (name === '') return invalid('Label', 'name', 'missing_field');
    if (findLabel(state, name) !== undefined) return invalid('Label', 'name', 'already_exists');
    const color = readText(body, 'color') ?? 'ededed';
    if (!/^[0-9a-f]{6}$/i.test(color)) return invalid('Label', 'color', 'invalid');
    const description = readText(body, 'description') ?? null;
    state.labels.add(name);
    state.looks.set(name, { color, description });
    return ok(showLabel(state, name), 201);
  },
  [`GET ${repo}/labels/{name}`]: (state, { params }) => {
    const label = findLabel(state, params['name'] ?? '');
    return label === undefined ? notFound() : ok(showLabel(state, label));
  },
  [`POST ${repo}/issues/{issue_number}/labels`]: onIssue((state, call, issue) => {
    if (!mayTriage(state, call.login)) return mayNot();
    for (const name of readTexts(call.body, 'labels') ?? []) {
      if (!hasLabel(issue, name)) issue.labels.push(takeLabel(state, name));
    }
    issue.updatedAt = state.clock;
    return ok(showLabels(state, issue));
  }),
  [`DELETE ${repo}/issues/{issue_number}/labels/{name}`]: onIssue((state, call, issue) => {
    if (!mayTriage(state, call.login)) return mayNot();
    const name = call.params['name'] ?? '';
    if (!hasLabel(issue, name)) return refuse(404, 'Label does not exist');
    issue.labels = issue.labels.filter((other) => other.toLowerCase() !== name.toLowerCase());
    issue.updatedAt = state.clock;
    return ok(showLabels(state, issue));
  }),

  [`GET ${repo}/assignees/{assignee}`]: (state, { params }) =>
    isAssignable(state, params['assignee'] ?? '') ? noContent() : notFound(),
  [`POST ${repo}/issues/{issue_number}/assignees`]: onIssue((state, call, issue) => {
    // GitHub silently leaves out users who are not collaborators.
    const wanted = mayTriage(state, call.login) ? (readTexts(call.body, 'assignees') ?? []) : [];
    const assignable = wanted.filter((handle) => isAssignable(state, handle));
    issue.assignees = [...new Set([...issue.assignees, ...assignable])].slice(0, maxAssignees);
    issue.updatedAt = state.clock;
    return ok(showIssue(state, issue), 201);
  }),
  [`DELETE ${repo}/issues/{issue_number}/assignees`]: onIssue((state, call, issue) => {
    const away = mayTriage(state, call.login) ? (readTexts(call.body, 'assignees') ?? []) : [];
    issue.assignees = issue.assignees.filter((handle) => !away.includes(handle));
    issue.updatedAt = state.clock;
    return ok(showIssue(state, issue));
  }),
};

function enabled(operation: Operation): Operation {
  return (state, call) =>
    state.issuesDisabled
      ? refuse(410, 'Issues are disabled for this repo')
      : operation(state, call);
}

type OnIssue = (state: FakeGitHub, call: Call, issue: FakeIssue) => Answer;

/** Runs an operation on the issue of a call, which may be missing, deleted or moved. */
function onIssue(operation: OnIssue): Operation {
  return (state, call) => {
    const number = Number(call.params['issue_number']);
    const issue = state.issues.find((known) => known.number === number);
    if (state.issuesDisabled && !issue?.pull) {
      return refuse(410, 'Issues are disabled for this repo');
    }
    if (!issue) {
      return number <= state.highest ? refuse(410, 'This issue was deleted') : notFound();
    }
    if (issue.movedTo !== undefined) {
      const location = issue.movedTo;
      const body = {
        message: 'Moved Permanently',
        url: location,
        documentation_url: 'https://docs.github.com/rest',
      };
      return { status: 301, headers: { location }, body };
    }
    return operation(state, call, issue);
  };
}

function onComment(
  operation: (state: FakeGitHub, call: Call, comment: FakeComment) => Answer,
): Operation {
  return (state, call) => {
    const id = Number(call.params['comment_id']);
    const comment = state.comments.find((known) => known.id === id);
    return comment ? operation(state, call, comment) : notFound();
  };
}

function setState(
  issue: FakeIssue,
  state: string | undefined,
  reason: string | undefined,
  clock: number,
): void {
  if (state === 'closed') {
    if (issue.state === 'open') issue.closedAt = clock;
    const known = reason === 'not_planned' || reason === 'duplicate' ? reason : 'completed';
    if (issue.state === 'open' || reason !== undefined) issue.reason = known;
    issue.state = 'closed';
  } else if (state === 'open') {
    if (issue.state === 'closed') issue.reason = 'reopened';
    issue.closedAt = null;
    issue.state = 'open';
  }
}

function hasLabel(issue: FakeIssue, name: string): boolean {
  return issue.labels.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** Finds a label by name regardless of case, or creates it in grey. */
function takeLabel(state: FakeGitHub, name: string): string {
  const known = findLabel(state, name);
  if (known !== undefined) return known;
  state.labels.add(name);
  return name;
}

function findLabel({ labels }: FakeGitHub, name: string): string | undefined {
  if (labels.has(name)) return name;
  return [...labels].find((known) => known.toLowerCase() === name.toLowerCase());
}

function showLabels(state: FakeGitHub, { labels }: FakeIssue): object[] {
  return labels.map((name) => showLabel(state, name));
}

function isAssignable({ collaborators }: FakeGitHub, login: string): boolean {
  return collaborators.has(login);
}

/** Adds an issue or a pull request, which share their numbers. */
export function addIssue(
  state: FakeGitHub,
  fields: Pick<FakeIssue, 'title' | 'body' | 'author'> & Partial<FakeIssue>,
): FakeIssue {
  const known = state.issues.map(({ number }) => number);
  const number = Math.max(state.highest, ...known) + 1;
  state.highest = number;
  const issue: FakeIssue = {
    number,
    labels: [],
    assignees: [],
    state: 'open',
    reason: null,
    locked: false,
    createdAt: state.clock,
    updatedAt: state.clock,
    closedAt: null,
    ...fields,
  };
  state.issues.push(issue);
  return issue;
}

function tooLong(resource: string): Answer {
  const message = `body is too long (maximum is ${maxBody} characters)`;
  return invalid(resource, 'body', 'custom', { message });
}

function locked(): Answer {
  return refuse(403, 'Unable to create comment because issue is locked.');
}
