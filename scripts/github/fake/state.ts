import { createHash } from 'node:crypto';

export interface FakeIssue {
  number: number;
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
  state: 'open' | 'closed';
  reason: 'completed' | 'not_planned' | 'reopened' | null;
  locked: boolean;
  author: string;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
}

export interface FakeComment {
  id: number;
  issue: number;
  body: string;
  author: string;
  createdAt: number;
}

/** A repository as GitHub would hold it. What a test does to it directly is what people do there. */
export interface FakeGitHub {
  repository: string;
  /** Milliseconds; whoever runs the test turns it. */
  clock: number;
  /** The account whose token is used. */
  login: string;
  issues: FakeIssue[];
  comments: FakeComment[];
  labels: Set<string>;
  /** Who may be assigned. */
  collaborators: Set<string>;
  refs: Map<string, string>;
  commits: Map<string, { message: string; date: string; tree: string }>;
  issuesDisabled: boolean;
  /** Milliseconds until a new issue or comment is listed. */
  lag: number;
  /** How often each issue was created, closed, commented …: what a test counts. */
  counter: number;
}

export function makeGitHub(options: Partial<FakeGitHub> = {}): FakeGitHub {
  const state: FakeGitHub = {
    repository: 'northwind-rail/incidents',
    clock: Date.parse('2026-01-01T00:00:00Z'),
    login: 'github-actions[bot]',
    issues: [],
    comments: [],
    labels: new Set(),
    collaborators: new Set(),
    refs: new Map(),
    commits: new Map(),
    issuesDisabled: false,
    lag: 0,
    counter: 0,
    ...options,
  };
  const head = hash('head');
  state.commits.set(head, { message: 'First', date: '2025-01-01T00:00:00Z', tree: hash('tree') });
  state.refs.set('refs/heads/main', head);
  return state;
}

/** An object id, as Git would have one. */
export function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
