import { showIssue, showUser, nodeId, place } from './shapes.ts';
import {
  answerPage,
  api,
  invalid,
  mayNot,
  notFound,
  ok,
  readText,
  readTexts,
  web,
  writeDate,
  type Answer,
  type Call,
  type Operation,
  type Operations,
} from './operation.ts';
import { mayPush, type FakeGitHub, type FakeIssue, type FakePull } from './state.ts';
import { addIssue } from './issues.ts';
import { showRepository } from './repository.ts';

const repo = '/repos/{owner}/{repo}';

/** Operations on pull requests, their files and reviews. */
export const pullOperations: Operations = {
  [`GET ${repo}/pulls`]: (state, call) => {
    const { query } = call;
    const wanted = query['state'] ?? 'open';
    const head = query['head'];
    const base = query['base'];
    const sign = query['direction'] === 'asc' ? 1 : -1;
    const found = state.issues.filter(
      ({ pull, state: is }) =>
        pull &&
        (wanted === 'all' || is === wanted) &&
        (head === undefined || head === `${readOwner(state, pull.head)}:${pull.head.ref}`) &&
        (base === undefined || base === pull.base.ref),
    );
    found.sort((a, b) => sign * (a.number - b.number));
    return answerPage(call, `${place(state)}/pulls`, found, (issue) =>
      issue.pull ? showSimple(state, issue, issue.pull) : undefined,
    );
  },
  [`POST ${repo}/pulls`]: (state, { body, login }) => {
    if (!mayPush(state, login)) return mayNot();
    const head = readText(body, 'head')?.split(':').at(-1) ?? '';
    const base = readText(body, 'base') ?? '';
    const from = state.refs.get(`refs/heads/${head}`);
    const into = state.refs.get(`refs/heads/${base}`);
    if (from === undefined) return invalid('PullRequest', 'head', 'invalid');
    if (into === undefined) return invalid('PullRequest', 'base', 'invalid');
    const message = (text: string): Answer =>
      invalid('PullRequest', 'base', 'custom', { message: text });
    if (from === into) return message(`No commits between ${base} and ${head}`);
    const same = state.issues.some(
      ({ pull, state }) => state === 'open' && pull?.head.ref === head && pull.base.ref === base,
    );
    if (same) return message(`A pull request already exists for ${readOwner(state)}:${head}.`);
    const pull: FakePull = {
      head: { ref: head, sha: from },
      base: { ref: base, sha: into },
      draft: body['draft'] === true,
      files: compare(state, into, from),
      reviews: [],
    };
    const issue = addIssue(state, {
      title: readText(body, 'title') ?? '',
      body: readText(body, 'body') ?? '',
      author: login,
      pull,
    });
    return ok(showPull(state, issue, pull), 201);
  },
  [`GET ${repo}/pulls/{pull_number}`]: onPull((state, _call, issue, pull) =>
    ok(showPull(state, issue, pull)),
  ),
  [`GET ${repo}/pulls/{pull_number}/files`]: onPull((state, call, { number }, pull) =>
    answerPage(call, `${place(state)}/pulls/${number}/files`, pull.files, (file) => {
      const { filename } = file;
      const page = `${web}/${state.repository}`;
      return {
        ...file,
        ...writePatch(state, file),
        additions: 1,
        deletions: 0,
        changes: 1,
        blob_url: `${page}/blob/${pull.head.sha}/${filename}`,
        raw_url: `${page}/raw/${pull.head.sha}/${filename}`,
        contents_url: `${api}${place(state)}/contents/${filename}?ref=${pull.head.sha}`,
      };
    }),
  ),
  [`GET ${repo}/pulls/{pull_number}/reviews`]: onPull((state, call, { number }, pull) =>
    answerPage(call, `${place(state)}/pulls/${number}/reviews`, pull.reviews, (review) => {
      const page = `${web}/${state.repository}/pull/${number}#pullrequestreview-${review.id}`;
      const url = `${api}${place(state)}/pulls/${number}`;
      return {
        id: review.id,
        node_id: nodeId('PRR', review.id),
        user: showUser(state, review.author),
        body: '',
        state: review.state,
        html_url: page,
        pull_request_url: url,
        author_association: 'MEMBER',
        _links: { html: { href: page }, pull_request: { href: url } },
        submitted_at: writeDate(review.submittedAt),
        commit_id: review.commit,
      };
    }),
  ),
  [`POST ${repo}/pulls/{pull_number}/requested_reviewers`]: onPull((state, call, issue, pull) => {
    const wanted = readTexts(call.body, 'reviewers') ?? [];
    if (!wanted.every((login) => state.collaborators.has(login))) {
      return invalid('PullRequest', 'reviewers', 'custom', {
        message: 'Reviews may only be requested from collaborators.',
      });
    }
    pull.asked = [...new Set([...(pull.asked ?? []), ...wanted])];
    return ok(showSimple(state, issue, pull), 201);
  }),
};

