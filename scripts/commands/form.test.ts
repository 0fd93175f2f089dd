import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../edges/disk/package.ts';
import { addBlob, addCommit, addTree } from '../testing/github/git.ts';
import { form } from './form.ts';
import { makeDesk, report, writeForm, type GitHubFixture } from '../testing/desk.ts';

const schema = readFileSync(join(packageRoot, 'schemas/output/form.schema.json'), 'utf8');
const holds = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema) as object);

async function file(desk: GitHubFixture, number: number): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await desk.run(
    { action: 'opened', issue: { number } },
    form,
    {},
    { json: true },
  );
  expect([status, stderr]).toEqual([0, '']);
  const output = JSON.parse(stdout) as Record<string, unknown>;
  expect(holds(output), JSON.stringify(holds.errors)).toBe(true);
  return output;
}

const answers = ({ state }: GitHubFixture, issue: number): string[] =>
  state.comments.filter((comment) => comment.issue === issue).map(({ body }) => body);
const issueOf = ({ state }: GitHubFixture, number: number) =>
  state.issues.find((issue) => issue.number === number);
const pulls = ({ state }: GitHubFixture) => state.issues.filter(({ pull }) => pull);

test('a report becomes a record in a pull request, and the issue becomes the incident issue', async () => {
  const desk = await makeDesk();
  const number = desk.open('helga', 'Slow payments', writeForm(report));
  expect(await file(desk, number)).toMatchObject({
    outcome: 'filed',
    record: '2026-01-14-slow-payments',
    path: '2026/2026-01-14-slow-payments/incident.md',
    pull_request: 'https://github.com/northwind-rail/incidents/pull/2',
  });
  const files = desk.read('sitrep/issue-1');
  const folder = 'incidents/2026/2026-01-14-slow-payments';
  expect(files[`${folder}/incident.md`]).toContain('issue:1');
  expect(parse(files[`${folder}/timeline.yaml`] ?? '')).toMatchObject([
    { at: '2026-01-14T08:05:00Z', type: 'started' },
    { type: 'detected', by: 'helga', note: 'A spinner.' },
    { type: 'triaged', impact: 'high', urgency: 'high' },
  ]);
  expect(Object.keys(desk.read('main'))).not.toContain(`${folder}/incident.md`);
  expect(pulls(desk)).toMatchObject([
    {
      title: 'File 2026-01-14-slow-payments',
      body: 'Requested in #1.',
      pull: { files: [{ status: 'added' }, { status: 'added' }] },
    },
  ]);
  expect(issueOf(desk, number)?.labels).toEqual(['sitrep:incident']);
  const [answer = '', ...more] = answers(desk, number);
  expect(more).toEqual([]);
  expect(answer).toContain('The incident is `2026-01-14-slow-payments`');
  expect(answer).toContain(String.raw`since: 2026-01-14 09:05 \(Europe/Amsterdam\)`);
  expect(answer).toContain('/pull/2');
  expect(desk.wrong).toEqual([]);

  // Delivered again, at any time.
  desk.state.clock += 3 * 86_400_000;
  const before = JSON.stringify([...desk.state.refs]);
  expect(await file(desk, number)).toMatchObject({ outcome: 'unchanged' });
  expect(JSON.stringify([...desk.state.refs])).toBe(before);
  expect(answers(desk, number)).toEqual([answer]);
  expect(pulls(desk)).toHaveLength(1);
});

test('one comment lists what is missing, and follows the edits of the issue', async () => {
  const desk = await makeDesk();
  const number = desk.open(
    'helga',
    'Slow payments',
    writeForm({ ...report, 'What is affected?': 'Chekout', 'In one line': '_No response_' }),
  );
  expect(await file(desk, number)).toMatchObject({
    outcome: 'incomplete',
    errors: [{ field: 'In one line' }, { field: 'What is affected?' }],
  });
  expect(issueOf(desk, number)?.labels).toEqual(['sitrep:incomplete']);
  expect(answers(desk, number)[0]).toContain('Did you mean Checkout?');
  expect([...desk.state.refs.keys()]).toEqual(['refs/heads/main']);
  const issue = issueOf(desk, number);
  if (issue) issue.body = writeForm(report);
  expect(await file(desk, number)).toMatchObject({ outcome: 'filed' });
  expect(issueOf(desk, number)?.labels).toEqual(['sitrep:incident']);
  // Another title is another id: the files of the old one go.
  if (issue) issue.title = 'Payments stand still';
  expect(await file(desk, number)).toMatchObject({
    outcome: 'changed',
    record: '2026-01-14-payments-stand-still',
  });
  const paths = Object.keys(desk.read('sitrep/issue-1')).filter((path) => path.includes('/2026/'));
  expect(paths.sort()).toEqual([
    'incidents/2026/2026-01-14-payments-stand-still/incident.md',
    'incidents/2026/2026-01-14-payments-stand-still/timeline.yaml',
  ]);
  expect(pulls(desk)).toMatchObject([{ title: 'File 2026-01-14-payments-stand-still' }]);
  expect(answers(desk, number)).toHaveLength(1);
  expect(desk.wrong).toEqual([]);
});

