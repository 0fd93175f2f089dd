import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packageRoot } from '../../edges/disk/package.ts';
import { makeRegister } from '../../testing/incident.ts';
import { settings, web, webService } from '../../testing/escalation.ts';
import { commands, listCommands } from './commands.ts';
import { parseComment } from './parse.ts';

const { register, incident } = makeRegister(
  [{ at: '2026-03-27T08:00:00Z', type: 'detected' }],
  { ...settings, regulations: [{ profile: 'nis2' }] },
  {
    teams: [web],
    services: [webService],
    record: { tasks: [{ id: 't1', title: 'Raise the limit' }] },
  },
);
const triaged = {
  ...incident,
  severities: [{ at: 1, severity: 'SEV1', impact: 'high', urgency: 'high' }],
};

/** Reads the entry of a comment, or what is wrong with it; undefined if it is not a command. */
function say(body: string, state = incident): object | string | undefined {
  const asked = parseComment(body);
  if (!asked) return undefined;
  if ('wrong' in asked) return asked.wrong;
  const read = asked.command.read?.(asked.text, { register, incident: state, by: 'ada' });
  if (!read) return `/${asked.command.name}`;
  return 'wrong' in read ? read.wrong : read.statement;
}

test.each<[string, object | string]>([
  ['/ack', { type: 'acknowledged' }],
  ['/ACK\r\n', { type: 'acknowledged' }],
  ['/ack I look into it', { type: 'acknowledged', note: 'I look into it' }],
  ['/sev high high', { type: 'triaged', impact: 'high', urgency: 'high' }],
  [
    '/sev High HIGH all boards',
    { type: 'triaged', impact: 'high', urgency: 'high', note: 'all boards' },
  ],
  ['/assign @grace commander', { type: 'assigned', to: 'grace', role: 'commander' }],
  ['/assign me scribe', { type: 'assigned', to: 'ada', role: 'scribe' }],
  ['/escalate web', { type: 'escalated', kind: 'functional', to: 'web' }],
  ['/escalate @linus', { type: 'escalated', kind: 'functional', to: 'linus' }],
  [
    '/escalate grace it is big',
    { type: 'escalated', kind: 'hierarchical', to: 'grace', note: 'it is big' },
  ],
  ['/escalate paybridge', { type: 'escalated', kind: 'vendor', to: 'paybridge' }],
  [
    '/escalate linus hierarchical: it is big',
    { type: 'escalated', to: 'linus', kind: 'hierarchical', note: 'it is big' },
  ],
  ['/task t1 @grace', { type: 'assigned', to: 'grace', task: 't1' }],
  ['/task T1 me', { type: 'assigned', to: 'ada', task: 't1' }],
  ['/affects web=degraded', { type: 'note', note: 'web: degraded.', affects: { web: 'degraded' } }],
  [
    '/affects Web=Partial-Outage half of the boards',
    { type: 'note', note: 'half of the boards', affects: { web: 'partial-outage' } },
  ],
  ['/affects none', { type: 'note', note: 'Nobody notices the incident.', affects: 'none' }],
  ['/affects none it was a probe', { type: 'note', note: 'it was a probe', affects: 'none' }],
  ['/note one\n\n- two\n### three', { type: 'note', note: 'one\n\n- two\n### three' }],
  ['/note it says\n```\n/resolved\n```', { type: 'note', note: 'it says\n```\n/resolved\n```' }],
  ['/note ~~~\n/ack', { type: 'note', note: '~~~\n/ack' }],
  ['/note see /usr/bin', { type: 'note', note: 'see /usr/bin' }],
  [
    '/update public We look into it.',
    { type: 'update', audience: 'public', status: 'investigating', note: 'We look into it.' },
  ],
  [
    '/update public identified: It is the pool.',
    { type: 'update', audience: 'public', status: 'identified', note: 'It is the pool.' },
  ],
  [
    '/update internal resolved by itself',
    { type: 'update', audience: 'internal', status: 'investigating', note: 'resolved by itself' },
  ],
  ['/mitigated', { type: 'mitigated' }],
  ['/resolved', { type: 'resolved', resolution: 'fixed' }],
  ['/resolved rolled-back', { type: 'resolved', resolution: 'rolled-back' }],
  [
    '/resolved workaround: a bigger pool',
    { type: 'resolved', resolution: 'workaround', note: 'a bigger pool' },
  ],
  ['/resolved fixed the pool', { type: 'resolved', resolution: 'fixed', note: 'fixed the pool' }],
  ['/acknowledged', { type: 'acknowledged' }],
  ['/triage high high', { type: 'triaged', impact: 'high', urgency: 'high' }],
  ['/resolve rolled-back', { type: 'resolved', resolution: 'rolled-back' }],
  ['/hand-over @grace commander', { type: 'handed-over', to: 'grace', role: 'commander' }],
  ['/handover me commander', { type: 'handed-over', to: 'ada', role: 'commander' }],
  ['/pause PayBridge is looking', { type: 'paused', reason: 'PayBridge is looking' }],
  ['/resume', { type: 'resumed' }],
  ['/reopen it grows again', { type: 'reopened', reason: 'it grows again' }],
  ['/cancel a probe', { type: 'cancelled', reason: 'a probe' }],
  ['/decision we wait', { type: 'decision', note: 'we wait' }],
  ['/finding ten of ten', { type: 'finding', note: 'ten of ten' }],
  ['/aware', { type: 'aware' }],
  ['/aware Cards fail', { type: 'aware', note: 'Cards fail' }],
  ['/aware nis2: Cards fail', { type: 'aware', regulation: 'nis2', note: 'Cards fail' }],
  ['/classify NIS2', { type: 'classified', regulation: 'nis2' }],
  ['/reclassified Not major', { type: 'reclassified', reason: 'Not major' }],
  ['/handled', { type: 'handled' }],
  [
    '/filed nis2/early-warning Sent.',
    { type: 'note', note: 'Sent.', fulfils: ['nis2/early-warning'] },
  ],
  ['/change flag=x=off for now', { type: 'change', ref: { flag: 'x=off' }, note: 'for now' }],
  ['/status', '/status'],
  ['/help', '/help'],
  ['/postmortem', '/postmortem'],
])('%j is a command', (body, entry) => {
  expect(say(body)).toEqual(entry);
});