function onPull(
  operation: (state: FakeGitHub, call: Call, issue: FakeIssue, pull: FakePull) => Answer,
): Operation {
  return (state, call) => {
    const number = Number(call.params['pull_number']);
    const issue = state.issues.find((known) => known.number === number);
    return issue?.pull ? operation(state, call, issue, issue.pull) : notFound();
  };
}

/** Lists the files in which two commits differ. */
function compare(state: FakeGitHub, from: string, to: string): FakePull['files'] {
  const tree = (sha: string): ReadonlyMap<string, string> =>
    state.trees.get(state.commits.get(sha)?.tree ?? '') ?? new Map<string, string>();
  const [before, after] = [tree(from), tree(to)];
  const files: FakePull['files'] = [];
  for (const [filename, sha] of after) {
    const old = before.get(filename);
    if (old === undefined) files.push({ filename, status: 'added', sha });
    else if (old !== sha) files.push({ filename, status: 'modified', sha });
  }
  for (const [filename, sha] of before) {
    if (!after.has(filename)) files.push({ filename, status: 'removed', sha });
  }
  return files;
}

function showSimple(state: FakeGitHub, issue: FakeIssue, pull: FakePull): object {
  const { number } = issue;
  const base = `${api}${place(state)}`;
  const url = `${base}/pulls/${number}`;
  const page = `${web}/${state.repository}/pull/${number}`;
  const end = (from: FakePull['head']): object => ({
    label: `${readOwner(state, from)}:${from.ref}`,
    ref: from.ref,
    sha: from.sha,
    user: showUser(state, readOwner(state, from)),
    repo: showRepository({ ...state, repository: from.repository ?? state.repository }),
  });
  const links = {
    self: url,
    html: page,
    issue: `${base}/issues/${number}`,
    comments: `${base}/issues/${number}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${base}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${base}/statuses/${pull.head.sha}`,
  };
  const {
    labels,
    assignee,
    assignees,
    user,
    node_id,
    created_at,
    updated_at,
    closed_at,
    author_association,
  } = showIssue(state, issue) as Record<string, unknown>;
  return {
    url,
    id: 1_000_000 + number,
    node_id,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user,
    body: issue.body,
    // In the description of this operation, every label has a description.
    labels: (labels as { description: string | null }[]).map((label) => ({
      ...label,
      description: label.description ?? '',
    })),
    milestone: null,
    created_at,
    updated_at,
    closed_at,
    merged_at: issue.state === 'closed' && issue.reason === 'completed' ? closed_at : null,
    merge_commit_sha: null,
    assignee,
    assignees,
    requested_reviewers: (pull.asked ?? []).map((login) => showUser(state, login)),
    requested_teams: [],
    head: end(pull.head),
    base: end(pull.base),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association,
    auto_merge: null,
    draft: pull.draft,
  };
}

function showPull(state: FakeGitHub, issue: FakeIssue, pull: FakePull): object {
  const { length } = pull.files;
  return {
    ...showSimple(state, issue, pull),
    merged: issue.state === 'closed' && issue.reason === 'completed',
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: length,
    deletions: 0,
    changed_files: length + (pull.unlisted ?? 0),
  };
}

function readOwner(
  state: FakeGitHub,
  { repository = state.repository }: Partial<FakePull['head']> = {},
): string {
  return repository.split('/')[0] ?? '';
}

/** Formats the patch of an added file, which GitHub leaves out for large files. */
function writePatch(
  { blobs }: FakeGitHub,
  { status, sha }: FakePull['files'][number],
): { patch?: string } {
  const text = status === 'added' ? blobs.get(sha)?.toString() : undefined;
  if (text === undefined || text === '' || text.length > 20_000) return {};
  const lines = text.replace(/\n$/, '').split('\n');
  const end = text.endsWith('\n') ? '' : '\n\\ No newline at end of file';
  const range = lines.length === 1 ? '1' : `1,${lines.length}`;
  return { patch: `@@ -0,0 +${range} @@\n${lines.map((line) => `+${line}`).join('\n')}${end}` };
}

/** Updates the open pull requests of a branch after a push. */
export function followBranch(state: FakeGitHub, ref: string, sha: string): void {
  for (const { pull, state: is } of state.issues) {
    if (is !== 'open' || !pull || pull.head.repository !== undefined) continue;
    if (`refs/heads/${pull.head.ref}` !== ref) continue;
    pull.head.sha = sha;
    pull.files = compare(state, pull.base.sha, sha);
  }
}