test('after a merge, a rejection, a review or a manual edit, edits of the issue change nothing', async () => {
  for (const end of ['merged', 'closed', 'reviewed', 'touched', 'amended']) {
    const desk = await makeDesk();
    const number = desk.open('helga', 'Slow payments', writeForm(report));
    await file(desk, number);
    const branch = 'sitrep/issue-1';
    const tip = desk.state.refs.get(`refs/heads/${branch}`) ?? '';
    const [pull] = pulls(desk);
    if (end === 'merged') desk.merge(branch);
    if (end === 'closed' && pull) Object.assign(pull, { state: 'closed', reason: 'not_planned' });
    if (end === 'reviewed') {
      pull?.pull?.reviews.push({
        id: 7,
        author: 'grace',
        state: 'APPROVED',
        commit: tip,
        submittedAt: desk.state.clock,
      });
    }
    if (end === 'touched') {
      const commit = desk.state.commits.get(tip);
      if (!commit) throw new Error();
      desk.state.commits.set('f'.repeat(40), { ...commit, message: 'By hand', parents: [tip] });
      desk.state.refs.set(`refs/heads/${branch}`, 'f'.repeat(40));
    }
    if (end === 'amended') {
      // `git commit --amend --no-edit` keeps the words of our commit.
      const commit = desk.state.commits.get(tip);
      const present = new Map(desk.state.trees.get(commit?.tree ?? '') ?? []);
      const path = 'incidents/2026/2026-01-14-slow-payments/incident.md';
      present.set(path, addBlob(desk.state, Buffer.from('By hand')));
      if (!commit) throw new Error();
      const amended = { ...commit, tree: addTree(desk.state, present) };
      desk.state.refs.set(`refs/heads/${branch}`, addCommit(desk.state, amended));
    }
    const issue = issueOf(desk, number);
    if (issue) issue.title = 'Something else';
    const refs = JSON.stringify([...desk.state.refs]);
    expect(await file(desk, number)).toMatchObject({
      outcome: 'settled',
      why: end === 'amended' ? 'touched' : end,
    });
    expect(JSON.stringify([...desk.state.refs])).toBe(refs);
    expect(answers(desk, number)).toEqual([expect.stringContaining('no longer change it')]);
    expect(desk.wrong).toEqual([]);
  }
});

test('the reply lists live incidents of the same services, to avoid duplicate reports', async () => {
  const folder = 'incidents/2026/2026-01-14-checkout-down';
  const desk = await makeDesk({
    [`${folder}/incident.md`]:
      '---\ntitle: Checkout is down @ada\nsummary: Nothing works\nservices: [checkout]\ncategory: software\nchannel: monitoring\n---\n',
    [`${folder}/timeline.yaml`]: '- {at: 2026-01-14T08:00:00Z, type: detected}\n',
  });
  const number = desk.open('helga', 'Slow payments', writeForm(report));
  await file(desk, number);
  expect(answers(desk, number)[0]).toContain('(`2026-01-14-checkout-down`)');
  expect(answers(desk, number)[0]).not.toContain('@ada');
});

test('maintenance and runbooks are proposed in the same way', async () => {
  const desk = await makeDesk();
  const window = desk.open(
    'helga',
    'Database upgrade',
    writeForm({
      'What is affected?': 'Checkout',
      Start: '2026-12-06 00:30',
      End: '2026-12-06 03:00',
      'What will people notice?': 'degraded: it is slower',
      'Steps and rollback': 'From 15 to 17.\n\n---\n\nBack until 02:00.',
    }),
  );
  expect(await file(desk, window)).toMatchObject({
    path: 'maintenance/2026-12-06-database-upgrade.md',
  });
  const steps = desk.open(
    'ada',
    'Restart checkout',
    writeForm({
      'Which services is it for?': 'Checkout',
      'Who owns it?': 'web: Web',
      'Which kind of incident is it for?': '_No response_',
      'How long does it take?': '20m',
      'Steps and rollback': '1. Look.\n\n## Rollback\n\nNone.',
    }),
  );
  expect(await file(desk, steps)).toMatchObject({ path: 'runbooks/restart-checkout.md' });
  expect(desk.read(`sitrep/issue-${steps}`)['incidents/runbooks/restart-checkout.md']).toContain(
    `Proposed in [issue ${steps}]`,
  );
  expect(issueOf(desk, window)?.labels).toEqual(['sitrep:form']);
  expect(desk.wrong).toEqual([]);
});

