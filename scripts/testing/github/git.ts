import { createHash } from 'node:crypto';
import { followBranch } from './pulls.ts';
import { nodeId, place } from './shapes.ts';
import {
  answerPage,
  api,
  mayNot,
  noContent,
  notFound,
  ok,
  readText,
  readTexts,
  refuse,
  web,
  writeDate,
  type Operation,
  type Operations,
} from './operation.ts';
import { hash, mayPush, type FakeCommit, type FakeGitHub } from './state.ts';

const repo = '/repos/{owner}/{repo}';
const protectedMessage =
  'Repository rule violations found\n\nChanges must be made through a pull request.';

/** Operations on refs, commits, trees, blobs and the contents of files. */
export const gitOperations: Operations = {
  [`POST ${repo}/git/refs`]: pushed((state, { body }) => {
    const ref = readText(body, 'ref') ?? '';
    const sha = readText(body, 'sha') ?? '';
    if (!/^refs\/[^/]+\/./.test(ref)) return refuse(422, `${ref} is not a valid ref name.`);
    if (!state.commits.has(sha)) return refuse(422, 'Object does not exist');
    if (state.refs.has(ref)) return refuse(422, 'Reference already exists');
    state.refs.set(ref, sha);
    return ok(showRef(state, ref, sha), 201);
  }),
  [`GET ${repo}/git/ref/{ref}`]: (state, { params }) => {
    const ref = `refs/${params['ref'] ?? ''}`;
    const sha = state.refs.get(ref);
    return sha === undefined ? notFound() : ok(showRef(state, ref, sha));
  },
  [`GET ${repo}/git/matching-refs/{ref}`]: (state, { params }) => {
    const start = `refs/${params['ref'] ?? ''}`;
    const found = [...state.refs].filter(([ref]) => ref.startsWith(start)).sort();
    return ok(found.map(([ref, sha]) => showRef(state, ref, sha)));
  },
  [`PATCH ${repo}/git/refs/{ref}`]: pushed((state, { params, body }) => {
    const ref = `refs/${params['ref'] ?? ''}`;
    const sha = readText(body, 'sha') ?? '';
    const before = state.refs.get(ref);
    if (before === undefined) return refuse(422, 'Reference does not exist');
    if (!state.commits.has(sha)) return refuse(422, 'Object does not exist');
    if (state.protected.has(ref)) return refuse(422, protectedMessage);
    if (body['force'] !== true && !descends(state, sha, before)) {
      return refuse(422, 'Update is not a fast forward');
    }
    state.refs.set(ref, sha);
    followBranch(state, ref, sha);
    return ok(showRef(state, ref, sha));
  }),
  [`DELETE ${repo}/git/refs/{ref}`]: pushed((state, { params }) =>
    state.refs.delete(`refs/${params['ref'] ?? ''}`)
      ? noContent()
      : refuse(422, 'Reference does not exist'),
  ),

  [`POST ${repo}/git/commits`]: pushed((state, { body, login }) => {
    const tree = readText(body, 'tree') ?? '';
    if (!state.trees.has(tree)) return refuse(422, 'Tree SHA does not exist');
    const parents = readTexts(body, 'parents') ?? [];
    if (parents.some((parent) => !state.commits.has(parent))) {
      return refuse(422, 'Parent SHA does not exist or is not a commit object');
    }
    const message = readText(body, 'message') ?? '';
    const who = readSignature(body['committer'] ?? body['author'], login, state.clock);
    const sha = addCommit(state, { message, tree, parents, ...who });
    return ok(showGitCommit(state, sha), 201);
  }),
  [`GET ${repo}/git/commits/{commit_sha}`]: (state, { params }) => {
    const sha = params['commit_sha'] ?? '';
    return state.commits.has(sha) ? ok(showGitCommit(state, sha)) : notFound();
  },
  [`GET ${repo}/commits/{ref}`]: (state, { params }) => {
    const name = params['ref'] ?? '';
    const sha = findCommit(state, name);
    return sha === undefined
      ? refuse(422, `No commit found for SHA: ${name}`)
      : ok(showCommit(state, sha));
  },
  [`POST ${repo}/git/trees`]: pushed((state, { body }) => {
    const base = readText(body, 'base_tree');
    const from = base === undefined ? undefined : (state.trees.get(base) ?? readTree(state, base));
    if (base !== undefined && !from) return refuse(422, 'base_tree is not a valid tree oid');
    const tree = new Map(from ?? []);
    const entries = Array.isArray(body['tree']) ? (body['tree'] as Record<string, unknown>[]) : [];
    for (const entry of entries) {
      const path = readText(entry, 'path') ?? '';
      const content = readText(entry, 'content');
      if (entry['sha'] === null) tree.delete(path);
      else if (content !== undefined) tree.set(path, addBlob(state, Buffer.from(content)));
      else tree.set(path, readText(entry, 'sha') ?? '');
    }
    const missing = [...tree.values()].some((sha) => !state.blobs.has(sha));
    if (missing) return refuse(422, 'tree.sha is not a valid blob');
    const sha = addTree(state, tree);
    return ok(showTree(state, sha), 201);
  }),
  [`GET ${repo}/git/trees/{tree_sha}`]: (state, { params }) => {
    const name = params['tree_sha'] ?? '';
    const commit = state.commits.get(findCommit(state, name) ?? '');
    const sha = commit?.tree ?? name;
    return state.trees.has(sha) ? ok(showTree(state, sha)) : notFound();
  },
  [`POST ${repo}/git/blobs`]: pushed((state, { body }) => {
    const encoding = readText(body, 'encoding') === 'base64' ? 'base64' : 'utf8';
    const sha = addBlob(state, Buffer.from(readText(body, 'content') ?? '', encoding));
    return ok({ sha, url: `${api}${place(state)}/git/blobs/${sha}` }, 201);
  }),
  [`GET ${repo}/git/blobs/{file_sha}`]: (state, { params }) => {
    const sha = params['file_sha'] ?? '';
    const bytes = state.blobs.get(sha);
    if (!bytes) return notFound();
    const url = `${api}${place(state)}/git/blobs/${sha}`;
    const content = bytes.toString('base64');
    const size = bytes.length;
    return ok({ sha, node_id: nodeId('B', sha), size, url, content, encoding: 'base64' });
  },

  [`GET ${repo}/contents/{path}`]: (state, { params, query }) => {
    const path = params['path'] ?? '';
    const commit = state.commits.get(findCommit(state, query['ref'] ?? 'main') ?? '');
    const tree = state.trees.get(commit?.tree ?? '');
    const sha = tree?.get(path);
    if (sha !== undefined) return ok(showFile(state, path, sha));
    const below = [...(tree ?? [])].filter(([other]) => other.startsWith(`${path}/`));
    if (below.length === 0) return notFound();
    const depth = path.split('/').length + 1;
    const files = below.filter(([other]) => other.split('/').length === depth);
    return ok(files.map(([other, blob]) => showEntry(state, other, blob)));
  },
  [`PUT ${repo}/contents/{path}`]: pushed((state, { params, body, login }) => {
    const path = params['path'] ?? '';
    const ref = `refs/heads/${readText(body, 'branch') ?? 'main'}`;
    const head = state.refs.get(ref);
    const parent = state.commits.get(head ?? '');
    if (head === undefined || !parent) return refuse(404, `Branch not found`);
    if (state.protected.has(ref)) return refuse(409, protectedMessage);
    const tree = new Map(state.trees.get(parent.tree) ?? []);
    const before = tree.get(path);
    const given = readText(body, 'sha');
    if (before !== undefined && given === undefined) {
      return refuse(422, `Invalid request.\n\n"sha" wasn't supplied.`);
    }
    if (given !== undefined && given !== before) {
      return refuse(409, `${path} does not match ${given}`);
    }
    const blob = addBlob(state, Buffer.from(readText(body, 'content') ?? '', 'base64'));
    tree.set(path, blob);
    const commit = addCommit(state, {
      message: readText(body, 'message') ?? '',
      tree: addTree(state, tree),
      parents: [head],
      ...readSignature(body['committer'], login, state.clock),
    });
    state.refs.set(ref, commit);
    followBranch(state, ref, commit);
    const described = { content: showEntry(state, path, blob) };
    return ok(
      { ...described, commit: showGitCommit(state, commit) },
      before === undefined ? 201 : 200,
    );
  }),
  [`GET ${repo}/commits`]: (state, call) => {
    const found: string[] = [];
    const start = findCommit(state, call.query['sha'] ?? 'main');
    for (let sha = start; sha !== undefined; sha = state.commits.get(sha)?.parents?.[0]) {
      found.push(sha);
    }
    return answerPage(call, `${place(state)}/commits`, found, (sha) => showCommit(state, sha));
  },
};