test.each([
  ['/sev', 'Which impact? Use one of high.'],
  ['/sev huge high', 'There is no impact huge. Use one of high.'],
  ['/sev high', 'Which urgency? Use one of high.'],
  ['/sev hgih high', 'There is no impact hgih. Did you mean high?'],
  ['/sev constructor high', 'There is no impact constructor. Use one of high.'],
  ['/severity SEV9 it grows', /There is no severity SEV9/],
  ['/severity SEV1', 'Missing: why the severity differs from the matrix.'],
  [
    '/severity SEV1 it grows',
    'The incident has no impact and urgency yet. Set them with `/triage` first.',
  ],
  ['/task t9 ada', 'There is no task t9. Did you mean t1?'],
  ['/task', 'Which task? Use one of t1.'],
  ['/task t1', /Which person\?/],
  ['/affects', /^Cannot read affects\. Write /],
  ['/affects web', /^Cannot read affects web\. Write /],
  ['/affects wbe=degraded', 'There is no service wbe. Did you mean web?'],
  ['/affects web=broken', /^There is no state broken\. Use one of operational, degraded/],
  ['/assign @nobody commander', /There is no person nobody/],
  ['/assign ada', /Which role\? Use one of commander/],
  ['/assign ada pilot', /There is no role pilot/],
  ['/escalate databsae', /There is no person, team or vendor databsae/],
  ['/escalate', /Which person, team or vendor\?/],
  ['/filed nis2/early-warnin Sent', /Did you mean nis2\/early-warning\?/],
  ['/filed nis2/final', 'Missing: text.'],
  ['/reclassify nis2', 'Missing: why no criteria were met.'],
  ['/pause', 'Missing: who or what you are waiting for.'],
  ['/assign ada commander now', 'Unexpected text: now'],
  ['/change x', /Cannot read ref x\. Write commit=/],
  ['/runbook restart', /There is no runbook restart/],
  ['/note', 'Missing: text.'],
  ['/update', /Which audience\?/],
  ['/update everybody x', /There is no audience everybody/],
  ['/update public', 'Missing: text of the update.'],
  ['/update public resolved', 'Missing: text of the update.'],
  ['/resolvd', 'There is no `/resolvd`. Did you mean `/resolve`?'],
  ['/ack\n/sev high high', /Each comment is one command/],
  ['/note\n```\n/ack\n```\n/resolved', /Each comment is one command/],
  // GitHub shows this as inline code, which does not begin a block.
  ['/note see\n```x```\n/resolved', /Each comment is one command/],
])('%j is refused with an explanation', (body, message) => {
  expect(say(body)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test.each([
  '',
  'Hello',
  ' /ack',
  '\n/ack',
  '> /ack',
  '```\n/ack\n```',
  '//ack',
  '/usr/bin is full',
  '/lgtm',
  '/merge 2026-01-14-slow',
  '/',
  '/ ack',
  '/ack,',
  '/-ack',
  'I would /ack it',
  '\u200b/ack',
  '/\u0430ck',
])('%j is not a command', (body) => {
  expect(say(body)).toBeUndefined();
});

test('a severity keeps the impact and urgency that the incident has', () => {
  expect(say('/severity sev2 Only staff notice', triaged)).toEqual({
    type: 'triaged',
    impact: 'high',
    urgency: 'high',
    severity: 'SEV2',
    reason: 'Only staff notice',
  });
});

test('an edited severity keeps the impact and urgency with which it was written', () => {
  const asked = parseComment('/severity SEV2 Only staff notice');
  if (!asked || 'wrong' in asked) throw new Error('severity');
  const before = {
    at: '2026-03-27T08:05:00Z',
    type: 'triaged',
    impact: 'low',
    urgency: 'low',
  } as const;
  const read = asked.command.read?.(asked.text, { register, incident: triaged, by: 'ada', before });
  expect(read).toMatchObject({ statement: { impact: 'low', urgency: 'low', severity: 'SEV2' } });
});

test('services may be separated by commas, spaces or both', () => {
  const both = { ...register, services: new Map(register.services).set('app', webService) };
  for (const between of [',', ', ', ' ', ' , ']) {
    const asked = parseComment(`/affects web=degraded${between}app=operational since noon`);
    if (!asked || 'wrong' in asked) throw new Error(between);
    const read = asked.command.read?.(asked.text, { register: both, incident, by: 'ada' });
    expect(read).toEqual({
      statement: {
        type: 'note',
        note: 'since noon',
        affects: { web: 'degraded', app: 'operational' },
      },
    });
  }
});

test('a task can be assigned only if the incident has one', () => {
  expect(say('/task t1 ada', { ...incident, tasks: [] })).toBe(
    'There is no task t1, and no other task to choose from.',
  );
  expect(say('/task', { ...incident, tasks: [] })).toBe('There is no task to choose from.');
});

test('hidden characters are written as escapes', () => {
  expect(say('/note left \u202eright')).toEqual({ type: 'note', note: 'left \\u{202e}right' });
});

test('a status update follows from the state of the incident', () => {
  const told = (status: typeof incident.status, milestones = {}) =>
    say('/update public x', { ...incident, status, milestones });
  expect(told('mitigated')).toMatchObject({ status: 'monitoring' });
  expect(told('resolved')).toMatchObject({ status: 'resolved' });
  expect(told('acknowledged', { identified: 1 })).toMatchObject({ status: 'identified' });
});

test('every text is ordinary, a command or a mistake, and parsing is fast', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...commands.map(({ name }) => `/${name}`),
      ' ',
      '\n',
      'high',
      '@ada',
      ':',
      'public',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      say(pieces.join(''));
    }),
    { numRuns: 2000 },
  );
  const start = performance.now();
  for (const text of [
    '/ack '.repeat(13_000),
    `/resolved ${'a-'.repeat(32_000)}!`,
    `/sev${' '.repeat(65_000)}x`,
    `/affects ${'web=degraded '.repeat(5_000)}!`,
    `/affects web=degraded${', '.repeat(32_000)}x=`,
  ])
    say(text);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('help and the handbook name every command', () => {
  const page = readFileSync(join(packageRoot, 'site/handbook/issues.md'), 'utf8');
  for (const { name } of commands) {
    expect(listCommands()).toContain(`/${name}`);
    expect(page).toContain(`\`/${name}`);
  }
});
