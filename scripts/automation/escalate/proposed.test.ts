import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, expect, test } from 'vitest';
import { addBlob } from '../../testing/github/git.ts';
import { addIssue } from '../../testing/github/issues.ts';
import { packageRoot } from '../../edges/disk/package.ts';
import { makeDesk, type GitHubFixture } from '../../testing/desk.ts';
import { chatops } from '../../commands/chatops.ts';
import { escalate } from '../../commands/escalate.ts';

const incident = '2026-01-14-slow';
const records = (id: string, alias: string): Record<string, string> => ({
  [`incidents/2026/${id}/incident.md`]: `---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\naliases: ['${alias}']\n---\n`,
  [`incidents/2026/${id}/timeline.yaml`]:
    '- {at: 2026-01-14T08:00:00Z, type: detected}\n- {at: 2026-01-14T08:01:00Z, type: triaged, impact: high, urgency: high}\n',
});
const acknowledged = 'at: 2026-01-14T08:20:00Z\ntype: acknowledged\nby: ada\n';
const path = (name: string, id = incident) => `incidents/2026/${id}/timeline/${name}.yaml`;

let desk: GitHubFixture;
beforeEach(async () => {
  desk = await makeDesk({
    ...records(incident, 'issue:1'),
    'incidents/sitrep.yaml':
      'organisation: {name: Test, timezone: UTC}\n' +
      'sla: [{effective: 2020-01-01T00:00:00Z, targets: {SEV1: {acknowledge: 15m}}}]\n',
  });
  desk.open('ada', 'Slow payments', 'x');
  desk.state.protected.add('refs/heads/main');
});

const run = (): ReturnType<GitHubFixture['run']> => desk.run({}, escalate, { limit: '50' });

async function say(body: string, issue = 1): Promise<string | undefined> {
  const event = desk.say(issue, 'ada', body);
  expect(await desk.run(event, chatops)).toMatchObject({ status: 0 });
  return desk.state.comments.findLast(({ author }) => author === desk.state.login)?.body;
}

const escalations = () =>
  desk.state.issues.filter(({ labels }) => labels.includes('sitrep:escalation'));

/** Adds a pull request, by default with an acknowledgement. */
function propose(
  author: string,
  change: { ref?: string; repository?: string; base?: string; files?: Record<string, string> } = {},
): void {
  const { ref = 'sitrep/issue-1', repository, base = 'main', files } = change;
  const texts = files ?? { [path('20260114T082000Z-acknowledged-c9')]: acknowledged };
  addIssue(desk.state, {
    title: `Timeline of ${incident}`,
    body: '',
    author,
    pull: {
      head: { ref, sha: 'a'.repeat(40), ...(repository !== undefined && { repository }) },
      base: { ref: base, sha: 'b'.repeat(40) },
      draft: false,
      files: Object.entries(texts).map(([filename, text]) => ({
        filename,
        status: 'added',
        sha: addBlob(desk.state, Buffer.from(text)),
      })),
      reviews: [],
    },
  });
}

test('an acknowledgement in an open pull request stops escalation, and the reply says that it waits', async () => {
  expect(await run()).toMatchObject({ status: 0 });
  expect(escalations()).toMatchObject([{ state: 'open' }]);
  const waits =
    /^`20260114T083000Z-acknowledged-c\d+` waits in \[pull request 3\]\(https:\S+\/pull\/3\), and counts once somebody has merged it\. Only escalation takes it into account before that\.\n/;
  expect(await say('/ack')).toMatch(waits);
  expect(await say('/status')).toMatch(
    /State: acknowledged[^]*Part of this waits in \[pull request 3\]\(https:\S+\/pull\/3\), and counts/,
  );
  const closed = await run();
  expect([closed.status, closed.stderr]).toEqual([0, '']);
  expect(closed.stdout).toContain(
    `counted  ${incident}  1 entry of pull request 3, not merged yet`,
  );
  const [issue] = escalations();
  expect(issue?.state).toBe('closed');
  expect(issue?.body).toMatch(
    /This includes entries that were not merged when it was written: 1 entry of \[pull request 3\]\(https:\S+\/pull\/3\)\./,
  );
  // After it is declined, nobody has acknowledged the incident.
  const pull = desk.state.issues.find((one) => one.pull);
  Object.assign(pull ?? {}, { state: 'closed', reason: 'not_planned' });
  await run();
  expect(escalations()).toMatchObject([{ state: 'open' }]);
  expect(escalations()[0]?.body).not.toContain('proposed');
  expect(desk.wrong).toEqual([]);
});