/** Restricts an operation to users who may push. */
function pushed(operation: Operation): Operation {
  return (state, call) => (mayPush(state, call.login) ? operation(state, call) : mayNot());
}

/** Finds a commit by its hash, `HEAD`, a branch or a full ref. */
function findCommit(state: FakeGitHub, name: string): string | undefined {
  if (state.commits.has(name)) return name;
  if (name === 'HEAD') return state.refs.get(`refs/heads/main`);
  return state.refs.get(`refs/heads/${name}`) ?? state.refs.get(`refs/${name}`);
}

function readTree(state: FakeGitHub, name: string): ReadonlyMap<string, string> | undefined {
  return state.trees.get(state.commits.get(findCommit(state, name) ?? '')?.tree ?? '');
}

function descends(state: FakeGitHub, sha: string, from: string): boolean {
  const seen = new Set<string>();
  const queue = [sha];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === from) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(state.commits.get(next)?.parents ?? []));
  }
  return false;
}

/** Adds a blob to the repository. */
export function addBlob(state: FakeGitHub, bytes: Buffer): string {
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  state.blobs.set(sha, bytes);
  return sha;
}

/** Adds a tree to the repository. */
export function addTree(state: FakeGitHub, tree: Map<string, string>): string {
  const sha = hash(JSON.stringify([...tree].sort()));
  state.trees.set(sha, tree);
  return sha;
}

