import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../edges/disk/package.ts';
import type { Entry } from '../../schemas/generated/records.ts';
import { makeDesk, report, writeForm, type GitHubFixture } from '../testing/desk.ts';
import { chatops } from './chatops.ts';
import { form } from './form.ts';

const schema = readFileSync(join(packageRoot, 'schemas/output/chatops.schema.json'), 'utf8');
const holds = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema) as object);

const incident = '2026-01-14-slow';
const files = {
  [`incidents/2026/${incident}/incident.md`]:
    '---\ntitle: Slow payments\nsummary: Paying was slow\nservices: [checkout]\ncategory: software\nchannel: monitoring\naliases: [issue:1]\n---\n',
  [`incidents/2026/${incident}/timeline.yaml`]:
    '- {at: 2026-01-14T08:00:00Z, type: detected, affects: {checkout: degraded}}\n',
};

async function deliver(desk: GitHubFixture, event: object): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await desk.run(event, chatops, {}, { json: true });
  expect([status, stderr]).toEqual([0, '']);
  const output = JSON.parse(stdout) as Record<string, unknown>;
  expect(holds(output), JSON.stringify(holds.errors)).toBe(true);
  return output;
}

/** Builds a fixture whose issue 1 is the incident issue of a recorded incident. */
async function makeIncidentIssue(
  change: Record<string, string> = {},
  options: object = {},
): Promise<GitHubFixture> {
  const desk = await makeDesk({ ...files, ...change }, options);
  desk.open('helga', 'Slow payments', 'x');
  return desk;
}

async function say(desk: GitHubFixture, author: string, body: string, issue = 1) {
  desk.state.clock += 60_000;
  const event = desk.say(issue, author, body);
  return { event, output: await deliver(desk, event) };
}

/** Edits a comment and builds the event of the edit. */
function edit({ state }: GitHubFixture, id: number, body: string, sender?: string): object {
  const comment = state.comments.find((known) => known.id === id);
  if (!comment) throw new Error(String(id));
  const from = comment.body;
  Object.assign(comment, { body, updatedAt: state.clock });
  return {
    action: 'edited',
    changes: { body: { from } },
    issue: { number: comment.issue },
    comment: { id, body, user: { login: comment.author, type: 'User' } },
    sender: { login: sender ?? comment.author },
  };
}

/** Reads the entries that have their own files on a branch, by id. */
function entries(desk: GitHubFixture, branch = 'main'): [string, Entry][] {
  return Object.entries(desk.read(branch))
    .filter(([path]) => path.includes('/timeline/'))
    .sort()
    .map(([path, text]) => [path.replace(/^.*\/|\.yaml$/g, ''), parse(text) as Entry]);
}
const types = (desk: GitHubFixture, branch?: string) =>
  entries(desk, branch).map(([, { type }]) => type);
const ours = ({ state }: GitHubFixture) =>
  state.comments.filter(({ author }) => author === state.login).map(({ body }) => body);
const reactions = ({ state }: GitHubFixture, id: number) =>
  (state.comments.find((comment) => comment.id === id)?.reactions ?? []).map(
    ({ content }) => content,
  );

