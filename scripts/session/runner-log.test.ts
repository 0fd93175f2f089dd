import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { form } from '../commands/form.ts';
import { disarmJson, disarmLog } from './runner-log.ts';
import { sitrep, testdir } from '../testing/folder.ts';
import { makeDesk, report, writeForm } from '../testing/desk.ts';

it.each([
  '::stop-commands::x',
  ' \t::add-mask::a',
  'a\n  ::error::b',
  'a\r::error::b',
  'a ##[add-mask]b',
])('leaves no command for the runner in %j', (text) => {
  expect(disarmLog(text)).not.toMatch(/^\s*::|##\[/m);
});

it('keeps all other text as it is', () => {
  const text = 'a::b\n#12 ## [x] fe80::1\n: :';
  expect(disarmLog(text)).toBe(text);
});

it('does not let the fields of a form steer the runner', async () => {
  const desk = await makeDesk();
  const hostile = { ...report, 'What is affected?': '##[add-mask]checkout' };
  const number = desk.open('mallory', 'Slow', writeForm(hostile));
  const { stdout } = await desk.run({ action: 'opened', issue: { number } }, form);
  expect(stdout).toContain('add-mask');
  expect(stdout).not.toContain('##[');
});

it('disarms JSON without changing its value', () => {
  const value = { title: '##[error]x', '##[': ['\n::error::'] };
  const text = disarmJson(JSON.stringify(value, null, 2));
  expect(text).not.toContain('##[');
  expect(JSON.parse(text)).toEqual(value);
});

const id = '2026-01-14-two-lines';
const files = {
  'incidents/sitrep.yaml': 'organisation: {name: Test}\n',
  'incidents/catalog/teams/web.yaml':
    'name: "Web\\n::error::team"\nmembers: [{handle: ada, name: "Ada\\n::error::ada"}]\n',
  'incidents/catalog/services/checkout.yaml': 'name: "::error::checkout"\ntier: 1\nteam: web\n',
  [`incidents/2026/${id}/incident.md`]: [
    '---',
    'title: "Two lines\\n::error::boo"',
    'summary: "##[add-mask]x\\n  ::error::y"',
    'services: [checkout]',
    'category: unknown',
    'channel: monitoring',
    'tasks: [{id: t1, title: "::error::task\\n::error::more", assignee: ada}]',
    '---',
    '',
    '::error::body',
    '',
  ].join('\n'),
  [`incidents/2026/${id}/timeline.yaml`]:
    '- {at: 2026-01-14T08:00:00Z, type: detected, by: ada, note: "::error::note"}\n' +
    '- {at: 2026-01-14T08:01:00Z, type: reopened, reason: "why\\n::error::because"}\n',
};

it.each([
  ['list'],
  ['show'],
  ['overview', '--for', 'ada'],
  ['search', 'error'],
  ['task', 'list'],
  ['oncall'],
  ['sla'],
  ['validate'],
  ['ack', '--dry-run', '--by', 'ada', 'xxx'],
  ['new', '--title', '::error::\n::x', '--services', 'checkout'],
])('does not let texts of records steer the runner in sitrep %s', async (...args) => {
  const { stdout, stderr } = await sitrep(testdir(files), ...args);
  expect(`${stdout}\n${stderr}`).not.toMatch(/^\s*::|##\[/m);
});

it('puts a title on one line in a table and in a record', async () => {
  const folder = testdir(files);
  const { stdout } = await sitrep(folder, 'list');
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringContaining('severity'),
    expect.stringMatching(/ {2}2026-01-14-two-lines {2}Two lines ::error::boo$/),
  ]);
  const shown = await sitrep(folder, 'show');
  expect(shown.stdout.split('\n')[0]).toBe(`${id}: Two lines ::error::boo`);
  const filed = await sitrep(
    folder,
    ...['new', '--title', 'One\n  and two', '--summary', 'A\r\nB', '--services', 'checkout'],
    ...['--impact', 'high', '--urgency', 'high', '--channel', 'internal', '--json'],
  );
  const { incident } = JSON.parse(filed.stdout) as { incident: string };
  const path = join(folder, 'incidents', incident.slice(0, 4), incident, 'incident.md');
  expect(readFileSync(path, 'utf8')).toMatch(/^title: One and two\nsummary: A B$/m);
});

it('escapes in JSON the characters that a terminal would obey or hide', () => {
  const value = { message: 'a\u009b31mb\u202ec\u200bd\u2028e' };
  const text = disarmJson(JSON.stringify(value));
  expect(text).not.toMatch(/[\u009b\u202e\u200b\u2028]/);
  expect(text).toContain('\\u009b31m');
  expect(JSON.parse(text)).toEqual(value);
});