/**
 * Adds a commit to the repository. As in Git, two equal commits in one second have the same id.
 */
export function addCommit(state: FakeGitHub, commit: FakeCommit): string {
  const sha = hash(JSON.stringify(commit));
  state.commits.set(sha, commit);
  return sha;
}

function readSignature(
  given: unknown,
  login: string,
  clock: number,
): Required<Pick<FakeCommit, 'author' | 'date'>> {
  const fields = typeof given === 'object' && given !== null ? given : {};
  return {
    author: {
      name: 'name' in fields ? String(fields.name) : login,
      email: 'email' in fields ? String(fields.email) : `${login}@users.noreply.github.com`,
    },
    date: writeDate('date' in fields ? Date.parse(String(fields.date)) : clock),
  };
}

function showRef(state: FakeGitHub, ref: string, sha: string): object {
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: `${api}${place(state)}/git/${ref}`,
    object: { sha, type: 'commit', url: `${api}${place(state)}/git/commits/${sha}` },
  };
}

const verification = { verified: false, reason: 'unsigned', signature: null, payload: null };

const sitrep = { name: 'Sitrep', email: 'sitrep@users.noreply.github.com' };

function readCommit(state: FakeGitHub, sha: string): Required<FakeCommit> {
  const commit = state.commits.get(sha);
  if (!commit) throw new Error(`There is no commit ${sha}.`);
  return { author: sitrep, parents: [], ...commit };
}

function showGitCommit(state: FakeGitHub, sha: string): object {
  const { author, date, message, tree, parents } = readCommit(state, sha);
  const who = { ...author, date };
  const base = `${api}${place(state)}/git`;
  const page = `${web}/${state.repository}/commit`;
  return {
    sha,
    node_id: nodeId('C', sha),
    url: `${base}/commits/${sha}`,
    html_url: `${page}/${sha}`,
    author: who,
    committer: who,
    message,
    tree: { sha: tree, url: `${base}/trees/${tree}` },
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${base}/commits/${parent}`,
      html_url: `${page}/${parent}`,
    })),
    verification: { ...verification, verified_at: null },
  };
}

function showCommit(state: FakeGitHub, sha: string): object {
  const { author, date, message, tree, parents } = readCommit(state, sha);
  const who = { ...author, date };
  const base = `${api}${place(state)}`;
  const page = `${web}/${state.repository}/commit`;
  return {
    url: `${base}/commits/${sha}`,
    sha,
    node_id: nodeId('C', sha),
    html_url: `${page}/${sha}`,
    comments_url: `${base}/commits/${sha}/comments`,
    commit: {
      url: `${base}/git/commits/${sha}`,
      author: who,
      committer: who,
      message,
      comment_count: 0,
      tree: { sha: tree, url: `${base}/git/trees/${tree}` },
      verification: { ...verification, verified_at: null },
    },
    author: null,
    committer: null,
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${base}/commits/${parent}`,
      html_url: `${page}/${parent}`,
    })),
  };
}

function showTree(state: FakeGitHub, sha: string): object {
  const base = `${api}${place(state)}/git`;
  const entries = [...(state.trees.get(sha) ?? [])].map(([path, blob]) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha: blob,
    size: state.blobs.get(blob)?.length ?? 0,
    url: `${base}/blobs/${blob}`,
  }));
  return { sha, url: `${base}/trees/${sha}`, tree: entries, truncated: false };
}

function showEntry(state: FakeGitHub, path: string, sha: string): object {
  const url = `${api}${place(state)}/contents/${path}`;
  const git = `${api}${place(state)}/git/blobs/${sha}`;
  const html = `${web}/${state.repository}/blob/main/${path}`;
  return {
    type: 'file',
    size: state.blobs.get(sha)?.length ?? 0,
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    url,
    git_url: git,
    html_url: html,
    download_url: `https://raw.githubusercontent.com/${state.repository}/main/${path}`,
    _links: { git, html, self: url },
  };
}

function showFile(state: FakeGitHub, path: string, sha: string): object {
  const bytes = state.blobs.get(sha) ?? Buffer.alloc(0);
  return {
    ...showEntry(state, path, sha),
    encoding: 'base64',
    content: bytes.toString('base64').replace(/.{60}(?=.)/g, '$&\n') + '\n',
  };
}