test('each comment on the incident issue writes one entry, and events can be repeated', async () => {
  const desk = await makeIncidentIssue();
  const told: object[] = [];
  const run = async (author: string, body: string) => {
    const { event, output } = await say(desk, author, body);
    told.push(event);
    expect(reactions(desk, event.comment.id)).toEqual(['+1']);
    return output;
  };
  expect(await run('ada', '/ack I am on it')).toMatchObject({
    outcome: 'written',
    incident,
    status: 'acknowledged',
  });
  expect(await run('Ada', '/sev high high')).toMatchObject({ severity: 'SEV1' });
  await run('grace', '/assign @ada commander');
  await run('ada', '/note It is the pool.\n\n- ten of ten\n- since nine');
  await run('ada', '/escalate web');
  await run('ada', '/affects checkout=degraded');
  expect(await run('ada', '/severity SEV2 Only staff notice')).toMatchObject({ severity: 'SEV2' });
  await run('grace', '/update public We know of it.');
  await run('ada', '/mitigated a bigger pool');
  expect(await run('ada', '/resolved workaround: a bigger pool')).toMatchObject({
    status: 'resolved',
  });
  expect(types(desk)).toEqual([
    'acknowledged',
    'triaged',
    'assigned',
    'note',
    'escalated',
    'note',
    'triaged',
    'update',
    'mitigated',
    'resolved',
  ]);
  const [first = ['', {}]] = entries(desk);
  expect(first[0]).toMatch(/^20260114T083100Z-acknowledged-c[0-9]+$/);
  expect(first[1]).toEqual({
    at: '2026-01-14T08:31:00Z',
    type: 'acknowledged',
    by: 'ada',
    note: 'I am on it',
    links: [
      {
        title: 'Comment',
        url: expect.stringMatching(/issues\/1#issuecomment-[0-9]+$/) as string,
      },
    ],
  });
  const head = desk.state.commits.get(desk.state.refs.get('refs/heads/main') ?? '');
  expect(head?.message).toBe(
    `resolved: ${incident}\n\nIncident: ${incident}\nCo-authored-by: Ada <ada@users.noreply.github.com>\n`,
  );
  expect(ours(desk)).toEqual([]);

  // Every event once more, out of order, and later.
  desk.state.clock += 86_400_000;
  const before = JSON.stringify([...desk.state.refs]);
  for (const event of told.reverse())
    expect(await deliver(desk, event)).toMatchObject({ outcome: 'unchanged' });
  expect(JSON.stringify([...desk.state.refs])).toBe(before);
  expect(desk.wrong).toEqual([]);
});

test('entries go to the branch of the incident until its pull request is merged', async () => {
  const desk = await makeDesk();
  const number = desk.open('helga', 'Slow payments', writeForm(report));
  await desk.run({ issue: { number } }, form);
  const branch = 'sitrep/issue-1';
  await say(desk, 'ada', '/ack');
  await say(desk, 'grace', '/note Seen.');
  expect(types(desk, branch)).toEqual(['acknowledged', 'note']);
  expect(entries(desk)).toEqual([]);
  const { output } = await say(desk, 'helga', '/status');
  expect(output).toMatchObject({ outcome: 'answered', incident: '2026-01-14-slow-payments' });
  expect(ours(desk).at(-1)).toContain('State: acknowledged, SEV1');
  // Escalation knows nothing of an incident that is not part of the records.
  expect(ours(desk).at(-1)).toMatch(
    /All of this waits in \[pull request 2\]\(\S+\), and counts once somebody has merged it\.\n/,
  );
  desk.merge(branch);
  await say(desk, 'ada', '/mitigated');
  expect(types(desk)).toEqual(['acknowledged', 'note', 'mitigated']);
  expect(desk.wrong).toEqual([]);
});

test('entries are proposed if the default branch does not accept commits', async () => {
  const desk = await makeIncidentIssue();
  desk.state.protected.add('refs/heads/main');
  await say(desk, 'ada', '/ack');
  const { event } = await say(desk, 'ada', '/note x');
  expect(types(desk, 'sitrep/issue-1')).toEqual(['acknowledged', 'note']);
  // One answer a command, also when it is delivered again.
  expect(ours(desk)).toEqual([
    expect.stringContaining('-acknowledged-c'),
    expect.stringContaining('-note-c'),
  ]);
  expect(ours(desk)[0]).toContain('waits in [pull request 2]');
  expect(desk.state.issues.filter(({ pull }) => pull)).toMatchObject([
    { title: `Timeline of ${incident}` },
  ]);
  expect(await deliver(desk, event)).toMatchObject({ outcome: 'unchanged' });
  desk.merge('sitrep/issue-1');
  await say(desk, 'ada', '/mitigated');
  expect(types(desk, 'sitrep/issue-1-2')).toEqual(['acknowledged', 'note', 'mitigated']);
  expect(desk.state.issues.filter(({ pull }) => pull)).toHaveLength(2);
  expect(desk.wrong).toEqual([]);
});

test('with delivery: pull-request, nothing goes to the default branch', async () => {
  const desk = await makeIncidentIssue({
    'incidents/sitrep.yaml':
      'organisation: {name: Test, timezone: Europe/Amsterdam}\ndelivery: pull-request\n',
  });
  await say(desk, 'ada', '/ack');
  await say(desk, 'ada', '/mitigated');
  expect(types(desk)).toEqual([]);
  expect(types(desk, 'sitrep/issue-1')).toEqual(['acknowledged', 'mitigated']);
  expect(desk.state.issues.filter(({ pull }) => pull)).toHaveLength(1);
});

test('a mistake has one reply, which is removed when the comment is corrected', async () => {
  const desk = await makeIncidentIssue();
  const { event, output } = await say(desk, 'ada', '/assign @nobody <!-- x -->');
  expect(output).toMatchObject({ outcome: 'refused' });
  expect(await deliver(desk, event)).toMatchObject({ outcome: 'refused' });
  expect(ours(desk)).toEqual([expect.stringContaining('There is no person nobody')]);
  expect(reactions(desk, event.comment.id)).toEqual(['confused']);
  expect(await deliver(desk, edit(desk, event.comment.id, '/assign me pilot'))).toMatchObject({
    outcome: 'refused',
  });
  expect(ours(desk)).toEqual([expect.stringContaining('There is no role pilot')]);
  expect(ours(desk)[0]).toContain('Usage: `/assign <@person or me> <role>`');
  await deliver(desk, edit(desk, event.comment.id, '/assign me commander'));
  expect(ours(desk)).toEqual([]);
  expect(types(desk)).toEqual(['assigned']);
  // Entries that are not valid in the current state are refused in the same way.
  const late = await say(desk, 'ada', '/resolvd');
  expect(late.output).toMatchObject({ outcome: 'refused' });
  expect(ours(desk)[0]).toContain('Did you mean `/resolve`?');
  await say(desk, 'ada', '/resolved');
  const again = await say(desk, 'ada', '/mitigated');
  expect(again.output).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining('is not valid here') as string,
  });
  expect(types(desk)).toEqual(['assigned', 'resolved']);
  expect(desk.wrong).toEqual([]);
});

