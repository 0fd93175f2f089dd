import type { FakeComment, FakeGitHub, FakeIssue } from './state.ts';

// What GitHub answers has many fields that nobody here reads; its own description demands them.

const api = 'https://api.github.com';

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

export function showUser(login: string) {
  const url = `${api}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: `U_${login}`,
    avatar_url: `https://avatars.example/${login}`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
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

/** The account that asks, as it sees itself. */
export function showSelf(login: string) {
  return {
    ...showUser(login),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}

export function showLabel(name: string, { repository }: FakeGitHub, color = '667085') {
  return {
    id: name.length,
    node_id: `LA_${name}`,
    url: `${api}/repos/${repository}/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color,
    default: false,
  };
}

export function showIssue(issue: FakeIssue, state: FakeGitHub) {
  const { number, title, body, locked, author, reason, closedAt } = issue;
  const url = `${api}/repos/${state.repository}/issues/${number}`;
  const assignees = issue.assignees.map(showUser);
  return {
    id: number,
    node_id: `I_${number}`,
    url,
    repository_url: `${api}/repos/${state.repository}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `https://github.com/${state.repository}/issues/${number}`,
    number,
    title,
    body,
    state: issue.state,
    state_reason: reason,
    locked,
    active_lock_reason: null,
    user: showUser(author),
    labels: issue.labels.map((name) => showLabel(name, state)),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: state.comments.filter((comment) => comment.issue === number).length,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: closedAt === null ? null : iso(closedAt),
    author_association: 'NONE',
  };
}

export function showComment(
  { id, issue, body, author, createdAt }: FakeComment,
  state: FakeGitHub,
) {
  const url = `${api}/repos/${state.repository}/issues/comments/${id}`;
  return {
    id,
    node_id: `IC_${id}`,
    url,
    html_url: `https://github.com/${state.repository}/issues/${issue}#issuecomment-${id}`,
    issue_url: `${api}/repos/${state.repository}/issues/${issue}`,
    body,
    user: showUser(author),
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    author_association: 'NONE',
  };
}

export function showRef(name: string, sha: string, { repository }: FakeGitHub) {
  return {
    ref: name,
    node_id: `R_${sha}`,
    url: `${api}/repos/${repository}/git/${name}`,
    object: { type: 'commit', sha, url: `${api}/repos/${repository}/git/commits/${sha}` },
  };
}

export function showCommit(sha: string, { repository, commits }: FakeGitHub) {
  const { message = '', date = '', tree = '' } = commits.get(sha) ?? {};
  const who = { name: 'Sitrep', email: 'sitrep@users.noreply.github.com', date };
  const url = `${api}/repos/${repository}/git`;
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${url}/commits/${sha}`,
    html_url: `https://github.com/${repository}/commit/${sha}`,
    author: who,
    committer: who,
    message,
    tree: { sha: tree, url: `${url}/trees/${tree}` },
    parents: [],
    verification: {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    },
  };
}

/** The same commit as the other endpoint shows it. */
export function showFullCommit(sha: string, state: FakeGitHub) {
  const { author, committer, message, tree, verification, node_id } = showCommit(sha, state);
  const url = `${api}/repos/${state.repository}/commits/${sha}`;
  return {
    url,
    sha,
    node_id,
    html_url: `https://github.com/${state.repository}/commit/${sha}`,
    comments_url: `${url}/comments`,
    commit: { url, author, committer, message, comment_count: 0, tree, verification },
    author: null,
    committer: null,
    parents: [],
  };
}