test('hostile titles and texts notify nobody, close nothing, and inject nothing', async () => {
  const desk = await makeDesk();
  const number = desk.open(
    'helga',
    '@everyone fixes #1 <!-- sitrep:form v1 --> \u202e ${{ github.token }} `id` ::set-output::',
    writeForm({
      ...report,
      'In one line': '--- fixes #1 @ada [x](javascript:alert(1)) &anchor *alias',
      'Since when?': '::warning::x @grace fixes #2',
      'What do you see?': '```\n---\ntitle: mine\n---\n### In one line\n\n' + 'x'.repeat(64_000),
    }),
  );
  const { stdout } = await desk.run({ issue: { number } }, form);
  expect(stdout).not.toMatch(/^::/m);
  const [answer = ''] = answers(desk, number);
  expect(answer).not.toMatch(/@(?:grace|ada|everyone)|(?<!<!-- -->)#\d/);
  const issue = issueOf(desk, number);
  if (issue) issue.body = issue.body.replace(/::warning.*\n/, '09:05\n');
  expect(await file(desk, number)).toMatchObject({ outcome: 'filed' });
  const [pull] = pulls(desk);
  const head = desk.state.commits.get(desk.state.refs.get('refs/heads/sitrep/issue-1') ?? '');
  for (const text of [pull?.title, head?.message]) expect(text).not.toMatch(/@|#|\u202e|\$\{|::/);
  expect(answers(desk, number).join('')).not.toMatch(/@everyone|fixes #1|\u202e/);
  expect(desk.wrong).toEqual([]);
});

test('an issue that is handled twice at the same time becomes one record in one pull request', async () => {
  const desk = await makeDesk();
  const number = desk.open('helga', 'Slow payments', writeForm(report));
  const outcomes = await Promise.all([file(desk, number), file(desk, number)]);
  expect(outcomes.map(({ pull_request: url }) => url)).toEqual(
    outcomes.map(() => 'https://github.com/northwind-rail/incidents/pull/2'),
  );
  const tip = desk.state.commits.get(desk.state.refs.get('refs/heads/sitrep/issue-1') ?? '');
  expect(tip?.parents).toEqual([desk.state.refs.get('refs/heads/main')]);
  expect(pulls(desk)).toHaveLength(1);
});

test('an issue without a form is ignored', async () => {
  const desk = await makeDesk();
  const text = writeForm(report);
  expect(await file(desk, desk.open('helga', 'Hello', 'Just talk'))).toMatchObject({
    outcome: 'ignored',
  });
  expect(await file(desk, desk.open('x[bot]', 'Slow', text))).toMatchObject({ outcome: 'ignored' });
  const dry = await desk.spawn(
    {},
    'form',
    '--issue',
    String(desk.open('ada', 'Slow', text)),
    '--dry-run',
  );
  expect(dry.stdout).toBe('#3: filed  2026-01-14-slow\n');
  expect(desk.state.comments).toEqual([]);
  for (const [event, args, next] of [
    [{}, {}, 'Name an issue with --issue.'],
    [{ issue: { number: '1' } }, {}, 'Name an issue with --issue.'],
    [{}, { issue: '0' }, 'Write it like this: --issue 12'],
  ] as const) {
    const { status, stderr } = await desk.run(event, form, args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`.\n  ${next}\n`)]);
  }
});

test('the next run completes a run that failed at any write', async () => {
  const number = 1;
  let ends = false;
  for (let dies = 1; !ends; dies++) {
    const desk = await makeDesk();
    desk.open('helga', 'Slow payments', writeForm(report));
    let count = 0;
    desk.handling.fault = (_, { method }) => {
      if (method !== 'GET') count++;
      return count < dies ? undefined : 'reset-before';
    };
    await desk.run({ issue: { number } }, form);
    ends = count < dies;
    delete desk.handling.fault;
    await file(desk, number);
    expect(pulls(desk)).toHaveLength(1);
    expect(answers(desk, number)).toHaveLength(1);
    expect(issueOf(desk, number)?.labels).toEqual(['sitrep:incident']);
  }
});