describe('a comment', () => {
  test('supersedes its entry on each edit, and an old event changes nothing', async () => {
    const desk = await makeIncidentIssue();
    const { event } = await say(desk, 'ada', '/update public It is the poll.');
    const { id } = event.comment;
    await say(desk, 'ada', '/mitigated');
    const first = edit(desk, id, '/update public It is the pool.');
    expect(await deliver(desk, first)).toMatchObject({ outcome: 'written' });
    expect(await deliver(desk, first)).toMatchObject({ outcome: 'unchanged' });
    expect(await deliver(desk, event)).toMatchObject({ outcome: 'ignored' });
    await deliver(desk, edit(desk, id, '/note It was the pool.'));
    const mine = entries(desk).filter(([name]) => name.includes(`-c${id}`));
    expect(
      mine.map(([, { type, note, supersedes, at, status }]) => [
        type,
        note,
        supersedes,
        at,
        status,
      ]),
    ).toEqual(
      [
        [
          'note',
          'It was the pool.',
          expect.stringMatching(`-update-c${id}-2$`),
          '2026-01-14T08:31:00Z',
          undefined,
        ],
        [
          'update',
          'It is the pool.',
          expect.stringMatching(`-update-c${id}$`),
          '2026-01-14T08:31:00Z',
          'investigating',
        ],
        ['update', 'It is the poll.', undefined, '2026-01-14T08:31:00Z', 'investigating'],
      ].sort(
        (a, b) =>
          mine.findIndex(([, e]) => e.note === a[1]) - mine.findIndex(([, e]) => e.note === b[1]),
      ),
    );
    expect(desk.wrong).toEqual([]);
  });

  test('keeps its entry if somebody else edits it, or if it is no longer a command', async () => {
    const desk = await makeIncidentIssue();
    const { event } = await say(desk, 'ada', '/note Mine.');
    const { id } = event.comment;
    expect(await deliver(desk, edit(desk, id, '/resolved', 'grace'))).toMatchObject({
      outcome: 'ignored',
    });
    expect(ours(desk)).toEqual([expect.stringContaining('Somebody else edited')]);
    expect(await deliver(desk, edit(desk, id, 'Never mind'))).toMatchObject({ outcome: 'ignored' });
    expect(ours(desk)).toEqual([expect.stringContaining('no longer a command')]);
    expect(types(desk)).toEqual(['note']);
    // An ordinary comment can become a command.
    const talk = desk.say(1, 'ada', 'note: x');
    await deliver(desk, edit(desk, talk.comment.id, '/note x'));
    expect(types(desk)).toEqual(['note', 'note']);
  });

  test('keeps its entry if it is deleted, and the reply explains how to supersede it', async () => {
    const desk = await makeIncidentIssue();
    const { event } = await say(desk, 'ada', '/note Oops');
    const gone = { ...event, action: 'deleted' };
    expect(await deliver(desk, gone)).toMatchObject({ outcome: 'ignored' });
    const { id } = event.comment;
    desk.state.comments = desk.state.comments.filter((comment) => comment.id !== id);
    expect(await deliver(desk, event)).toMatchObject({
      outcome: 'ignored',
      why: 'the comment was deleted',
    });
    expect(await deliver(desk, gone)).toMatchObject({ outcome: 'answered' });
    await deliver(desk, gone);
    expect(types(desk)).toEqual(['note']);
    expect(ours(desk)).toEqual([expect.stringMatching(new RegExp(`supersedes: .*-note-c${id}`))]);
    expect(desk.wrong).toEqual([]);
  });
});

