import { api, web, writeDate } from './operation.ts';
import type { FakeComment, FakeGitHub, FakeIssue } from './state.ts';

/** Returns the path of the repository's resources. */
export function place({ repository }: FakeGitHub): string {
  return `/repos/${repository}`;
}

/** Computes a small number from a name. */
function makeId(name: string): number {
  let id = 7;
  for (let index = 0; index < name.length; index++) {
    id = (id * 31 + name.charCodeAt(index)) % 1_000_003;
  }
  return id + 1;
}

export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${id}`;
}

export function showUser(state: FakeGitHub, login: string): object {
  const url = `${api}/users/${encodeURIComponent(login)}`;
  const id = makeId(login);
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}`,
    gravatar_id: '',
    url,
    html_url: `${web}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

export function showLabel(state: FakeGitHub, name: string): object {
  const { color, description } = state.looks.get(name) ?? { color: 'ededed', description: null };
  const id = makeId(name);
  return {
    id,
    node_id: nodeId('LA', id),
    url: `${api}${place(state)}/labels/${encodeURIComponent(name)}`,
    name,
    color,
    default: false,
    description,
  };
}

export function showIssue(state: FakeGitHub, issue: FakeIssue): object {
  const { number, pull } = issue;
  const id = 1_000_000 + number;
  const url = `${api}${place(state)}/issues/${number}`;
  const page = `${web}/${state.repository}/${pull ? 'pull' : 'issues'}/${number}`;
  const assignees = issue.assignees.map((login) => showUser(state, login));
  let comments = 0;
  for (const comment of state.comments) if (comment.issue === number) comments++;
  return {
    url,
    repository_url: `${api}${place(state)}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    id,
    node_id: nodeId('I', id),
    number,
    title: issue.title,
    user: showUser(state, issue.author),
    labels: issue.labels.map((name) => showLabel(state, name)),
    state: issue.state,
    state_reason: issue.reason,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments,
    created_at: writeDate(issue.createdAt),
    updated_at: writeDate(issue.updatedAt),
    closed_at: issue.closedAt === null ? null : writeDate(issue.closedAt),
    author_association: 'MEMBER',
    active_lock_reason: null,
    body: issue.body,
    ...(pull && {
      pull_request: {
        url: `${api}${place(state)}/pulls/${number}`,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: null,
      },
    }),
  };
}

export function showComment(state: FakeGitHub, comment: FakeComment): object {
  const { id, issue } = comment;
  return {
    url: `${api}${place(state)}/issues/comments/${id}`,
    html_url: `${web}/${state.repository}/issues/${issue}#issuecomment-${id}`,
    issue_url: `${api}${place(state)}/issues/${issue}`,
    id,
    node_id: nodeId('IC', id),
    user: showUser(state, comment.author),
    created_at: writeDate(comment.createdAt),
    updated_at: writeDate(comment.updatedAt ?? comment.createdAt),
    author_association: 'MEMBER',
    body: comment.body,
  };
}