test('a merged entry is not reported as waiting', async () => {
  await say('/ack');
  desk.merge('sitrep/issue-1');
  expect(await say('/status')).not.toContain('waits');
  expect((await run()).stdout).not.toContain('counted');
  expect(escalations()).toEqual([]);
  // The incident issue's next branch has both entries; the first is already merged.
  const first = desk.state.comments[0];
  await say('/note x');
  const event = { action: 'created', issue: { number: 1 }, sender: { login: 'ada' } };
  const comment = { id: first?.id, body: '/ack', user: { login: 'ada', type: 'User' } };
  const again = await desk.run({ ...event, comment }, chatops, {}, { json: true });
  expect(JSON.parse(again.stdout)).not.toHaveProperty('pull_request');
});

test('commands on an escalation issue count too', async () => {
  await run();
  const number = escalations()[0]?.number ?? 0;
  expect(await say('/ack', number)).toContain('waits in [pull request 3]');
  await run();
  expect(escalations()).toMatchObject([{ state: 'closed' }]);
});

test('JSON output matches the schema', async () => {
  await say('/ack');
  const { stdout } = await desk.run({}, escalate, { limit: '50' }, { json: true });
  const schema = readFileSync(join(packageRoot, 'schemas/output/escalate.schema.json'), 'utf8');
  const validate = new Ajv2020().compile(JSON.parse(schema) as object);
  const output = JSON.parse(stdout) as object;
  expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
  expect(output).toMatchObject({
    proposed: [{ incident, pull_request: 2, entries: 1 }],
    steps: [],
  });
});

test.each<[string, () => void]>([
  [
    'from a stranger’s fork',
    () => {
      propose('mallory', { repository: 'mallory/incidents' });
    },
  ],
  [
    'from a fork, under our name',
    () => {
      propose(desk.state.login, { repository: 'mallory/incidents' });
    },
  ],
  [
    'by somebody else, from a branch of the repository',
    () => {
      propose('ada');
    },
  ],
  [
    'from another branch',
    () => {
      propose(desk.state.login, { ref: 'sitrep/issue-1x' });
    },
  ],
  [
    'for another incident issue',
    () => {
      propose(desk.state.login, { ref: 'sitrep/issue-2' });
    },
  ],
  [
    'to another base branch',
    () => {
      propose(desk.state.login, { base: 'drafts' });
    },
  ],
  [
    'with a timeline but no live entry',
    () => {
      const timeline = `incidents/2026/${incident}/timeline.yaml`;
      propose(desk.state.login, {
        files: { [timeline]: `- {${acknowledged.trim().replaceAll('\n', ', ')}}\n` },
      });
    },
  ],
])('a pull request %s does not stop escalation', async (_, make) => {
  make();
  expect(await run()).toMatchObject({ status: 0, stderr: '' });
  expect(escalations()).toMatchObject([{ state: 'open' }]);
  expect(escalations()[0]?.body).not.toContain('proposed');
});

test('our own pull request stops it: each case above differs in one thing', async () => {
  propose(desk.state.login);
  await run();
  expect(escalations()).toEqual([]);
});

test.each<[string, string]>([
  ['not YAML', 'at: ['],
  ['of no known type', 'at: 2026-01-14T08:10:00Z\ntype: dreamt\n'],
  ['not valid after the others', 'at: 2026-01-14T08:10:00Z\ntype: reopened\nreason: x\n'],
])('a proposed entry that is %s is reported and does not affect the others', async (_, text) => {
  const good = path('20260114T082000Z-acknowledged-c9');
  const bad = path('20260114T081000Z-note-c8');
  propose(desk.state.login, { files: { [bad]: text, [good]: acknowledged } });
  const { status, stdout } = await run();
  expect(status).toBe(1);
  expect(stdout).toContain(
    `trouble  ${incident}  Pull request 2, ${bad.slice('incidents/'.length)}: `,
  );
  expect(stdout).toContain(`counted  ${incident}  1 entry of pull request 2`);
  expect(escalations()).toEqual([]);
});

test('reads a large entry whose lines GitHub leaves out', async () => {
  const note = `note: ${'x'.repeat(25_000)}\n`;
  propose(desk.state.login, {
    files: {
      [path('20260114T081000Z-note-c8')]:
        `at: 2026-01-14T08:10:00Z\ntype: note\n${note.slice(0, 21_000)}`,
      [path('20260114T082000Z-acknowledged-c9')]: acknowledged.trimEnd(),
    },
  });
  await run();
  expect(escalations()).toEqual([]);
});

test('if pull requests cannot be listed, escalation continues and reports it', async () => {
  desk.handling.fault = (_, { path: asked }) =>
    asked.endsWith('/pulls') ? 'error-before' : undefined;
  const { status, stdout } = await run();
  expect(status).toBe(1);
  expect(stdout).toMatch(/trouble {2}proposed {2}Listing the pull requests: .* were not read\./);
  expect(escalations()).toMatchObject([{ state: 'open' }]);
});
