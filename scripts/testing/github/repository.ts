import { showUser, nodeId, place } from './shapes.ts';
import {
  api,
  mayNot,
  noContent,
  notFound,
  ok,
  readText,
  web,
  type Operations,
} from './operation.ts';
import { findPermission, mayPush, type FakeGitHub } from './state.ts';

const repo = '/repos/{owner}/{repo}';

/** Operations on the repository, its people, and the rate limit. */
export const repositoryOperations: Operations = {
  [`GET ${repo}`]: (state) => ok(showRepository(state)),
  [`GET ${repo}/pages`]: (state) => {
    if (state.publicPages === undefined) return notFound();
    return ok({
      url: `${api}${place(state)}/pages`,
      status: 'built',
      cname: null,
      custom_404: false,
      html_url: 'https://octocat.github.io/incidents/',
      build_type: 'workflow',
      public: state.publicPages,
      https_enforced: true,
    });
  },
  [`POST ${repo}/dispatches`]: (state, { body, login }) => {
    if (!mayPush(state, login)) return mayNot();
    const type = readText(body, 'event_type') ?? '';
    state.dispatches.push({ type, payload: body['client_payload'] });
    return noContent();
  },
  [`GET ${repo}/collaborators/{username}/permission`]: (state, { params, login }) => {
    if (!mayPush(state, login)) return mayNot();
    const username = params['username'] ?? '';
    const role = findPermission(state, username);
    // The older field has no triage role.
    const permission = role === 'triage' ? 'read' : role;
    return ok({
      permission,
      role_name: role,
      user: { ...showUser(state, username), role_name: role },
    });
  },
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': (state, { params }) => {
    const { org = '', team_slug: slug = '', username = '' } = params;
    const members = state.teams.get(`${org}/${slug}`);
    if (!members?.has(username)) return notFound();
    const url = `${api}/orgs/${org}/teams/${slug}/memberships/${username}`;
    return ok({ url, role: 'member', state: 'active' });
  },
  'GET /user': (state, { login }) => {
    // The token of a workflow does not belong to a user.
    if (login.endsWith('[bot]')) return mayNot();
    return ok({
      ...showUser(state, login),
      name: null,
      company: null,
      blog: '',
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
    });
  },
  'GET /rate_limit': ({ limit: { limit, remaining, resetAt } }) => {
    const core = { limit, remaining, used: limit - remaining, reset: Math.ceil(resetAt / 1000) };
    return ok({ resources: { core, search: core }, rate: core });
  },
};

const templates = `archive_url assignees_url blobs_url branches_url collaborators_url comments_url
  commits_url compare_url contents_url contributors_url deployments_url downloads_url events_url
  forks_url git_commits_url git_refs_url git_tags_url hooks_url issue_comment_url issue_events_url
  issues_url keys_url labels_url languages_url merges_url milestones_url notifications_url pulls_url
  releases_url stargazers_url statuses_url subscribers_url subscription_url tags_url teams_url
  trees_url`.split(/\s+/);

export function showRepository(state: FakeGitHub): object {
  const name = state.repository;
  const [owner = '', short = ''] = name.split('/');
  const url = `${api}${place(state)}`;
  const page = `${web}/${name}`;
  const date = '2026-01-01T00:00:00Z';
  return {
    id: 1,
    node_id: nodeId('R', 1),
    name: short,
    full_name: name,
    owner: showUser(state, owner),
    private: state.isPrivate,
    html_url: page,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(
      templates.map((field) => [field, `${url}/${field.replace(/_url$/, '')}`]),
    ),
    git_url: `git://github.com/${name}.git`,
    ssh_url: `git@github.com:${name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    size: 0,
    default_branch: 'main',
    has_issues: !state.issuesDisabled,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: state.isPrivate ? 'private' : 'public',
    pushed_at: date,
    created_at: date,
    updated_at: date,
  };
}
