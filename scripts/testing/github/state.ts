import { createHash } from 'node:crypto';

/** Permission of a user in the repository, as GitHub names it; `none` for a stranger. */
export type Permission = 'admin' | 'write' | 'triage' | 'read' | 'none';

export interface FakeIssue {
  number: number;
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
  state: 'open' | 'closed';
  reason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  locked: boolean;
  author: string;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  /** Address in the API that it moved to: a request redirects there, and no list contains it. */
  movedTo?: string;
  /** Set if the issue is a pull request. */
  pull?: FakePull;
}

export interface FakePull {
  /** Branch that it proposes, with its repository if that is a fork. */
  head: { ref: string; sha: string; repository?: string };
  base: { ref: string; sha: string };
  draft: boolean;
  files: { filename: string; status: 'added' | 'modified' | 'removed'; sha: string }[];
  reviews: FakeReview[];
  /** Users who were asked for a review. */
  asked?: string[];
  /** Number of changed files that are not listed. */
  unlisted?: number;
}

export interface FakeReview {
  id: number;
  author: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  /** Commit that was reviewed. */
  commit: string;
  submittedAt: number;
}

export interface FakeComment {
  id: number;
  issue: number;
  body: string;
  author: string;
  createdAt: number;
  updatedAt?: number;
  reactions?: { id: number; author: string; content: string; createdAt: number }[];
}

export interface FakeCommit {
  message: string;
  date: string;
  tree: string;
  parents?: string[];
  /** Author; Sitrep by default. */
  author?: { name: string; email: string };
}

/** Check run: a verdict on a commit. */
export interface FakeCheck {
  id: number;
  commit: string;
  name: string;
  conclusion: string;
  title: string;
  summary: string;
  /** External id that its creator gave it. */
  mark?: string;
  at: number;
}

/** State of a repository on GitHub. Tests change it directly to do what people do there. */
export interface FakeGitHub {
  repository: string;
  /** Current time in milliseconds, which the test sets. */
  clock: number;
  /** Account of tokens that are not in `tokens`. */
  login: string;
  /** Accounts by token. */
  tokens: Map<string, string>;
  issues: FakeIssue[];
  /** Highest number of an issue so far; missing numbers below it are deleted issues. */
  highest: number;
  comments: FakeComment[];
  checks: FakeCheck[];
  /** Names of labels, which differ by more than case. */
  labels: Set<string>;
  /** Colours and descriptions of labels by name. */
  looks: Map<string, { color: string; description: string | null }>;
  /** Users who can be assigned. */
  collaborators: Set<string>;
  /** Permissions by user; by default, Sitrep's account and collaborators have `write`, others `none`. */
  permissions: Map<string, Permission>;
  /** Members of teams by `org/slug`. */
  teams: Map<string, Set<string>>;
  refs: Map<string, string>;
  /** Refs that can only be changed through pull requests. */
  protected: Set<string>;
  commits: Map<string, FakeCommit>;
  /** Flat trees: blobs by path. */
  trees: Map<string, ReadonlyMap<string, string>>;
  blobs: Map<string, Buffer>;
  /** Events sent to start workflows. */
  dispatches: { type: string; payload: unknown }[];
  /** True if everybody can read its Pages; undefined if Pages is not set up. */
  publicPages?: boolean;
  isPrivate: boolean;
  issuesDisabled: boolean;
  /** Milliseconds until a new issue or comment is listed. */
  lag: number;
  /** Requests left in the hour, and when the hour ends. */
  limit: { limit: number; remaining: number; resetAt: number };
  /** Last id given to anything. */
  counter: number;
}

/** Makes a repository with one commit on `main`. */
export function makeGitHub(options: Partial<FakeGitHub> = {}): FakeGitHub {
  const state: FakeGitHub = {
    repository: 'northwind-rail/incidents',
    clock: Date.parse('2026-01-01T00:00:00Z'),
    login: 'github-actions[bot]',
    tokens: new Map(),
    issues: [],
    highest: 0,
    comments: [],
    checks: [],
    labels: new Set(),
    looks: new Map(),
    collaborators: new Set(),
    permissions: new Map(),
    teams: new Map(),
    refs: new Map(),
    protected: new Set(),
    commits: new Map(),
    trees: new Map(),
    blobs: new Map(),
    dispatches: [],
    isPrivate: true,
    issuesDisabled: false,
    lag: 0,
    limit: { limit: 5000, remaining: 5000, resetAt: 0 },
    counter: 0,
    ...options,
  };
  const head = hash('head');
  const tree = hash('tree');
  state.trees.set(tree, new Map());
  state.commits.set(head, { message: 'First', date: '2025-01-01T00:00:00Z', tree });
  state.refs.set('refs/heads/main', head);
  return state;
}

/** Computes an id of a Git object. */
export function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** Finds the permission of a user in the repository. */
export function findPermission(state: FakeGitHub, login: string): Permission {
  const { permissions, collaborators } = state;
  const isIn = login === state.login || collaborators.has(login);
  return permissions.get(login) ?? (isIn ? 'write' : 'none');
}

/** Checks whether a user may change the repository's content. */
export function mayPush(state: FakeGitHub, login: string): boolean {
  const permission = findPermission(state, login);
  return permission === 'admin' || permission === 'write';
}

/** Checks whether a user may label, assign and close issues. */
export function mayTriage(state: FakeGitHub, login: string): boolean {
  return mayPush(state, login) || findPermission(state, login) === 'triage';
}
