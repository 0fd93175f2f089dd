import { createHash } from 'node:crypto';

/** What a person may do in the repository, as GitHub names it; `none` for a stranger. */
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
  /** The address of the API that it was moved to: asked for, it redirects there; no list has it. */
  movedTo?: string;
  /** Set where the issue is a pull request. */
  pull?: FakePull;
}

export interface FakePull {
  /** Its repository is another one where a fork proposes it. */
  head: { ref: string; sha: string; repository?: string };
  base: { ref: string; sha: string };
  draft: boolean;
  files: { filename: string; status: 'added' | 'modified' | 'removed'; sha: string }[];
  reviews: FakeReview[];
  /** Who was asked for a review. */
  asked?: string[];
  /** Files that it changes beside those that are listed. */
  unlisted?: number;
}

export interface FakeReview {
  id: number;
  author: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  /** The commit that was looked at. */
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
  /** Who wrote it; Sitrep where it is left out. */
  author?: { name: string; email: string };
}

/** A verdict on a commit. */
export interface FakeCheck {
  id: number;
  commit: string;
  name: string;
  conclusion: string;
  title: string;
  summary: string;
  /** What whoever made it calls it. */
  mark?: string;
  at: number;
}

/** A repository as GitHub would hold it. What a test does to it directly is what people do there. */
export interface FakeGitHub {
  repository: string;
  /** Milliseconds; whoever runs the test turns it. */
  clock: number;
  /** The account whose token is used, unless `tokens` knows the token. */
  login: string;
  /** Whose a token is. */
  tokens: Map<string, string>;
  issues: FakeIssue[];
  /** The highest number that an issue has had: those below it that are missing were deleted. */
  highest: number;
  comments: FakeComment[];
  checks: FakeCheck[];
  /** Names; GitHub's do not differ by case alone. */
  labels: Set<string>;
  /** How labels look that were made with a colour. */
  looks: Map<string, { color: string; description: string | null }>;
  /** Who may be assigned. */
  collaborators: Set<string>;
  /** What people may do; without a line here, our own account and collaborators write, others nothing. */
  permissions: Map<string, Permission>;
  /** Who is in a team, by `org/slug`. */
  teams: Map<string, Set<string>>;
  refs: Map<string, string>;
  /** Refs that take changes through pull requests only. */
  protected: Set<string>;
  commits: Map<string, FakeCommit>;
  /** Trees are kept flat: the blob at each path. */
  trees: Map<string, ReadonlyMap<string, string>>;
  blobs: Map<string, Buffer>;
  /** Events that were sent to start workflows. */
  dispatches: { type: string; payload: unknown }[];
  /** Whether everybody can read its Pages; undefined if Pages is not set up. */
  publicPages?: boolean;
  isPrivate: boolean;
  issuesDisabled: boolean;
  /** Milliseconds until a new issue or comment is listed. */
  lag: number;
  /** What is left of an hour's requests, and when the hour is over. */
  limit: { limit: number; remaining: number; resetAt: number };
  /** The last id that was given to anything. */
  counter: number;
}

/** A repository with one commit on `main`. */
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

/** An object id, as Git would have one. */
export function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** What somebody may do in the repository. */
export function findPermission(state: FakeGitHub, login: string): Permission {
  const { permissions, collaborators } = state;
  const isIn = login === state.login || collaborators.has(login);
  return permissions.get(login) ?? (isIn ? 'write' : 'none');
}

/** Whether somebody may change the repository's content. */
export function mayPush(state: FakeGitHub, login: string): boolean {
  const permission = findPermission(state, login);
  return permission === 'admin' || permission === 'write';
}

/** Whether somebody may label, assign and close. */
export function mayTriage(state: FakeGitHub, login: string): boolean {
  return mayPush(state, login) || findPermission(state, login) === 'triage';
}