test('commands are accepted only from the catalog and from people with write access', async () => {
  const desk = await makeIncidentIssue();
  desk.state.permissions.set('wanda', 'write').set('reader', 'read').set('triager', 'triage');
  for (const author of ['stranger', 'reader', 'triager', 'helga']) {
    const { event, output } = await say(desk, author, '/resolved');
    expect(output).toMatchObject({ outcome: 'refused', why: `${author} has no permission` });
    expect(reactions(desk, event.comment.id)).toEqual(['confused']);
  }
  expect(ours(desk)).toEqual([expect.stringContaining('people in the catalog')]);
  expect(types(desk)).toEqual([]);
  expect((await say(desk, 'wanda', '/ack')).output).toMatchObject({ outcome: 'written' });
  expect(entries(desk)).toMatchObject([[expect.anything(), { by: 'wanda' }]]);
  // The person who opened the issue may ask for the state.
  expect((await say(desk, 'helga', '/status')).output).toMatchObject({ outcome: 'answered' });
  expect((await say(desk, 'stranger', '/status')).output).toMatchObject({ outcome: 'refused' });
  expect(desk.wrong).toEqual([]);
});

test('/status, /help and /postmortem have one reply each', async () => {
  const desk = await makeIncidentIssue();
  const { event } = await say(desk, 'ada', '/status');
  await deliver(desk, event);
  await say(desk, 'ada', '/help');
  const draft = await say(desk, 'ada', '/postmortem');
  await deliver(desk, draft.event);
  await say(desk, 'ada', '/postmortem');
  expect(ours(desk)).toEqual([
    expect.stringContaining('**Slow payments** (`2026-01-14-slow`)'),
    expect.stringContaining('| `/ack [what you know]` | Acknowledge an incident |'),
    expect.stringContaining(`\`2026/${incident}/postmortem.md\`: draft.`),
    expect.stringContaining(`\`2026/${incident}/postmortem.md\`: draft.`),
  ]);
  expect(desk.read('main')[`incidents/2026/${incident}/postmortem.md`]).toContain('authors:');
  expect(desk.wrong).toEqual([]);
});

test('an escalation issue accepts commands if our own account wrote it', async () => {
  const desk = await makeIncidentIssue();
  const seal = `x\n\n<!-- sitrep:escalation v1 ${incident}/acknowledge -->\n<!-- sitrep:marks wish=open -->`;
  const real = desk.open(desk.state.login, 'SEV1', seal);
  const forged = desk.open('stranger', 'SEV1', seal);
  expect((await say(desk, 'ada', '/ack', forged)).output).toMatchObject({ outcome: 'ignored' });
  expect((await say(desk, 'ada', '/ack', real)).output).toMatchObject({ outcome: 'written' });
});

