import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type Command } from '../commands/command.ts';
import { renderResult } from '../session/result.ts';
import { disarmLog } from '../session/runner-log.ts';
import { addBlob, addCommit, addTree } from './github/git.ts';
import { addIssue } from './github/issues.ts';
import { serveGitHub, type Handling } from './github/serve.ts';
import { makeGitHub, type FakeGitHub } from './github/state.ts';
import { git, gitdir, sitrepWith, writeTree, type Ran } from './folder.ts';
import { Failure, type Context } from '../session/context.ts';
import { type Values } from '../session/options.ts';

/** Records of a small data repository. */
export const records: Record<string, string> = {
  'incidents/sitrep.yaml': 'organisation: {name: Test, timezone: Europe/Amsterdam}\n',
  'incidents/catalog/teams/web.yaml':
    'name: Web\nmanager: grace\nmembers: [{handle: ada, name: Ada}, {handle: grace, name: Grace}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: Checkout\ntier: 1\nteam: web\n',
};

/** A clone, its repository on GitHub, and functions to run commands in it. */
export interface GitHubFixture {
  folder: string;
  state: FakeGitHub;
  /** Requests and responses that do not match GitHub's description. */
  wrong: string[];
  handling: Handling;
  /** Runs a command in this process with an event, as a workflow does. */
  run(event: object, command: Command, options?: Values, flags?: Partial<Context>): Promise<Ran>;
  /** Runs a command in a process of its own. */
  spawn(event: object, ...args: string[]): Promise<Ran>;
  /** Reads the texts on a branch by path. */
  read(branch: string): Record<string, string>;
  /** Opens an issue as a user. */
  open(author: string, title: string, body: string): number;
  /** Writes a comment as a user, and returns its event. */
  say(issue: number, author: string, body: string): object & { comment: { id: number } };
  /** Replaces the default branch on GitHub with the clone's files. */
  publish(): void;
  /** Merges a branch as GitHub does, and updates the clone. */
  merge(branch: string): void;
}

/** Makes a clone with records, and a repository on GitHub with the same records. */
export async function makeDesk(
  change: Record<string, string> = {},
  options: Partial<FakeGitHub> = {},
): Promise<GitHubFixture> {
  const wrong: string[] = [];
  const handling: Handling = { wrong };
  const state = makeGitHub({
    collaborators: new Set(['ada']),
    permissions: new Map([['reader', 'read']]),
    clock: Date.parse('2026-01-14T08:30:00Z'),
    ...options,
  });
  const { url, close } = await serveGitHub(state, handling);
  onTestFinished(close);
  const folder = gitdir({ ...records, ...change });
  const publish = (): void => {
    const paths = git(folder, ['ls-files', '-z'])
      .split('\0')
      .filter((path) => path !== '');
    const tree = new Map(
      paths.map((path) => [path, addBlob(state, readFileSync(join(folder, path)))] as const),
    );
    const parent = state.refs.get('refs/heads/main');
    const commit = addCommit(state, {
      message: 'Records',
      date: new Date(state.clock).toISOString(),
      tree: addTree(state, tree),
      ...(parent !== undefined && { parents: [parent] }),
    });
    state.refs.set('refs/heads/main', commit);
  };
  publish();
  const read = (branch: string): Record<string, string> => {
    const commit = state.commits.get(state.refs.get(`refs/heads/${branch}`) ?? '');
    const tree = state.trees.get(commit?.tree ?? '') ?? new Map<string, string>();
    return Object.fromEntries(
      [...tree].map(([path, sha]) => [path, state.blobs.get(sha)?.toString() ?? '']),
    );
  };
  const user = (login: string) => ({ login, type: login.endsWith('[bot]') ? 'Bot' : 'User' });
  let events = 0;
  const enter = (event: object): Record<string, string> => {
    const path = `.git/event-${++events}.json`;
    writeTree(folder, { [path]: JSON.stringify(event) });
    return {
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: state.repository,
      GITHUB_TOKEN: 'token',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_PATH: join(folder, path),
    };
  };
  return {
    folder,
    state,
    wrong,
    handling,
    publish,
    read,
    async run(event, command, options = {}, flags = {}) {
      const { GITHUB_EVENT_PATH: path = '', ...environment } = enter(event);
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      onTestFinished(() => {
        vi.unstubAllEnvs();
      });
      const ran: Ran = { status: null, stdout: '', stderr: '' };
      const context: Context = {
        root: join(folder, 'incidents'),
        now: state.clock,
        json: false,
        dryRun: false,
        quiet: false,
        color: false,
        interactive: false,
        announce: (_data, text) => (ran.stdout += `${disarmLog(text)}\n`),
        tell: (text) => (ran.stderr += `${disarmLog(text)}\n`),
        ...flags,
      };
      try {
        // The event is an option, because concurrent runs share the environment.
        const result = await command.run(context, [], { event: path, ...options });
        ran.status = result.status;
        ran.stdout += renderResult(result, context.json);
        if (!context.json) for (const note of result.notes ?? []) context.tell(note);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        ran.status = error.status;
        ran.stderr += `sitrep: ${error.message}\n  ${error.next ?? ''}\n`;
      }
      return ran;
    },
    spawn: (event, ...args) =>
      sitrepWith(enter(event), folder, ...args, '--at', new Date(state.clock).toISOString()),
    open: (author, title, body) => addIssue(state, { title, body, author }).number,
    say(issue, author, body) {
      const id = ++state.counter;
      state.comments.push({ id, issue, author, body, createdAt: state.clock });
      const event = { action: 'created', issue: { number: issue }, sender: user(author) };
      return { ...event, comment: { id, body, user: user(author) } };
    },
    merge(branch) {
      const pull = state.issues.find((issue) => issue.pull?.head.ref === branch);
      if (pull)
        Object.assign(pull, { state: 'closed', reason: 'completed', closedAt: state.clock });
      state.refs.set('refs/heads/main', state.refs.get(`refs/heads/${branch}`) ?? '');
      writeTree(folder, read('main'));
      git(folder, ['add', '--all']);
      git(folder, ['commit', '--quiet', '--message', 'Merge']);
    },
  };
}

/** Formats the body of an issue that was opened with a form. */
export function writeForm(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([label, value]) => `### ${label}\n\n${value}`)
    .join('\n\n');
}

/** Fields of a complete incident report. */
export const report: Record<string, string> = {
  'In one line': 'Paying takes a minute.',
  'What is affected?': 'Checkout',
  'Since when?': '2026-01-14 09:05',
  'How much is affected?': 'high: most travellers',
  'How urgent is it?': 'high: now',
  'How do you know?': 'help-desk: somebody called',
  'What kind of failure is it?': '_No response_',
  'What do you see?': 'A spinner.',
};