test('an issue of the same number in another repository is not the incident issue', async () => {
  const url = 'https://github.com/northwind-rail/old/issues/1';
  const path = `incidents/2026/${incident}/incident.md`;
  const desk = await makeIncidentIssue({
    [path]: files[path].replace('aliases', `links: [{title: Issue 1, url: "${url}"}]\naliases`),
  });
  expect((await say(desk, 'ada', '/ack')).output).toMatchObject({
    outcome: 'ignored',
    why: 'the issue belongs to no incident',
  });
});

test('ordinary comments, bots and pull requests are ignored without a request', async () => {
  const desk = await makeIncidentIssue();
  desk.handling.log = [];
  const event = desk.say(1, 'ada', '/ack');
  for (const other of [
    desk.say(1, 'ada', 'I would /ack it'),
    desk.say(1, 'x[bot]', '/ack'),
    { ...event, issue: { number: 1, pull_request: { url: 'x' } } },
    { ...event, action: 'pinned' },
  ])
    expect(await deliver(desk, other)).toMatchObject({ outcome: 'ignored' });
  expect(desk.handling.log).toEqual([]);
  const other = desk.open('ada', 'Another', 'x');
  expect((await say(desk, 'ada', '/ack', other)).output).toMatchObject({ outcome: 'ignored' });
  for (const broken of [{}, { ...event, comment: { id: '1' } }, { ...event, issue: [] }])
    expect((await desk.run(broken, chatops)).status).toBe(2);
  expect(types(desk)).toEqual([]);
});

test('as a process, with a dry run', async () => {
  const desk = await makeIncidentIssue();
  const event = desk.say(1, 'ada', '/ack\n::set-output name=x::y');
  const dry = await desk.spawn(event, 'chatops', '--dry-run');
  expect([dry.status, dry.stderr]).toEqual([0, '']);
  expect(dry.stdout).toMatch(
    /^comment: written {2}\/ack {2}2026-01-14-slow {2}\S+-acknowledged-c\d+\n$/,
  );
  expect([types(desk), desk.state.comments.length]).toEqual([[], 1]);
});

test('twelve comments at once become one entry each', async () => {
  const desk = await makeIncidentIssue();
  const events = Array.from({ length: 12 }, (_, index) => desk.say(1, 'ada', `/note ${index}`));
  // Each of them delivered twice, all at the same time.
  await Promise.all([...events, ...events].map((event) => deliver(desk, event)));
  expect(
    entries(desk)
      .map(([, { note }]) => Number(note))
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 12 }, (_, index) => index));
  expect(desk.wrong).toEqual([]);
});

test('any request that fails once is repeated, and nothing is done twice', async () => {
  let ends = false;
  for (let fails = 1; !ends; fails++) {
    const desk = await makeIncidentIssue();
    const event = desk.say(1, 'ada', '/ack');
    let count = 0;
    desk.handling.fault = () => (++count === fails ? 'reset-after' : undefined);
    expect((await desk.run(event, chatops)).status).toBe(0);
    ends = count < fails;
    expect(types(desk)).toEqual(['acknowledged']);
    expect(reactions(desk, event.comment.id)).toEqual(['+1']);
  }
});

test.each([false, true])(
  'the next run finishes one that stopped at any request (protected branch: %s)',
  async (isProtected) => {
    let ends = false;
    for (let dies = 1; !ends; dies++) {
      const desk = await makeIncidentIssue();
      if (isProtected) desk.state.protected.add('refs/heads/main');
      const event = desk.say(1, 'ada', '/ack');
      let count = 0;
      // With a protected branch, there are many requests, so only the writes are tried.
      desk.handling.fault = (_, { method }) => {
        if (method !== 'GET' || !isProtected) count++;
        return count < dies ? undefined : 'reset-before';
      };
      const { status } = await desk.run(event, chatops);
      ends = count < dies;
      expect(status).toBe(ends ? 0 : 2);
      delete desk.handling.fault;
      await deliver(desk, event);
      const branch = isProtected ? 'sitrep/issue-1' : 'main';
      expect(types(desk, branch)).toEqual(['acknowledged']);
      expect(reactions(desk, event.comment.id)).toEqual(['+1']);
      expect(desk.state.issues.filter(({ pull }) => pull)).toHaveLength(isProtected ? 1 : 0);
    }
  },
  120_000,
);
